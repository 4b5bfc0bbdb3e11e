"""The app: its modes, its theme and its global keys; it queries no widget."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from textual.app import App

from advisor.interview import Order
from advisor.knowledge.compiled import open_base
from advisor.tui.keys import bind
from advisor.tui.screens.base import ModeScreen
from advisor.tui.screens.help import HelpScreen, key_rows
from advisor.tui.screens.interview import InterviewScreen
from advisor.tui.screens.resume import ResumeScreen
from advisor.tui.screens.verdict import VerdictScreen
from advisor.tui.screens.what_if import WhatIfScreen
from advisor.tui.session import Session

# One line a mode; the order is that of the keys F5, F6 and so on.
MODES: dict[str, type[ModeScreen]] = {
    "interview": InterviewScreen,
    "verdict": VerdictScreen,
    "what_if": WhatIfScreen,
}


class AdvisorApp(App[None], inherit_bindings=False):
    """One session in several modes."""

    TITLE = "advisor"
    CSS_PATH = "theme.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]
    BINDINGS = [
        bind(
            "f5",
            "switch_mode('interview')",
            "Questions",
            "The questions",
            "mode.interview",
            show=True,
        ),
        bind(
            "f6",
            "switch_mode('verdict')",
            "Verdict",
            "The verdict on the answers so far",
            "mode.verdict",
            show=True,
        ),
        bind(
            "f7",
            "switch_mode('what_if')",
            "What if",
            "Other answers beside yours, and the decision map",
            "mode.what_if",
        ),
        bind("f1,question_mark", "help", "Help", "The keys of this screen", "app.help", show=True),
        bind(
            "ctrl+q",
            "quit",
            "Quit",
            "Quit; the answers are kept, and offered at the next start",
            "app.quit",
            show=True,
            priority=True,
        ),
        bind(
            "ctrl+c", "help_quit", "How to quit", "Says how to quit", "app.how_to_quit", system=True
        ),
    ]

    def __init__(self, session: Session) -> None:
        """Show `session`."""
        super().__init__()
        self._session = session
        for name, screen in MODES.items():
            self.add_mode(name, lambda screen=screen: screen(session))  # type: ignore[misc]

    def on_mount(self) -> None:
        """Offer what was left behind, then begin."""
        found = self._session.resumable()
        if found:
            self.push_screen(ResumeScreen(self._session, found), self._begin)
        else:
            self._begin(None)

    def _begin(self, _: None) -> None:
        done = self._session.interview.next_question() is None
        self.switch_mode("interview")
        if done:
            self.switch_mode("verdict")
        for warning in self._session.warnings:
            self.notify(str(warning), severity="warning", markup=False)

    async def on_mode_screen_question_wanted(self, event: ModeScreen.QuestionWanted) -> None:
        """Go to the mode that asks, and to the question."""
        await self.switch_mode("interview")
        if isinstance(self.screen, InterviewScreen):
            self.screen.to_question(event.question)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to switch to the other modes only."""
        return action != "switch_mode" or parameters != (self.current_mode,)

    def action_help(self) -> None:
        """Show the keys of the current screen."""
        self.push_screen(HelpScreen(key_rows(self.screen.active_bindings)))

    def on_unmount(self) -> None:
        """Write what is not yet written, and give the session back."""
        self._session.close()


def open_app(
    session: str | None,
    knowledge: Path | None,
    day: date,
    order: Order = "telling",
    *,
    day_is_fixed: bool = True,
) -> int:
    """Run the app, over an answers file where one is named, and return its exit status.

    Raises AdvisorError where the knowledge or that file cannot be read.
    """
    if os.environ.get("NO_COLOR") == "":
        # Textual takes an empty one for a wish, no-color.org does not.
        del os.environ["NO_COLOR"]
    # A computation in a thread would else keep the loop waiting, 5 ms at every turn of it.
    sys.setswitchinterval(0.0005)
    base = open_base(knowledge)
    opened = Path(session) if session is not None else None
    app = AdvisorApp(Session(base, day, opened, day_is_fixed=day_is_fixed, order=order))
    app.run()
    return app.return_code or 0
