"""What is tried beside what is saved, as the plain values that widgets show."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.explain.cells import Cell
from advisor.explain.decision_map import DecisionMap
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question
from advisor.records import words
from advisor.records.maps import letters
from advisor.text import percent, signed
from advisor.tui import phrases
from advisor.tui.keys import named
from advisor.tui.trial import Trial
from advisor.tui.widgets.comparison import Pair
from advisor.tui.widgets.entry_list import Entry
from advisor.tui.widgets.field import Asked
from advisor.tui.widgets.map_view import Picture
from advisor.tui.widgets.verdict_bars import Bar

# The least number above zero stands for "above zero".
TINY = 1e-300
KEYS = (
    "[ ] you are here, › ‹ the cursor: {map.choose} tries its cell; "
    "{what_if.x}, {what_if.y}: other questions"
)
SAME = "Nothing is changed yet: both are the same."


def pairs(trial: Trial) -> tuple[Pair, ...]:
    """Return every option in both verdicts, with how far it moved."""
    saved, tried = phrases.bars_of(trial.interview.advice), phrases.bars_of(trial.advice)
    return tuple(
        Pair(before, after, _moved(before, after, evidence))
        for before, after, evidence in zip(saved, tried, _evidence(trial), strict=True)
    )


def _evidence(trial: Trial) -> Iterator[float]:
    sides = (trial.interview.advice, trial.advice)
    before, after = ({o.id: o.evidence_db for o in side.verdict.options} for side in sides)
    for option in trial.advice.base.options:
        yield after[option] - before[option]


def _moved(before: Bar, after: Bar, evidence: float) -> str:
    if before.ruled_out or after.ruled_out:
        return "" if before.ruled_out == after.ruled_out else "opened or ruled out"
    points = round(100 * after.share) - round(100 * before.share)
    if points == 0 and abs(evidence) < 0.05:
        return ""
    return f"{points:+d} points".replace("-", "−") + f"  {signed(evidence)} dB"


def sentence(trial: Trial) -> str:
    """Return what is recommended on both sides, and whether that is the same."""
    if not trial.tried:
        return SAME
    saved, tried = words.headline(trial.interview.advice), words.headline(trial.advice)
    before, after = trial.interview.advice.verdict, trial.advice.verdict
    if before.recommendation == after.recommendation:
        return f"The recommendation stays. {tried}"
    return f"The recommendation changes. As answered: {saved} What if: {tried}"


def entries(trial: Trial) -> Iterator[Entry]:
    """Yield what is tried, then the saved answers, then what is open."""
    interview, known = trial.interview, trial.interview.advice.answers.given
    questions = list(interview.base.questions.values())
    tried = [question for question in questions if question.id in trial.tried]
    if tried:
        yield Entry("", "What if")
        yield from (_tried(trial, question) for question in tried)
    left = [question for question in questions if question.id not in trial.tried]
    yield Entry("", named("As answered: {list.open} tries another answer"))
    answered = [question for question in left if question.id in known]
    for question in answered:
        origin = phrases.ORIGINS[known[question.id].origin]
        value = _said(interview.base, question, known[question.id].value)
        yield Entry(f"question:{question.id}", value, question.text, note=origin)
    applicable = {question.id for question in interview.applicable()}
    opened = [q for q in left if q.id not in known and q.id in applicable]
    if opened:
        yield Entry("", "Not answered")
    for question in opened:
        yield Entry(f"question:{question.id}", question.text)


def _tried(trial: Trial, question: Question) -> Entry:
    base, known = trial.interview.base, trial.interview.advice.answers.given
    now = trial.tried[question.id]
    before = "unknown"
    if question.id in known:
        before = _said(base, question, known[question.id].value)
    after = "don't know" if now is None else _said(base, question, now)
    head = f"{before} → {after}"
    return Entry(f"question:{question.id}", head, question.text, tag="◆")


def _said(base: KnowledgeBase, question: Question, value: Scalar) -> str:
    text = show_value(base, question.id, value)
    return f"{text} {question.unit}" if question.unit else text


def asked(trial: Trial, question_id: str) -> Asked:
    """Return a question as the card shows it, with the answer that is tried, or the saved one."""
    interview = trial.interview
    made = phrases.asked(interview, interview.base.questions[question_id])
    if question_id not in trial.tried:
        return made
    saved = f"Saved is: {made.shown(made.value)}." if made.value is not None else ""
    return replace(made, value=trial.tried[question_id], state=saved)


def picture(advice: Advice, drawn: DecisionMap) -> Picture:
    """Return a decision map in words."""
    base, letter = advice.base, letters(advice.base)
    looks = {option: place for place, option in enumerate(base.options)}
    legend = ", ".join(f"{letter[option]} {entry.title}" for option, entry in base.options.items())
    return Picture(
        across=base.questions[drawn.x].text,
        down=base.questions[drawn.y].text,
        columns=stretches(base, drawn.x, drawn.columns),
        rows=stretches(base, drawn.y, drawn.rows),
        cells=tuple(
            tuple((letter[option], looks.get(option)) for option in row) for row in drawn.options
        ),
        here=drawn.here,
        legend=f"{legend}, · cannot be\n{named(KEYS)}",
    )


def stretches(base: KnowledgeBase, question: str, cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return each cell in words: a choice, a number, or from which number to which."""
    return tuple(_stretch(base, question, cell, cell is cells[-1]) for cell in cells)


def _stretch(base: KnowledgeBase, question: str, cell: Cell, last: bool) -> str:
    if math.isnan(cell.low):
        return show_value(base, question, cell.value)
    whole = isinstance(cell.value, int)
    ends = [int(end) if whole else float(f"{end:.4g}") for end in (cell.low, cell.high)]
    low, high = (show_value(base, question, end) for end in ends)
    if low == high:
        return low
    if 0 < cell.low < TINY:
        return f"up to {high}"
    return f"{low} or more" if last else f"{low} to {high}"


def cell_sentence(advice: Advice, drawn: DecisionMap, at: tuple[int, int]) -> str:
    """Return what is recommended in one cell of the map, given the advice on its answers."""
    base, leader = advice.base, advice.verdict.options[0]
    across = stretches(base, drawn.x, drawn.columns)[at[0]]
    up = stretches(base, drawn.y, drawn.rows)[at[1]]
    here = "You are here: " if at == drawn.here else ""
    strength = words.STRENGTH[advice.verdict.strength]
    name = words.title(base, leader.id)
    return f"{here}→ {across}  ↑ {up}\n{name}: {strength}, {percent(leader.probability)}."
