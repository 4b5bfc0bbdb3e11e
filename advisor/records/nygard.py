"""The advice as a decision record in Michael Nygard's form, which adr-tools and adr-viewer read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.advice import Advice
from advisor.records import appendix, beside, sections
from advisor.records.blocks import Section, items, paragraph, section
from advisor.records.cited import Citations
from advisor.records.markup import written
from advisor.text import markdown


def nygard(advice: Advice) -> str:
    """Return the decision record as markdown; the number is for the folder to give."""
    head = [f"# {markdown(sections.title(advice))}", f"Date: {advice.date.isoformat()}"]
    return "\n\n".join([*head, *written(_content(advice))]) + "\n"


def _content(advice: Advice) -> Iterator[Section]:
    citations = Citations(advice.base)
    yield section(2, "Status", paragraph("Proposed"))
    deciders = [f"Decided by: {name}" for name in advice.answers.record.deciders]
    context = sections.context(advice)
    yield section(2, "Context", *context.blocks, items(deciders))
    yield sections.model(advice, citations)
    yield beside.changed(advice, citations)
    yield beside.contested(advice, citations)
    yield _below(sections.drivers(advice, citations))
    yield _below(sections.options(advice))
    yield section(2, "Decision", *sections.outcome(advice).blocks)
    yield sections.first(advice)
    yield section(2, "Consequences", *sections.consequences(advice).blocks)
    yield sections.confirmation(advice)
    yield from sections.pros_and_cons(advice, citations)
    yield sections.pitfalls(advice, citations)
    yield from appendix.more_information(advice, citations)


def _below(one: Section) -> Section:
    return replace(one, level=3)
