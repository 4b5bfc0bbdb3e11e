"""The app: its modes, its theme and its global keys; it queries no widget."""

from __future__ import annotations

import gc
import os
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from advisor.errors import AdvisorError
from advisor.interview import Order
from advisor.knowledge.compiled import open_base
from advisor.tui.keys import bind, name_of, use
from advisor.tui.modes import MODE_BINDINGS, MODES
from advisor.tui.screens.base import ModeScreen
from advisor.tui.screens.interview import InterviewScreen
from advisor.tui.session import Session
from advisor.tui.settings import remember_look
from advisor.tui.stylesheet import KeptStylesheet
from advisor.tui.themes import HIGH_CONTRAST, LOOKS
from advisor.tui.wishes import Wishes, read_wishes

if TYPE_CHECKING:
    from textual.command import Provider


# Seconds after which all that the start makes is made.
STARTED = 1.0
# Where the app waits while the screens of one session make way for those of another.
BETWEEN = "between"


def _commands() -> type[Provider]:
    from advisor.tui.commands import Commands

    return Commands


def _collect_again() -> None:
    """Look for garbage from here on, but not in what the start made, which stays."""
    gc.freeze()
    gc.enable()


class AdvisorApp(App[None], inherit_bindings=False):
    """One session in several modes."""

    TITLE = "advisor"
    CSS_PATH = "theme.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]
    BINDINGS = [
        *MODE_BINDINGS,
        bind("f1,question_mark", "help", "Help", "The keys of this screen", "app.help", show=True),
        bind(
            "ctrl+p",
            "command_palette",
            "Menu",
            "Everything the app can do, to search and choose",
            "app.menu",
            show=True,
        ),
        bind("ctrl+o", "sessions", "Sessions", "Open, rename or delete a session", "app.sessions"),
        bind(
            "ctrl+q",
            "quit",
            "Quit",
            "Quit; the answers are kept, and offered at the next start",
            "app.quit",
            priority=True,
        ),
        bind(
            "ctrl+c", "help_quit", "How to quit", "Says how to quit", "app.how_to_quit", system=True
        ),
    ]

    COMMANDS = {_commands}
    # Without a blank screen before it, from which to switch takes 50 ms more.
    DEFAULT_MODE = "interview"
    MODES = {BETWEEN: Screen}

    def __init__(self, session: Session, wishes: Wishes = Wishes()) -> None:  # noqa: B008  # frozen
        """Show `session`, as the user wishes."""
        super().__init__()
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        self._session = session
        self._wishes = wishes
        if not wishes.motion:
            self.animation_level = "none"
        self.set_keymap(dict(wishes.keys))
        use(wishes.keys)
        self.register_theme(HIGH_CONTRAST)
        if wishes.look is not None:
            self.theme = LOOKS[wishes.look]
        self._add_modes()

    def _add_modes(self) -> None:
        for name, mode in MODES.items():
            self.add_mode(name, partial(mode.screen, self._session))

    def on_mount(self) -> None:
        """Offer what was left behind, then begin."""
        if not gc.isenabled():
            self.set_timer(STARTED, _collect_again)
        if self._session.resumable():
            from advisor.tui.screens.sessions import SessionsScreen

            found = self._session.resumable
            self.push_screen(SessionsScreen(self._session, found, starting=True), self._begin)
        else:
            self._begin(None)

    def _begin(self, resumed: bool | None) -> None:
        if resumed:
            self.call_later(self._show_other_session)
        else:
            self._show_first_mode()
        for warning in (*map(str, self._session.warnings), *self._wishes.warnings):
            self.notify(warning, severity="warning", markup=False)

    def _show_first_mode(self) -> None:
        done = self._session.interview.next_question() is None
        self.switch_mode("interview")
        if done:
            self.switch_mode("verdict")

    async def on_mode_screen_question_wanted(self, event: ModeScreen.QuestionWanted) -> None:
        """Go to the mode that asks, and to the question."""
        await self.switch_mode("interview")
        if isinstance(self.screen, InterviewScreen):
            self.screen.to_question(event.question)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to switch to the other modes only, and to none that is not there."""
        if action != "switch_mode":
            return True
        mode = MODES.get(str(parameters[0]))
        is_there = mode is not None and mode.is_there(self._session.base)
        return is_there and parameters != (self.current_mode,)

    def get_key_display(self, binding: Binding) -> str:
        """Return the name of the key of a binding, the same as in the help and the hints."""
        return name_of(binding.key)

    def action_command_palette(self) -> None:
        """Show the menu."""
        from advisor.tui.commands import Menu

        if not isinstance(self.screen, Menu):
            self.push_screen(Menu(id="--command-palette"))

    def action_help(self) -> None:
        """Show the keys of the current screen."""
        from advisor.tui.screens.help import HelpScreen, key_rows

        def done(shelf: str | None) -> None:
            if shelf is not None:
                self.call_later(self.action_shelf, shelf)

        self.push_screen(HelpScreen(key_rows(self.screen.active_bindings)), done)

    async def action_shelf(self, shelf: str) -> None:
        """Show a shelf of the knowledge."""
        from advisor.tui.screens.knowledge import KnowledgeScreen

        await self.switch_mode("knowledge")
        if isinstance(self.screen, KnowledgeScreen):
            self.screen.to_shelf(shelf)

    def action_look(self, name: str) -> None:
        """Change the colours, and remember them."""
        self.theme = LOOKS[name]
        self.run_worker(partial(self._remember, name), thread=True, group="look")

    def _remember(self, name: str) -> None:
        try:
            remember_look(name)
        except AdvisorError as fault:
            told = f"The look is not remembered: {fault.message}"
            self.call_from_thread(self.notify, told, severity="warning", markup=False)

    def action_sessions(self) -> None:
        """Open, rename or delete a session; another one is shown from its beginning."""
        from advisor.tui.screens.sessions import SessionsScreen

        def done(changed: bool | None) -> None:
            if changed:
                # Not as a worker: nothing, quitting least of all, may come in between.
                self.call_later(self._show_other_session)

        found = self._session.kept
        self.push_screen(SessionsScreen(self._session, found, starting=False), done)

    async def _show_other_session(self) -> None:
        await self.switch_mode(BETWEEN)
        for name in MODES:
            await self.remove_mode(name)
        self._add_modes()
        self._show_first_mode()

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
    motion: bool = True,
    mouse: bool = True,
) -> int:
    """Run the app, over an answers file where one is named, and return its exit status.

    Raises AdvisorError where the knowledge, that file or the file of keys cannot be read.
    """
    if os.environ.get("NO_COLOR") == "":
        # Textual takes an empty one for a wish, no-color.org does not.
        del os.environ["NO_COLOR"]
    # A computation in a thread would else keep the loop waiting, 5 ms at every turn of it.
    sys.setswitchinterval(0.0005)
    base = open_base(knowledge)
    opened = Path(session) if session is not None else None
    wishes = read_wishes(motion=motion)
    opened_session = Session(base, day, opened, day_is_fixed=day_is_fixed, order=order)
    app = AdvisorApp(opened_session, wishes)
    app.run(mouse=mouse)
    return app.return_code or 0
