"""What a decision record says at its end: what is open, the answers, the sources, how to rejudge.

It knows no markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.records import beside, feasible, measured, why_not, words
from advisor.records.blocks import (
    Code,
    Fence,
    Line,
    Picture,
    Section,
    Table,
    items,
    line,
    linked,
    paragraph,
    section,
)
from advisor.records.cited import Citations
from advisor.records.maps import map_lines, map_svg
from advisor.records.saved import saved

ANSWERS = "advisor-answers"


def more_information(advice: Advice, citations: Citations) -> list[Section]:
    """Return the sections that stand below *More Information*."""
    return [
        section(2, "More Information"),
        evidence(advice),
        others(advice, citations),
        changes(advice),
        decision_map(advice),
        feasible.memory(advice),
        feasible.cost(advice),
        unknown(advice),
        beside.guides(advice),
        answers(advice),
        sources(citations),
        again(advice),
    ]


def evidence(advice: Advice) -> Section:
    """Return what each group of evidence added to each option."""
    titles = [words.title(advice.base, option) for option in advice.base.options]
    told = why_not.rows(advice)
    rows = tuple(tuple(line(cell) for cell in row) for row in told)
    table = Table(("Decibans", *titles), rows) if len(told) > 1 else None
    return section(3, "The Evidence Added Up", table)


def others(advice: Advice, citations: Citations) -> Section:
    """Return why not the other options, and what would have to be true."""
    told = [
        line(f"{sentence} {citations.mark(sources)}".rstrip())
        for sentence, sources in why_not.sentences(advice)
    ]
    return section(3, "Why Not the Others", items(told))


def changes(advice: Advice) -> Section:
    """Return what would change the recommendation."""
    told = [
        line(f"{words.change_sentence(advice, one)} (", Code(words.changed_questions(one)), ")")
        for one in advice.changes
    ]
    return section(3, "What Would Change It", items(told or [line(words.NO_CHANGE)]))


def decision_map(advice: Advice) -> Section:
    """Return what would be recommended elsewhere, as a picture or as letters in rows."""
    drawn = advice.map()
    rows = [row.rstrip() for row in map_lines(advice, drawn)]
    instead = Fence("text", "\n".join(rows))
    return section(3, "Decision Map", Picture(map_svg(advice, drawn), instead))


def unknown(advice: Advice) -> Section:
    """Return what is open, and what to check since it is not known."""
    return section(3, "What Is Unknown", items(list(_unknown(advice)) or [line("Nothing.")]))


def _unknown(advice: Advice) -> Iterator[Line]:
    telling = [question for question in advice.open_questions if question.can_change_recommendation]
    for question in telling:
        yield line(Code(question.id), f": {words.open_line(advice.base, question)}")
    rest = [question.id for question in advice.open_questions if question not in telling]
    if rest:
        told: list[str | Code] = ["Not known either, and unable to change the recommendation: "]
        for name in rest:
            told += [Code(name), ", "]
        yield tuple(told[:-1])
    for slug, entry in advice.checks:
        check = f"Check, since it is not known: {entry.title}. {entry.detect} (pitfall "
        yield line(check, Code(slug), ")")


def answers(advice: Advice) -> Section:
    """Return the answers with their origin."""
    rows = []
    for question in advice.base.questions:
        answer = advice.answers.given.get(question)
        if answer is not None:
            value = show_value(advice.base, question, answer.reading)
            origin = line(measured.origin(advice, question, answer))
            rows.append((line(Code(question)), line(value), origin))
    return section(3, "Answers", Table(("Answer", "Value", "From"), tuple(rows)))


def sources(citations: Citations) -> Section:
    """Return every source cited above."""
    return section(3, "Sources", items([_source(*told) for told in citations.lines()]))


def _source(number: int, text: str) -> Line:
    before, found, address = text.rpartition(" https://")
    if not found:
        return line(f"[{number}] {text}")
    return linked(f"[{number}] {before}", f"https://{address}")


def again(advice: Advice) -> Section:
    """Return what a later judgement needs: date, knowledge and the answers as a file."""
    base = advice.base
    told = [
        f"Date of the judgement: {advice.date.isoformat()}",
        f"Knowledge: {base.version}, last reviewed {base.reviewed.isoformat()}",
        f"Digest of the knowledge: {base.digest}",
    ]
    when = paragraph(
        "Look at this decision again when the examples double, when the model or its tuning",
        "retires, or when the needs change. The answers, to be judged again:",
    )
    return section(3, "Judge Again", items(told), when, Fence("toml", saved(advice), ANSWERS))
