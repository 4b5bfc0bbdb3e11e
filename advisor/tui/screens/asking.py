"""Finding the next question off the loop; keys typed meanwhile wait for that question."""

from __future__ import annotations

from textual import work
from textual.events import Key
from textual.message import Message

from advisor.advice import Advice
from advisor.knowledge.entries.asking import Question
from advisor.records.asking import why_now
from advisor.tui.screens.base import ModeScreen
from advisor.tui.session import Session

# What takes longer than this is told.
PATIENCE = 0.2


class AskingScreen(ModeScreen):
    """A screen that asks one question after the other."""

    class Found(Message):
        """The question to ask next is there, or none is left."""

        def __init__(self, advice: Advice, question: Question | None, reason: str) -> None:
            self.advice = advice
            self.question = question
            self.reason = reason
            super().__init__()

    def __init__(self, session: Session) -> None:
        """Show `session`."""
        super().__init__(session)
        self._sought: Advice | None = None
        self._ahead: list[Key] = []
        self._asked_at = 0.0

    async def show_next(self, question: Question | None, reason: str) -> None:
        """Ask the question that was found, or end where none was."""

    def show_seeking(self) -> None:
        """Tell that finding the next question takes a while."""

    def seek(self, after: str) -> None:
        """Find the question to ask next, once what is known already is drawn."""
        self._sought = self.interview.advice
        self.call_after_refresh(self._seek, self._sought, after)

    def _seek(self, advice: Advice, after: str) -> None:
        if self.interview.order == "fixed":
            self.post_message(self.Found(advice, self.interview.following(after), ""))
        else:
            self.set_timer(PATIENCE, lambda: self._lingers(advice))
            self._look(advice, after)

    def _lingers(self, advice: Advice) -> None:
        if self._sought is advice:
            self.show_seeking()

    @work(thread=True, exclusive=True, group="next", description="next")
    def _look(self, advice: Advice, after: str) -> None:
        question = self.interview.following(after)
        self.post_message(self.Found(advice, question, reason_at_once(advice, question)))

    async def on_asking_screen_found(self, event: Found) -> None:
        """Ask what was found, unless the answers have changed meanwhile."""
        if event.advice is not self._sought:
            return
        self._sought = None
        ahead, self._ahead = self._ahead, []
        await self.show_next(event.question, event.reason)
        if event.question is not None:
            for key in ahead:
                self.app.post_message(Key(key.key, key.character))

    def on_key(self, event: Key) -> None:
        """Keep a key that was typed before the question came up for the field it is meant for."""
        if self._sought is not None:
            event.stop()
            self._ahead.append(event)
        elif event.time < self._asked_at:
            event.stop()
            self.app.post_message(Key(event.key, event.character))


def reason_at_once(advice: Advice, question: Question | None) -> str:
    """Return why a question is asked now, as far as that is known without a look at all others."""
    telling = advice.next_question
    named = question is not None and question.kind == "model"
    if question is None or not (telling is None or named or telling.id == question.id):
        return ""
    return why_now(advice, question.id)
