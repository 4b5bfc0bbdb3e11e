"""The advice as a decision record in MADR 2.1.2, which Log4brains and adr-manager read.

No front matter, since both would misread it; the status is an item of the first list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.advice import Advice
from advisor.records import appendix, beside, sections
from advisor.records.blocks import Section, items, section
from advisor.records.cited import Citations
from advisor.records.markup import written
from advisor.text import markdown


def madr2(advice: Advice) -> str:
    """Return the decision record as markdown."""
    head = [f"# {markdown(sections.title(advice))}", "\n".join(_list(advice))]
    return "\n\n".join([*head, *written(_content(advice))]) + "\n"


def _list(advice: Advice) -> Iterator[str]:
    # adr-manager wants this order.
    deciders = advice.answers.record.deciders
    yield "* Status: proposed"
    if deciders:
        yield f"* Deciders: {', '.join(map(markdown, deciders))}"
    yield f"* Date: {advice.date.isoformat()}"


def _content(advice: Advice) -> Iterator[Section]:
    citations = Citations(advice.base)
    yield sections.context(advice)
    yield sections.drivers(advice, citations)
    yield sections.options(advice)
    yield sections.outcome(advice)
    yield section(3, "Positive Consequences", items([_sentence(c) for c in sections.good(advice)]))
    costs = [_sentence(clause) for clause in [*sections.bad(advice), *sections.risks(advice)]]
    yield section(3, "Negative Consequences", items(costs))
    yield from sections.pros_and_cons(advice, citations)
    yield _top(sections.first(advice))
    yield _top(sections.confirmation(advice))
    yield _top(sections.model(advice, citations))
    yield _top(beside.changed(advice, citations))
    yield _top(beside.contested(advice, citations))
    yield sections.pitfalls(advice, citations)
    yield from appendix.more_information(advice, citations)


def _top(one: Section) -> Section:
    return replace(one, level=2)


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:]
