"""Questions, audiences, facts, groups, models and options, told one by one."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.asking import Audience, Question
from advisor.knowledge.entries.catalogue import Model
from advisor.knowledge.entries.settings import Fact, Group, OptionEntry
from advisor.records.told import Links, Told, entries, sources
from advisor.text import number, percent, visible


def tell(base: KnowledgeBase, name: str) -> Told | None:
    """Return one of these entries without what links to it, or None where there is none."""
    mappings = (base.questions, base.facts, base.groups, base.models, base.options, base.audiences)
    for mapping in mappings:
        if name in mapping:
            entry: BaseModel = mapping[name]
            title = str(getattr(entry, "title", None) or getattr(entry, "text", ""))
            says = tuple(visible(paragraph) for paragraph in _says(entry) if paragraph)
            links = tuple(part for part in _links(base, entry) if part.links)
            return Told(name, visible(title), says, links)
    return None


def _says(entry: BaseModel) -> Iterator[str]:
    if isinstance(entry, Question):
        yield from _question(entry)
    elif isinstance(entry, Fact):
        formula = entry.formula.model_dump(exclude_none=True)
        yield (
            "; ".join(
                f"The {name.replace('_', ' ')} of {_listed(value)}"
                for name, value in formula.items()
            )
            + f", in {entry.unit}."
        )
        yield entry.note
    elif isinstance(entry, Audience):
        yield from _audience(entry)
    elif isinstance(entry, Group):
        yield f"Rules about {entry.about} on the same ground; together at most ±{entry.cap_db} dB."
    elif isinstance(entry, Model):
        yield from _model(entry)
    elif isinstance(entry, OptionEntry):
        yield entry.line
        yield f"Good: {entry.good}"
        yield f"Bad: {entry.bad}"
        yield from (f"{variant.title}: {variant.line}" for variant in entry.variant)


def _listed(value: object) -> str:
    parts = value if isinstance(value, (list, tuple)) else [value]
    return ", ".join(number(one) if isinstance(one, (int, float)) else str(one) for one in parts)


def _question(question: Question) -> Iterator[str]:
    yield f"Why it is asked: {question.why}"
    for choice in question.choice:
        yield f"{choice.label} ({choice.value}): {choice.help}"
    if question.unit:
        yield f"In {question.unit}."
    if question.examples:
        yield f"Such as {', '.join(question.examples)}."


def _audience(audience: Audience) -> Iterator[str]:
    yield f"{percent(audience.share)} of those who come. {audience.why}"
    for name, told in audience.answers.items():
        yield f"{name}: not known to {percent(told.dont_know)}."


def _model(model: Model) -> Iterator[str]:
    yield model.note
    for name, value in model.figures.items():
        yield f"{name.replace('_', ' ')}: {_figure(value)}"
    yield model.safety_note
    yield f"As of {model.as_of.isoformat()}."


def _figure(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _listed(value).replace("_", " ")


def _links(base: KnowledgeBase, entry: BaseModel) -> Iterator[Links]:
    if isinstance(entry, Fact):
        operands = entry.formula.operands
        names = [name for name in operands if isinstance(name, str) and name in base.questions]
        yield entries(base, "It rests on", names)
        yield sources(base, [entry.source] if entry.source in base.sources else [])
    if isinstance(entry, Model):
        yield sources(base, dict.fromkeys(entry.sources.values()))
    if isinstance(entry, OptionEntry) and entry.prior_source in base.sources:
        yield sources(base, [entry.prior_source])
