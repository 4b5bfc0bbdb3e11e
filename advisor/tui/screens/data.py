"""The data: files are measured instead of asked about, and the answers taken over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from advisor.dataset.door import measured
from advisor.dataset.engine import Progress
from advisor.dataset.joining import digest_of, joined, measures_of
from advisor.dataset.values import Cancelled, Profile
from advisor.errors import AdvisorError
from advisor.records.profile_words import finding_lines, progress_line, worst_lines
from advisor.text import visible
from advisor.tui import phrases
from advisor.tui.keys import bind, named
from advisor.tui.screens.base import ModeScreen
from advisor.tui.session import Session
from advisor.tui.widgets.entry_list import Entry, EntryList
from advisor.tui.widgets.title_bar import TitleBar

FIELDS = {
    "train": "Training data",
    "holdout": "Holdout, if you have one",
    "production": "Inputs from production, if you have them",
}
BEGIN = (
    "Name a file, a folder or a pattern such as data/*.jsonl; {data.measure} measures. "
    "Nothing is sent."
)


class DataScreen(ModeScreen):
    """Names files, measures them in a thread, and shows what each check found."""

    CSS_PATH = "data.tcss"
    BINDINGS = [
        bind(
            "f2",
            "measure",
            "Measure",
            "Measure the files that are named",
            "data.measure",
            show=True,
        ),
        bind(
            "f3",
            "take",
            "Take over",
            "Put the measured answers in place of what was said; undo takes them back",
            "data.take",
            show=True,
        ),
        bind("escape", "cancel", "Cancel", "Stop measuring; what is found stays", "data.cancel"),
    ]

    class Moved(Message):
        """The measuring has come further."""

        def __init__(self, progress: Progress) -> None:
            self.progress = progress
            super().__init__()

        def can_replace(self, message: Message) -> bool:
            """Let only the newest be shown."""
            return isinstance(message, DataScreen.Moved)

    class Measured(Message):
        """The measuring is over."""

        def __init__(self, found: Profile) -> None:
            self.found = found
            super().__init__()

    class Failed(Message):
        """A file cannot be measured."""

        def __init__(self, told: str) -> None:
            self.told = told
            super().__init__()

    def __init__(self, session: Session) -> None:
        """Begin with nothing measured."""
        super().__init__(session)
        self._found: Profile | None = None
        self._open: str | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the files above, the findings below."""
        with Vertical(id="files"):
            for name, title in FIELDS.items():
                field = Input(id=name)
                field.border_title = title
                yield field
            yield Static(named(BEGIN), id="state", markup=False)
        yield EntryList(id="found")

    def on_mount(self) -> None:
        """Ask for the training data first."""
        self.query_one("#train").focus()

    def on_screen_resume(self) -> None:
        """Show the verdict as it is now."""
        self.query_one(TitleBar).show("Data", phrases.leader(self.interview.advice))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Measure."""
        event.stop()
        self.action_measure()

    def action_measure(self) -> None:
        """Measure the files that are named."""
        paths = {name: self.query_one(f"#{name}", Input).value.strip() for name in FIELDS}
        if not paths["train"]:
            self._tell("Name a training file first.", fault=True)
        else:
            self._tell("Reading …")
            self._measure(*([Path(name)] if name else [] for name in paths.values()))

    @work(thread=True, exclusive=True, group="measure", description="measure")
    def _measure(self, train: list[Path], holdout: list[Path], production: list[Path]) -> None:
        worker, base = get_current_worker(), self.interview.base

        def moved(progress: Progress) -> None:
            if worker.is_cancelled:
                raise Cancelled
            self.post_message(self.Moved(progress))

        try:
            found = measured(base, train, holdout, production, progress=moved)
        except AdvisorError as fault:
            hint = f" ({fault.hint})" if fault.hint else ""
            self.post_message(self.Failed(f"{fault.message}{hint}"))
        except (OSError, ValueError, RuntimeError) as fault:
            self.post_message(self.Failed(f"That is no usable name: {fault}"))
        else:
            self.post_message(self.Measured(found))

    def action_cancel(self) -> None:
        """Stop the measuring."""
        self.workers.cancel_group(self, "measure")

    def on_data_screen_moved(self, event: Moved) -> None:
        """Show how far it is."""
        self._tell(f"{progress_line(event.progress)} · {named('{data.cancel}')} stops")

    def on_data_screen_failed(self, event: Failed) -> None:
        """Say what is wrong."""
        self._tell(event.told, fault=True)

    def on_data_screen_measured(self, event: Measured) -> None:
        """Show what was found."""
        self._found, self._open = event.found, None
        count = len(measures_of(event.found.findings))
        how = "Stopped; until then" if event.found.cancelled else "Measured:"
        keys = named("{data.take} takes them over, {list.open} shows the rows of a line.")
        self._tell(f"{how} {count} answers. {keys}")
        self._show()
        self.query_one("#found").focus()

    def action_take(self) -> None:
        """Put the measured answers in place of what was said."""
        if self._found is None:
            self._tell("Nothing is measured yet.", fault=True)
            return
        measures = measures_of(self._found.findings)
        digest, interview = digest_of(self._found.files), self.interview
        try:
            after = joined(
                interview.base, interview.answers, measures, digest=digest, day=self.session.day
            )
        except AdvisorError as fault:
            self._tell(f"{fault.message} ({fault.hint})", fault=True)
            return
        taken = [key for key, one in after.given.items() if one != interview.answers.given.get(key)]
        if taken:
            interview.take(after, taken[0])
            self.autosave()
        back = named("in the questions {interview.undo} takes them back.")
        self._tell(f"{len(taken)} answers taken over; {back}")
        self.on_screen_resume()

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Show the worst rows of the line below it, or hide them."""
        event.stop()
        event.prevent_default()
        self._open = None if event.key == self._open else event.key
        self._show()

    def _show(self) -> None:
        self.query_one("#found", EntryList).show(self._entries())

    def _entries(self) -> Iterator[Entry]:
        if self._found is None:
            return
        for finding, mark, head, body in finding_lines(self.interview.base, self._found):
            rows = worst_lines(finding) if finding.check == self._open else ()
            yield Entry(finding.check, head, "\n".join([body, *rows]), tag=mark)

    def _tell(self, text: str, *, fault: bool = False) -> None:
        state = self.query_one("#state", Static)
        state.set_class(fault, "-fault")
        state.update(Content(f"! {visible(text)}" if fault else visible(text)))
