"""The interview line by line, without Textual: for screen readers, dumb terminals and pipes."""

from __future__ import annotations

import sys

from advisor.answers.parse import typed
from advisor.cli.console import tell
from advisor.errors import AnswersError
from advisor.interview import Interview
from advisor.knowledge.entries.asking import Question
from advisor.records import words
from advisor.records.asking import stop_offer, why_now
from advisor.text import percent

HELP = "Type a number or the word of a choice. ? don't know, b back, r result so far, q stop."
STOP = "Press q to stop here, or go on: what follows sharpens the pitfalls."
LONGEST = 10_000


def ask_all(interview: Interview) -> None:
    """Ask until nothing is left or the builder stops; the answers stay in `interview`."""
    tell(HELP)
    asked: list[str] = []
    offered = False
    question = interview.following()
    while question is not None:
        if interview.may_stop() and not offered:
            offered = True
            tell("")
            tell(stop_offer(interview.advice))
            tell(STOP)
        answer = _ask(interview, question)
        if answer is None:
            return
        if answer == "b":
            question = _back(interview, asked) or question
            continue
        asked.append(question.id)
        _tell_result(interview)
        question = interview.following()


def _ask(interview: Interview, question: Question) -> str | None:
    """Put one question until it is answered; None where the builder stops, b to go back."""
    _put(interview, question)
    while True:
        line = _line()
        if line is None or line == "q":
            return None
        if line == "b":
            return line
        if line == "r":
            _tell_result(interview)
        elif line in {"?", ""}:
            interview.dont_know(question.id)
            return "?"
        else:
            try:
                interview.answer(question.id, typed(question, _choice(question, line)))
                return line
            except AnswersError as fault:
                tell(fault.message)


def _put(interview: Interview, question: Question) -> None:
    tell("")
    tell(question.text)
    tell(f"  {question.why}")
    reason = why_now(interview.advice, question.id)
    if reason:
        tell(f"  {reason}")
    for number, choice in enumerate(question.choice, 1):
        tell(f"  {number}. {choice.label}: {choice.help}")
    if question.kind == "yes_no":
        tell("  yes or no")
    if question.unit:
        tell(f"  in {question.unit}")


def _line() -> str | None:
    sys.stderr.write("> ")
    sys.stderr.flush()
    line = rest = sys.stdin.readline(LONGEST)
    while len(rest) == LONGEST and not rest.endswith("\n"):
        rest = sys.stdin.readline(LONGEST)  # what is left of an overlong line is no answer
    return line.strip() if line else None


def _choice(question: Question, line: str) -> str:
    """Return the value of a choice that was given by its number."""
    if question.choice and line.isdecimal() and 1 <= int(line) <= len(question.choice):
        return question.choice[int(line) - 1].value
    return line


def _back(interview: Interview, asked: list[str]) -> Question | None:
    if not asked:
        tell("This is the first question.")
        return None
    interview.undo()
    return interview.base.questions[asked.pop()]


def _tell_result(interview: Interview) -> None:
    shares = ", ".join(
        f"{words.title(interview.base, option.id)} {percent(option.probability)}"
        for option in interview.advice.verdict.options
    )
    tell(f"  Now: {shares}")
