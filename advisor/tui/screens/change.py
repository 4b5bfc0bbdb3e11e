"""A window that asks one question, to try another answer to it."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from advisor.errors import AnswersError
from advisor.knowledge.conditions import Scalar
from advisor.tui.keys import bind, named
from advisor.tui.screens.window import Window
from advisor.tui.widgets.field import Asked
from advisor.tui.widgets.question_card import QuestionCard

HINT = "Enter tries it beside the saved answer, {change.cancel} closes."


class ChangeScreen(Window[bool]):
    """Stays until an answer is taken, or given up; answers whether one was taken."""

    CSS_PATH = "change.tcss"
    BINDINGS = [
        bind(
            "f2,d",
            "dont_know",
            "Don't know",
            "Try not to know it",
            "interview.dont_know",
            show=True,
        ),
        bind("escape", "dismiss(False)", "Cancel", "Try nothing else", "change.cancel", show=True),
    ]

    def __init__(self, asked: Asked, take: Callable[[Scalar | None], None]) -> None:
        """Ask for `asked`; `take` gets the answer, and raises AnswersError if it cannot be true."""
        super().__init__()
        self._asked = asked
        self._take = take

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="window"):
            yield Static("What if?", classes="title")
            yield QuestionCard()
            yield Static(named(HINT), classes="hint")

    async def on_mount(self) -> None:
        """Ask."""
        await self.query_one(QuestionCard).ask(self._asked)

    def on_question_card_answered(self, event: QuestionCard.Answered) -> None:
        """Try the answer, or say why it cannot be true."""
        event.stop()
        self._try(event.value)

    def action_dont_know(self) -> None:
        """Try a *don't know*."""
        self._try(None)

    def _try(self, value: Scalar | None) -> None:
        if not self.may_answer:
            return
        try:
            self._take(value)
        except AnswersError as fault:
            problem, card = fault.problems[0], self.query_one(QuestionCard)
            card.tell(f"{problem.what}: {problem.to_do}", fault=True)
            card.to_field()
        else:
            self.dismiss(True)
