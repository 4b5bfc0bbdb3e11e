"""The advice as a decision record in MADR 4: a person accepts it, so its status is proposed.

The title follows the front matter without a blank line, so that adr-log reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import Advice
from advisor.records import appendix, beside, sections
from advisor.records.blocks import Section
from advisor.records.cited import Citations
from advisor.records.markup import written
from advisor.text import markdown, yaml_string


def madr4(advice: Advice) -> str:
    """Return the decision record as markdown."""
    head = "\n".join([*_front_matter(advice), f"# {markdown(sections.title(advice))}"])
    return "\n\n".join([head, *written(content(advice))]) + "\n"


def content(advice: Advice) -> Iterator[Section]:
    """Yield the sections in the order of MADR 4; sources are numbered as they are first cited."""
    citations = Citations(advice.base)
    yield sections.context(advice)
    yield sections.model(advice, citations)
    yield beside.changed(advice, citations)
    yield sections.drivers(advice, citations)
    yield beside.contested(advice, citations)
    yield sections.options(advice)
    yield sections.outcome(advice)
    yield sections.first(advice)
    yield sections.consequences(advice)
    yield sections.confirmation(advice)
    yield from sections.pros_and_cons(advice, citations)
    yield sections.pitfalls(advice, citations)
    yield from appendix.more_information(advice, citations)


def _front_matter(advice: Advice) -> Iterator[str]:
    record = advice.answers.record
    yield "---"
    yield 'status: "proposed"'
    yield f"date: {advice.date.isoformat()}"
    if record.deciders:
        names = ", ".join(yaml_string(name) for name in record.deciders)
        yield f"decision-makers: [{names}]"
    yield "---"
