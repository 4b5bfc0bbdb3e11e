"""An interview as the plain values that widgets show; the words are those of the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.answers.values import Answer
from advisor.explain.outlook import OpenQuestion
from advisor.interview import Effect, Interview, may_stop
from advisor.knowledge.entries.asking import Question
from advisor.records import asking, words
from advisor.text import percent, signed
from advisor.tui.keys import named
from advisor.tui.widgets.entry_list import Entry
from advisor.tui.widgets.field import Asked
from advisor.tui.widgets.verdict_bars import Bar

# The parts of an advice that take long to work out, and are kept once they are.
SLOW_PARTS = ("settled", "next_question", "chance_of_change", "changes", "open_questions")
WORKING = "working it out…"
ORIGINS = {
    "said": "you said",
    "file": "from the file",
    "measured": "measured",
    "catalogue": "from the model table",
    "computed": "computed",
    "pilot": "from a pilot",
    "given": "given",
}
TRY = "{mode.what_if} tries any other answer, and shows the map."
DONT_KNOW = "stays open"
SEVERITY = {"high": "▲ high  ", "medium": "△ medium", "low": "· low   "}


@dataclass(frozen=True)
class Prospects:
    """What takes long to work out: how sure the advice is, and what would change it.

    `standing` is how firm it is in a few words, `offer` why one may stop asking, if one may.
    """

    how_sure: tuple[str, ...]
    changes: tuple[Entry, ...]
    open: tuple[Entry, ...]
    standing: str = ""
    offer: str = ""


def bars(interview: Interview) -> tuple[Bar, ...]:
    """Return the options in their fixed order, so that bars never change places."""
    return bars_of(interview.advice, interview.last_effect)


def bars_of(advice: Advice, effect: Effect | None = None) -> tuple[Bar, ...]:
    """Return the bars of one verdict, with what the last change gained."""
    found = {option.id: option for option in advice.verdict.options}
    return tuple(
        Bar(
            name=words.title(advice.base, option),
            share=found[option].probability,
            probability=percent(found[option].probability),
            evidence=f"{signed(found[option].evidence_db)} dB",
            gained=f"{signed(effect.gained_db[option])} dB" if effect else "",
            leads=option == advice.verdict.recommendation,
            ruled_out=bool(found[option].blocked_by),
        )
        for option in advice.base.options
    )


def leader(advice: Advice) -> str:
    """Return the recommended option with the strength of the recommendation."""
    verdict = advice.verdict
    return f"{words.title(advice.base, verdict.recommendation)}: {words.STRENGTH[verdict.strength]}"


def place(interview: Interview, question: Question) -> str:
    """Return where in the interview a question stands."""
    topic = interview.base.topics[question.topic].title
    asked = [entry.id for entry in interview.applicable()]
    known = interview.advice.answers.given.keys() | interview.answers.dont_know
    if interview.order == "fixed":
        number = asked.index(question.id) + 1 if question.id in asked else len(asked)
        return f"{topic} · question {number} of {len(asked)}"
    if interview.order == "express":
        told = len(interview.answers.given.keys() | interview.answers.dont_know)
        return f"Express · {told} of at most {interview.base.judgement.patience.express_most}"
    return f"{topic} · {sum(one in known for one in asked)} answered"


def asked(interview: Interview, question: Question, reason: str = "") -> Asked:
    """Return a question as the card shows it, with the reason why it is asked now."""
    base, answers = interview.base, interview.advice.answers
    answer = answers.given.get(question.id)
    state = ""
    if answer is not None:
        state = f"{_capital(ORIGINS[answer.origin])}: {_value(interview, question, answer)}"
    elif question.id in interview.answers.dont_know:
        state = "You said that you don't know. It stays open."
    models = base.models.values() if question.kind == "model" else ()
    return Asked(
        question=question,
        value=answer.value if answer else None,
        state=state,
        shown=lambda value: show_value(base, question.id, value),
        models=tuple((model.id, model.title) for model in models),
        reason=reason,
    )


def _value(interview: Interview, question: Question, answer: Answer) -> str:
    shown = show_value(interview.base, question.id, answer.reading)
    return f"{shown} {question.unit}" if question.unit else shown


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def answers(interview: Interview) -> Iterator[Entry]:
    """Yield every question that has an answer or was closed, with where that came from."""
    given, closed = interview.advice.answers.given, interview.answers.dont_know
    for question in interview.base.questions.values():
        if question.id in given:
            answer = given[question.id]
            value = _value(interview, question, answer)
            origin = ORIGINS[answer.origin]
            yield Entry(f"question:{question.id}", value, question.text, note=origin)
        elif question.id in closed:
            yield Entry(f"question:{question.id}", "Don't know", question.text, note=DONT_KNOW)


def cited(advice: Advice) -> list[str]:
    """Return every source that the advice rests on, in the order of telling."""
    base = advice.base
    rows = [base.gates[gate.removeprefix("gates/")] for gate, _ in words.gate_reasons(advice)]
    entries = [
        *rows,
        *(base.rules[trace.id] for trace in advice.verdict.fired),
        *(base.additions[slug] for slug in advice.additions),
        *(pitfall.entry for pitfall in advice.pitfalls),
    ]
    return list(dict.fromkeys(source for entry in entries for source in entry.sources))


def gates(advice: Advice) -> Iterator[Entry]:
    """Yield what rules options out."""
    for gate, reason in words.gate_reasons(advice):
        slug = gate.removeprefix("gates/")
        yield Entry(f"gate:{slug}", advice.base.gates[slug].title, reason, "ruled out")


def first(advice: Advice) -> Iterator[Entry]:
    """Yield what must come before any training."""
    for number, pitfall in enumerate(advice.first, 1):
        yield Entry(f"pitfall:{pitfall.id}", pitfall.entry.first, tag=f"{number}.")


def additions(advice: Advice) -> Iterator[Entry]:
    """Yield what to add to the recommended option."""
    for slug in advice.additions:
        entry = advice.base.additions[slug]
        yield Entry(f"addition:{slug}", entry.title, entry.line)


def evidence(advice: Advice) -> Iterator[Entry]:
    """Yield what rules options out, then the rules that weigh, strongest first."""
    yield from gates(advice)
    for trace in advice.verdict.fired:
        rule = advice.base.rules[trace.id]
        told = words.effects(advice.base, dict(trace.effect_db))
        yield Entry(f"rule:{trace.id}", rule.title, told, tag=f"grade {rule.grade}")
    if not advice.verdict.fired:
        yield Entry("", "", "Nothing is known yet that tells the options apart.")


def guides(advice: Advice) -> Iterator[Entry]:
    """Yield what published guides would say about these answers, with their addresses."""
    if advice.guides:
        yield Entry("", "", words.guides_summary(advice))
    for guide in advice.guides:
        if guide.known:
            yield Entry("", "", f"{words.guide_line(advice, guide)} {guide.url}")


def pitfalls(advice: Advice) -> Iterator[Entry]:
    """Yield the pitfalls, worst first, with what must come first."""
    for pitfall in advice.pitfalls:
        when = "" if pitfall.bites else " (if you tune after all)"
        first = f"\nFirst: {pitfall.entry.first}" if pitfall.entry.first else ""
        tag = SEVERITY[pitfall.severity]
        head = f"{pitfall.entry.title}{when}"
        yield Entry(f"pitfall:{pitfall.id}", head, f"{pitfall.why_here}{first}", tag)
    if not advice.pitfalls:
        yield Entry("", "", "No pitfall is known to wait here.")


def sources(advice: Advice) -> Iterator[Entry]:
    """Yield the sources, with their addresses as text."""
    for number, slug in enumerate(cited(advice), 1):
        source = advice.base.sources[slug]
        head = f"{source.authors} ({source.year}). {source.title}"
        yield Entry(f"source:{slug}", head, source.url, tag=f"[{number}]", url=source.url)
    if not advice.verdict.fired and not advice.pitfalls:
        yield Entry("", "", "Nothing is cited yet.")


def prospects(advice: Advice) -> Prospects:
    """Work out how sure the advice is and what would change it; this takes a while."""
    changes = [
        Entry(f"question:{change.moves[0].question}", words.change_sentence(advice, change))
        for change in advice.changes
    ]
    telling = [question for question in advice.open_questions if question.can_change_recommendation]
    return Prospects(
        how_sure=tuple(words.how_sure(advice)),
        changes=tuple(changes or [Entry("", "", words.NO_CHANGE)]),
        open=tuple(_open(advice, question) for question in telling),
        standing=asking.standing(advice),
        offer=asking.stop_offer(advice) if may_stop(advice) else "",
    )


def _open(advice: Advice, question: OpenQuestion) -> Entry:
    text = advice.base.questions[question.id].text
    told = words.open_line(advice.base, question).removeprefix(text).strip()
    return Entry(f"question:{question.id}", text, told)


def outlook(found: Prospects | None) -> Iterator[Entry]:
    """Yield what would change the advice and what is open, or that it is being worked out."""
    if found is None:
        yield Entry("", "", _capital(WORKING))
        return
    yield Entry("", "What would change it", named(TRY))
    yield from found.changes
    if found.open:
        yield Entry("", "Still open, most telling first")
    yield from found.open
