"""A window that asks where to write a file, and stays until it is written or given up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from advisor.errors import AdvisorError
from advisor.text import visible
from advisor.tui.keys import bind, named
from advisor.tui.screens.window import Window
from advisor.tui.session import free_path


class AskPath(Window[str | None]):
    """Answers with what was done, or with None where the user gave up."""

    CSS_PATH = "ask_path.tcss"
    BINDINGS = [
        bind(
            "escape",
            "dismiss(None)",
            "Cancel",
            "Close without writing anything",
            "path.cancel",
            show=True,
        ),
    ]

    class Done(Message):
        """The file is written."""

        def __init__(self, told: str) -> None:
            self.told = told
            super().__init__()

    class Failed(Message):
        """The file cannot be written."""

        def __init__(self, path: Path, told: str) -> None:
            self.path = path
            self.told = told
            super().__init__()

    def __init__(self, title: str, path: str, act: Callable[[Path], str]) -> None:
        """Propose `path`; `act` writes there and returns what to tell."""
        super().__init__()
        self._title = title
        self._path = path
        self._act = act

    def compose(self) -> ComposeResult:
        """Lay out the title, the input and a place for faults."""
        with Vertical(classes="window"):
            yield Static(Content(self._title), classes="title")
            yield Input(self._path, placeholder="name a file")
            yield Static(id="fault", classes="fault", markup=False)
            keys = named("Enter writes, {path.cancel} cancels.")
            hint = f"In {visible(str(Path.cwd()))} unless you name a folder.\n{keys}"
            yield Static(Content(hint), classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write there."""
        event.stop()
        text = event.value.strip()
        if text:
            self.query_one("#fault").remove_class("-told")
            self._write(text)
        else:
            self._tell(named("Name a file, or press {path.cancel}."))

    @work(thread=True, exclusive=True)
    def _write(self, text: str) -> None:
        path = Path(text)
        try:
            path = path.expanduser()
            self.post_message(self.Done(self._act(path)))
        except AdvisorError as fault:
            hint = f"; {fault.hint}" if fault.hint else ""
            self.post_message(self.Failed(path, f"{fault.message}{hint}."))
        except (OSError, ValueError, RuntimeError) as fault:
            self.post_message(self.Failed(path, f"That is no usable name ({fault})."))

    def on_ask_path_done(self, event: Done) -> None:
        """Close."""
        self.dismiss(event.told)

    def on_ask_path_failed(self, event: Failed) -> None:
        """Say what is wrong, and propose a free name where the name was the fault."""
        free = free_path(event.path)
        if free != event.path and not event.path.is_dir():
            self.query_one(Input).value = str(free)
            self._tell(f"{event.told} Another name is proposed: Enter takes it.")
        else:
            self._tell(event.told)

    def _tell(self, text: str) -> None:
        fault = self.query_one("#fault", Static)
        fault.add_class("-told")
        fault.update(Content(f"! {text}"))
