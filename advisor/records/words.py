"""The sentences of an advice, said once for the terminal, the text and the record."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.evaluate import OptionVerdict
from advisor.explain.changes import Change, Move
from advisor.explain.open_questions import OpenQuestion
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.asking import NUMBER_KINDS
from advisor.records.asking import SETTLED, provisional
from advisor.records.track_record import track_record
from advisor.text import percent, signed

if TYPE_CHECKING:  # read where guides and sources are told
    from advisor.explain.guides import GuideVerdict
    from advisor.knowledge.entries.telling import Source

STRENGTH = {
    "recommend": "recommended",
    "suggest": "suggested",
    "toss_up": "a toss-up",
}
NO_CHANGE = "Nothing that you can change, one answer or two together, would change it."
CERTAINTY = {
    "high": "several controlled studies alone (grade A) give the same recommendation",
    "moderate": "controlled studies (grades A and B) give the same recommendation",
    "low": "it takes vendor documents and indirect studies (grade C) to get there",
    "very_low": "it rests on opinion and judgement, or on nothing at all",
}

OWN = "runs on your own task (grade O), with controlled studies (grade A), give the same"


def title(base: KnowledgeBase, option: str) -> str:
    """Return the name of an option."""
    return base.options[option].title


def headline(advice: Advice) -> str:
    """Return the recommendation in one sentence that a manager can read."""
    verdict, name = advice.verdict, title(advice.base, advice.verdict.recommendation)
    rival = next((option for option in verdict.options[1:] if not option.blocked_by), None)
    if rival is None:
        return f"{name}: the other options are ruled out."
    if verdict.strength == "toss_up":
        other = title(advice.base, rival.id)
        return f"A toss-up between {name} and {other}: {name} stands first."
    if verdict.strength == "suggest":
        return f"{name} is suggested."
    return f"{name} is recommended."


def how_sure(advice: Advice) -> list[str]:
    """Return how strong and how certain the recommendation is, a sentence each."""
    leader = advice.verdict.options[0]
    certainty = advice.verdict.certainty
    basis = OWN if certainty == "high" and _own(advice) else CERTAINTY[certainty]
    told = [
        _probability(advice, leader),
        f"Certainty of the evidence: {certainty.replace('_', ' ')}; {basis}.",
        provisional(advice) if advice.express else _settled(advice),
        track_record(advice),
    ]
    return [sentence for sentence in told if sentence]


def _own(advice: Advice) -> bool:
    return any(advice.base.rules[trace.id].grade == "O" for trace in advice.verdict.fired)


def _probability(advice: Advice, leader: OptionVerdict) -> str:
    if all(option.blocked_by for option in advice.verdict.options[1:]):
        return "It is what is left: a gate rules out each of the others, whatever the evidence."
    return (
        f"Probability that it serves you best: {percent(leader.probability)}"
        f" ({percent(leader.quality_probability)} by quality alone)."
    )


def _settled(advice: Advice) -> str:
    if advice.settled:
        return SETTLED
    count = sum(question.can_change_recommendation for question in advice.open_questions)
    if count == 0:
        return "Open: rules that cannot tell yet could still change the recommendation."
    plural = "question" if count == 1 else "questions"
    return f"Open: {count} {plural} could still change the recommendation."


def option_line(base: KnowledgeBase, option: OptionVerdict) -> str:
    """Return one option with its probability and evidence, or with what rules it out."""
    if option.blocked_by:
        return f"{title(base, option.id)}: ruled out"
    evidence = signed(option.evidence_db)
    return f"{title(base, option.id)}: {percent(option.probability)} ({evidence} dB)"


def gate_reasons(advice: Advice) -> list[tuple[str, str]]:
    """Return each gate that holds, by id, with the reason it gives."""
    held = {gate for option in advice.verdict.options for gate in option.blocked_by}
    return [
        (gate, advice.base.gates[gate.removeprefix("gates/")].forbid.reason)
        for gate in sorted(held)
    ]


_ACCESS = {
    "closed": "nobody is offered tuning of it",
    "closed_tunable": "its provider tunes it",
    "open_weights": "its weights can be had",
}
_CLOSINGS = {
    "closes_to_new": "tuning closed to organisations that never tuned",
    "closes_to_inactive": "to those without recent use",
    "closes_to_all": "to everybody",
    "retires": "the model retires",
}


def model_lines(advice: Advice) -> list[tuple[str, list[str]]]:
    """Return what the catalogue says of the model that was named, each with its source keys."""
    model = advice.base.model(advice.answers.model_name)
    if model is None:
        return []
    day = model.as_of.isoformat()
    lines = [(f"{model.title}: {_ACCESS[model.access]} (as of {day}). {model.note}", ["access"])]
    closings = {name: getattr(model, name) for name in _CLOSINGS if getattr(model, name)}
    if closings:
        told = "; ".join(f"{_CLOSINGS[name]} on {day}" for name, day in closings.items())
        lines.append((f"Dates: {told}.", list(closings)))
    if model.safety_tier is not None:
        lines.append((f"Safety tier: {model.safety_tier}. {model.safety_note}", ["safety_tier"]))
    return [
        (text.strip(), [model.sources[figure] for figure in figures if figure in model.sources])
        for text, figures in lines
    ]


def guides_summary(advice: Advice) -> str:
    """Return how many published guides agree, of those that answer the whole question."""
    asked = [guide for guide in advice.guides if guide.known and not guide.assumes_tuning]
    agreeing = sum(guide.agrees(advice.verdict.recommendation) for guide in asked)
    return (
        f"{agreeing} of the {len(asked)} guides that had all they ask for agree;"
        f" {len(advice.guides) - len(asked)} others lacked an answer or assume tuning."
    )


def guide_line(advice: Advice, guide: GuideVerdict) -> str:
    """Return what one published guide would say here, and whether it agrees."""
    says = "agrees" if guide.agrees(advice.verdict.recommendation) else "says otherwise"
    lacks = "" if guide.known else ", without an answer it asks for"
    name = title(advice.base, guide.option)
    return (
        f"{guide.publisher}, {guide.title} ({guide.year}), {says}: {name}{lacks}. {guide.because}."
    )


def effects(base: KnowledgeBase, effect_db: dict[str, float]) -> str:
    """Return what a rule added to each option it told apart, in decibans."""
    parts = [
        f"{title(base, option)} {signed(weight)}"
        for option, weight in effect_db.items()
        if round(weight, 1) != 0
    ]
    return ", ".join(parts) + " dB"


def change_sentence(advice: Advice, change: Change) -> str:
    """Return one change of an answer and what it would lead to."""
    name = title(advice.base, change.recommendation)
    return f"{moves(advice.base, change)}: that would make it {name}."


def moves(base: KnowledgeBase, change: Change) -> str:
    """Return the answers that a change moves, and to what."""
    moved = "; and ".join(_moved(base, move) for move in change.moves)
    return f"{moved} (for the worse)" if any(move.worse for move in change.moves) else moved


def _moved(base: KnowledgeBase, move: Move) -> str:
    question = base.questions[move.question]
    subject = subject_of(question.text)
    value = show_value(base, question.id, move.value)
    if question.kind not in NUMBER_KINDS:
        return f"{subject} {value}"
    exact = question.kind == "integer" or _round_trip(move.value)
    rising = move.direction == "at_least"
    words = ("at least" if rising else "at most") if exact else ("above" if rising else "below")
    return f"{subject} {words} {value}"


def changed_questions(change: Change) -> str:
    """Return the ids of the answers that a change moves."""
    return ", ".join(move.question for move in change.moves)


def _round_trip(value: object) -> bool:
    return isinstance(value, (int, float)) and math.isclose(
        float(f"{value:.4g}"), value, rel_tol=0, abs_tol=0
    )


def subject_of(text: str) -> str:
    """Return the question as a heading for its answer."""
    return text.rstrip("?").rstrip() + ":"


def open_line(base: KnowledgeBase, question: OpenQuestion) -> str:
    """Return one open question with what it could still do."""
    text = base.questions[question.id].text
    state = " You said that you do not know." if question.closed else ""
    if question.alone:
        names = " or ".join(title(base, option) for option in question.to)
        return f"{text} Alone it could move you to {names}.{state}"
    if question.can_change_recommendation:
        return f"{text} Together with others it could change the recommendation.{state}"
    return f"{text} It cannot change the recommendation.{state}"


def lowered(sentence: str) -> str:
    """Return a sentence to stand within another: its first word lowered unless it is a name."""
    first = sentence.split(" ", 1)[0].rstrip(",.;:")
    ordinary = first[1:].islower() or first == "A"
    return sentence[:1].lower() + sentence[1:] if ordinary else sentence


def citation(source: Source) -> str:
    """Return a source as one line with its address."""
    return source.cited
