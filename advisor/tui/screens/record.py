"""The decision record: read it as it would be written, in each format; write it, or copy it."""

from __future__ import annotations

from textual import work
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Tab, Tabs
from textual.worker import get_current_worker

from advisor.advice import Advice
from advisor.records.formats import FORMATS
from advisor.tui import phrases
from advisor.tui.keys import bind
from advisor.tui.outside import copy
from advisor.tui.screens.base import WORKING, ModeScreen
from advisor.tui.session import FORMS
from advisor.tui.widgets.text_view import TextView
from advisor.tui.widgets.title_bar import TitleBar

TITLES = {
    "madr4": "MADR 4",
    "madr2": "MADR 2",
    "nygard": "Nygard",
    "html": "HTML",
    "json": "JSON",
    "toml": "Answers",
    "text": "Text",
}


class RecordScreen(ModeScreen):
    """Shows the record as text, never rendered: what one reads is what is written."""

    CSS_PATH = "record.tcss"
    BINDINGS = [
        bind(
            "ctrl+r,e",
            "export",
            "Write to a file",
            "Write the record, in the format shown, to a file that you name",
            "session.export",
            show=True,
        ),
        bind("c", "copy", "Copy", "Copy the whole record", "record.copy", show=True),
        bind(
            "ctrl+t,t,right",
            "next_form(1)",
            "Next format",
            "The next format; 1 to 9 choose one",
            "record.next_form",
        ),
        bind("left", "next_form(-1)", "Format before", "The format before", "record.form_before"),
        *(
            bind(str(place), f"form({place - 1})", form, f"Format: {form}", f"record.form_{form}")
            for place, form in enumerate(FORMS, 1)
        ),
    ]

    class Written(Message):
        """The record of an advice is there, in one format."""

        def __init__(self, advice: Advice, form: str, text: str) -> None:
            self.advice = advice
            self.form = form
            self.text = text
            super().__init__()

    _text = ""
    _of: tuple[Advice, str] | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the formats above, the record below."""
        yield Tabs(*(Tab(TITLES.get(form, form), id=f"form-{form}") for form in FORMS))
        yield TextView(id="record")

    def on_mount(self) -> None:
        """Let the keys scroll the record."""
        self.query_one(Tabs).can_focus = False
        self.query_one(TextView).focus()

    def on_screen_resume(self) -> None:
        """Show the record of the advice as it is now."""
        self._show()

    @property
    def form(self) -> str:
        """The format shown."""
        return self.query_one(Tabs).active.removeprefix("form-") or FORMS[0]

    def _show(self) -> None:
        advice, form = self.interview.advice, self.form
        place = f"Record · {TITLES.get(form, form)} · proposed, for a person to accept"
        self.query_one(TitleBar).show(place, phrases.leader(advice))
        if self._of == (advice, form):
            return
        self._of, self._text = (advice, form), ""
        self.query_one(TextView).show("Writing it…")
        self.call_after_refresh(self._write, advice, form)

    @work(thread=True, exclusive=True, group="record", description="record")
    def _write(self, advice: Advice, form: str) -> None:
        worker = get_current_worker()
        with WORKING:
            if worker.is_cancelled:
                return
            text = FORMATS[form](advice)
        if not worker.is_cancelled:
            self.post_message(self.Written(advice, form, text))

    def on_record_screen_written(self, event: Written) -> None:
        """Show the record, unless the answers or the format have changed meanwhile."""
        if self._of == (event.advice, event.form):
            self._text = event.text
            self.query_one(TextView).show(event.text)

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Show another format."""
        event.stop()
        self._show()

    def action_form(self, place: int) -> None:
        """Show a format by its place."""
        self.query_one(Tabs).active = f"form-{FORMS[place]}"

    def action_next_form(self, step: int) -> None:
        """Show the next format, or the one before; they go round."""
        self.action_form((FORMS.index(self.form) + step) % len(FORMS))

    def action_copy(self) -> None:
        """Copy the whole record."""
        if self._text:
            copy(self, self._text)
        else:
            self.tell("It is still being written.")

    def action_export(self) -> None:
        """Ask where to write the record in the format shown, and write it."""
        self.export_as(self.form)
