"""Finding the next question off the loop; keys typed meanwhile wait for that question."""

from __future__ import annotations

from collections.abc import Callable

from textual import work
from textual.events import Key
from textual.message import Message
from textual.widget import Widget

from advisor.advice import Advice
from advisor.answers.values import Answers
from advisor.interview import Interview, Order
from advisor.knowledge.entries.asking import Question
from advisor.records.asking import why_now
from advisor.tui.keys import bind, named
from advisor.tui.screens.base import ModeScreen
from advisor.tui.session import Session

ORDERS: dict[Order, tuple[Order, str]] = {
    "telling": ("fixed", "Asking in the order of the list."),
    "fixed": ("telling", "Asking what tells most first."),
    "express": ("telling", "Asking on, what tells most first."),
}

# What takes longer than this is told.
PATIENCE = 0.2


class AskingScreen(ModeScreen):
    """A screen that asks one question after the other."""

    BINDINGS = [
        bind("ctrl+n,n", "skip", "Skip", "Leave this question for later", "interview.skip"),
        bind("ctrl+z,u", "undo", "Undo", "Take the last change back", "interview.undo"),
        bind(
            "ctrl+y,r",
            "redo",
            "Redo",
            "Make the change again that was taken back",
            "interview.redo",
        ),
        bind(
            "ctrl+g,g",
            "order",
            "Order",
            "Ask in the order of the list, or what tells most first",
            "interview.order",
        ),
    ]

    class Found(Message):
        """The question to ask next is there, or none is left."""

        def __init__(self, advice: Advice, question: Question | None, reason: str) -> None:
            self.advice = advice
            self.question = question
            self.reason = reason
            super().__init__()

    def __init__(self, session: Session) -> None:
        """Begin with the first question that is open."""
        super().__init__(session)
        first, self.first_reason = _first(self.interview)
        self._sought: Advice | None = None
        self._ahead: list[Key] = []
        self._asked_at = 0.0
        self._trail: list[str] = [(first or self.interview.applicable()[0]).id]

    @property
    def seeking(self) -> bool:
        """Whether the next question is being sought."""
        return self._sought is not None

    async def ask(self, question_id: str, reason: str = "") -> None:
        """Show a question."""

    async def show_next(self, question: Question | None, reason: str) -> None:
        """Ask the question that was found, or end where none was."""

    def show_seeking(self) -> None:
        """Tell that finding the next question takes a while."""

    def seek(self, once: Widget, after: str | None) -> None:
        """Find the question to ask after one, once the widget that shows what is known is drawn."""
        self._sought = self.interview.advice
        # The widget's own turn: the screen's would come before the widget has asked to be drawn.
        once.call_after_refresh(self._seek, self._sought, after)

    def _seek(self, advice: Advice, after: str | None) -> None:
        if self.interview.order == "fixed":
            self.post_message(self.Found(advice, self.interview.following(after), ""))
        else:
            self.set_timer(PATIENCE, lambda: self._lingers(advice))
            self._look(advice, after)

    def _lingers(self, advice: Advice) -> None:
        if self._sought is advice:
            self.show_seeking()

    @work(thread=True, exclusive=True, group="next", description="next")
    def _look(self, advice: Advice, after: str | None) -> None:
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
                self._press_again(key)

    def on_key(self, event: Key) -> None:
        """Keep a key that was typed before the question came up for the field it is meant for."""
        if self._sought is not None:
            event.stop()
            self._ahead.append(event)
        elif event.time < self._asked_at:
            event.stop()
            self._press_again(event)

    def _press_again(self, key: Key) -> None:
        again = Key(key.key, key.character)
        # Sent by the screen it would not bubble past it, to the bindings.
        again.set_sender(self.app)
        self.app.post_message(again)

    async def action_order(self) -> None:
        """Ask in the other order from here on."""
        order, told = ORDERS[self.interview.order]
        self.interview.order = order
        self.tell(told)
        self.set_focus(None)
        self.seek(once=self, after=None)

    async def action_skip(self) -> None:
        """Go to the next open question without an answer to this one."""
        question = self.interview.next_question(after=self._trail[-1])
        if question is not None and question.id != self._trail[-1]:
            self._trail.append(question.id)
            await self.ask(question.id)
        else:
            self.tell("No other question is open.")

    async def action_back(self) -> None:
        """Go back to the question before."""
        if len(self._trail) == 1:
            self.tell(named("This is where you began. {interview.answers} lists all your answers."))
            return
        self._trail.pop()
        await self.ask(self._trail[-1])

    def to_question(self, question_id: str) -> None:
        """Go to a question, whether it has an answer or not."""
        self._jump(question_id)

    @work(exclusive=True, group="jump", description="jump")
    async def _jump(self, question_id: str) -> None:
        self._trail.append(question_id)
        await self.ask(question_id)

    async def action_undo(self) -> None:
        """Take the last change back and go to its question."""
        await self._step(self.interview.undo, "There is nothing to undo.")

    async def action_redo(self) -> None:
        """Make the undone change again and go to its question."""
        await self._step(self.interview.redo, "There is nothing to redo.")

    async def _step(self, step: Callable[[], bool], otherwise: str) -> None:
        before = self.interview.answers
        if not step():
            self.tell(otherwise)
            return
        self.call_after_refresh(self.autosave)
        changed = _changed(before, self.interview.answers)
        if changed is not None and changed != self._trail[-1]:
            self._trail.append(changed)
        await self.ask(self._trail[-1])


def _first(interview: Interview) -> tuple[Question | None, str]:
    """Return the question to begin with and why it is asked, as far as that is known at once."""
    known = interview.base.asked_first
    if known is not None and interview.order == "telling" and interview.answers == Answers():
        return interview.base.questions[known], ""
    first = interview.following() or interview.next_question()
    fixed = interview.order == "fixed"
    return first, "" if fixed else reason_at_once(interview.advice, first)


def reason_at_once(advice: Advice, question: Question | None) -> str:
    """Return why a question is asked now, as far as that is known without a look at all others."""
    telling = advice.next_question
    named = question is not None and question.kind == "model"
    if question is None or not (telling is None or named or telling.id == question.id):
        return ""
    return why_now(advice, question.id)


def _changed(before: Answers, after: Answers) -> str | None:
    """Return the question in which two sets of answers differ."""
    asked = [*before.given, *after.given, *before.dont_know, *after.dont_know]
    for question in asked:
        closed = (question in before.dont_know) != (question in after.dont_know)
        if closed or before.given.get(question) != after.given.get(question):
            return question
    return None
