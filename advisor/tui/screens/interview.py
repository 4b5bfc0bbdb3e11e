"""The interview: one question at a time, with the verdict growing beside it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from advisor.answers.check import shown
from advisor.errors import AnswersError
from advisor.knowledge.entries.asking import Question
from advisor.records import words
from advisor.records.asking import why_now
from advisor.tui import phrases
from advisor.tui.keys import bind
from advisor.tui.phrases import Prospects
from advisor.tui.screens.asking import AskingScreen
from advisor.tui.session import Session
from advisor.tui.widgets.entry_list import EntryList
from advisor.tui.widgets.question_card import QuestionCard
from advisor.tui.widgets.tab_line import TabLine
from advisor.tui.widgets.title_bar import TitleBar
from advisor.tui.widgets.verdict_bars import VerdictBars

TABS = {"why": "Why", "pitfalls": "Pitfalls", "open": "What would change it", "sources": "Sources"}


class InterviewScreen(AskingScreen):
    """Asks, and goes on where the user goes."""

    CSS_PATH = "interview.tcss"
    BINDINGS = [
        bind(
            "f2,d",
            "dont_know",
            "Don't know",
            "You don't know: the question stays open, and is not asked again",
            "interview.dont_know",
            show=True,
        ),
        bind("f3,b", "back", "Back", "Back to the question before", "interview.back", show=True),
        bind(
            "f4,a",
            "answers",
            "Answers",
            "All your answers, to change one",
            "interview.answers",
            show=True,
        ),
        bind(
            "ctrl+t,t",
            "next_tab",
            "Next tab",
            "The next of the tabs; 1 to 4 choose one",
            "interview.next_tab",
        ),
        *(
            bind(str(number), f"tab('{tab}')", title, f"Show: {title}", f"interview.tab_{tab}")
            for number, (tab, title) in enumerate(TABS.items(), 1)
        ),
        bind(
            "escape",
            "to_field",
            "To the question",
            "Back to the field of the question; it never quits",
            "interview.to_field",
        ),
    ]

    def __init__(self, session: Session) -> None:
        """Begin with the first question that is open."""
        super().__init__(session)
        # What takes long to work out, once it is there for the present answers.
        self._found: Prospects | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the question and the answers beside the verdict and its tabs."""
        with Vertical(id="left"):
            yield QuestionCard()
            yield Static("Your answers", id="answers-title", classes="muted")
            yield EntryList(id="answers")
        with Vertical(id="right"):
            yield Static(id="headline", classes="headline", markup=False)
            yield VerdictBars()
            yield TabLine(TABS)
            yield EntryList(id="lines")

    async def on_mount(self) -> None:
        """Ask the first question."""
        await self.ask(self._trail[-1], self.first_reason)

    def on_screen_resume(self) -> None:
        """Show what may have changed in another mode."""
        self.show_verdict()
        self.show_title()
        self.show_lists()

    def on_resize(self) -> None:
        """Fill what came into sight."""
        self.call_after_refresh(self.show_lists)

    async def ask(self, question_id: str, reason: str = "") -> None:
        """Show a question, and then what else its place in the interview changes."""
        question = self.interview.base.questions[question_id]
        if self._found is not None and self.in_work:
            reason = why_now(self.interview.advice, question_id)
        await self.query_one(QuestionCard).ask(phrases.asked(self.interview, question, reason))
        self._asked_at = Message().time
        self.show_verdict()
        self.show_title()
        self.call_after_refresh(self.show_lists)

    def show_verdict(self) -> None:
        """Show the verdict on the present answers: this is what a key must not wait for."""
        headline = Content(words.headline(self.interview.advice))
        self.query_one("#headline", Static).update(headline, layout=False)
        self.query_one(VerdictBars).bars = phrases.bars(self.interview)

    def show_title(self) -> None:
        """Show where one is; apart from the bars, lest all that lies between be drawn again."""
        question = self.interview.base.questions[self._trail[-1]]
        place = phrases.place(self.interview, question)
        self.query_one(TitleBar).show(place, phrases.leader(self.interview.advice))

    def show_lists(self) -> None:
        """Show the answers and the open tab as they are now; begin what takes long."""
        answers = self.query_one("#answers", EntryList)
        if answers.display:
            answers.show(phrases.answers(self.interview))
            answers.mark(f"question:{self._trail[-2:][0]}")
        self.show_tab()
        self.work_out()

    def show_tab(self) -> None:
        """Fill the list with what the open tab tells."""
        tab, advice = self.query_one(TabLine).active, self.interview.advice
        tell = {"why": phrases.evidence, "pitfalls": phrases.pitfalls, "sources": phrases.sources}
        entries = tell[tab](advice) if tab in tell else phrases.outlook(self._found)
        self.query_one("#lines", EntryList).show(entries)

    def show_prospects(self, found: Prospects | None) -> None:
        """Show what would change the advice, why this is asked, and whether one may stop."""
        self._found = found
        if self.query_one(TabLine).active == "open":
            self.show_tab()
        if found is not None:
            card = self.query_one(QuestionCard)
            card.offer(found.offer)
            card.give_reason(why_now(self.interview.advice, self._trail[-1]))

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Open the tab that was clicked."""
        self.action_tab(event.tab)

    async def on_question_card_answered(self, event: QuestionCard.Answered) -> None:
        """Take an answer and go on, or say why it cannot be true."""
        if event.question != self._trail[-1] or self.seeking:
            return
        answer = self.interview.answers.given.get(event.question)
        if answer is None or answer.value != event.value:
            try:
                self.interview.answer(event.question, event.value)
            except AnswersError as fault:
                problem = fault.problems[0]
                told = f"{problem.what}: {problem.to_do}"
                self.query_one(QuestionCard).tell(told, fault=True)
                self.query_one(QuestionCard).to_field()
                return
            self._warn_of_model(event.question, str(event.value))
        self._go_on()

    def _warn_of_model(self, question_id: str, value: str) -> None:
        base = self.interview.base
        if base.questions[question_id].kind == "model" and value not in base.models:
            self.tell(f"{shown(value)} is not in the catalogue: its figures are asked.", "warning")

    def action_dont_know(self) -> None:
        """Close the question as unknown and go on."""
        self.query_one(QuestionCard).leave()
        if self._trail[-1] not in self.interview.answers.dont_know:
            self.interview.dont_know(self._trail[-1])
        self._go_on()

    def _go_on(self) -> None:
        self.show_verdict()
        bars = self.query_one(VerdictBars)
        bars.call_after_refresh(self.show_title)
        bars.call_after_refresh(self.autosave)
        self.seek(once=bars, after=self._trail[-1])

    async def show_next(self, question: Question | None, reason: str) -> None:
        """Ask the question that was found, or end where none was."""
        if question is None:
            await self.ask(self._trail[-1])
            self.tell("Nothing is left to ask: here is the verdict.")
            self.app.switch_mode("verdict")
            return
        self._trail.append(question.id)
        await self.ask(question.id, reason)

    def show_seeking(self) -> None:
        """Tell that finding the next question takes a while."""
        self.query_one(QuestionCard).tell("Looking for the question that tells most…")

    def action_answers(self) -> None:
        """Show all answers: in their list where there is room, else in a window."""
        if self.query_one("#answers").display:
            self.query_one("#answers").focus()
            return
        from advisor.tui.screens.answers import AnswersScreen

        def go(question_id: str | None) -> None:
            if question_id is not None:
                self.to_question(question_id)

        self.app.push_screen(AnswersScreen(phrases.answers(self.interview)), go)

    def action_tab(self, tab: str) -> None:
        """Open a tab."""
        self.query_one(TabLine).active = tab
        self.show_tab()

    def action_next_tab(self) -> None:
        """Open the next tab."""
        tabs = list(TABS)
        self.action_tab(tabs[(tabs.index(self.query_one(TabLine).active) + 1) % len(tabs)])

    def action_to_field(self) -> None:
        """Give the field of the question the focus."""
        self.query_one(QuestionCard).to_field()
