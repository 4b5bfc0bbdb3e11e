"""Write docs/reference.md, the whole knowledge as one page: `python -m docs.reference`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.judging import Entry, Gate, Pitfall, Rule
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.records.conditions import in_words
from advisor.records.news import STANDING
from advisor.records.words import citation, effects
from advisor.text import markdown

FILE = Path(__file__).with_name("reference.md")
Lines = Iterator[str]

INTRODUCTION = [
    "# Reference",
    "",
    "All that the advice rests on, generated from `knowledge/` by `python -m docs.reference`;"
    " a test fails when it is out of date.",
    "How to read weights and grades: [METHOD.md](METHOD.md)."
    " How an entry comes to stand here: [editorial-standards.md](editorial-standards.md).",
    "",
    "Browse by [question](#by-question), [option](#by-option), [pitfall](#pitfalls)"
    " or [source](#sources);",
    "or read the [rules](#rules), [gates](#gates), [additions](#additions),"
    " what is [contested](#contested), [changes](#changes)"
    " and [questions people ask](#questions-people-ask).",
    "",
]


def reference(base: KnowledgeBase) -> str:
    """Return the whole knowledge as one page of markdown."""
    parts = [
        INTRODUCTION,
        _by_question(base),
        _by_option(base),
        _rules(base),
        _gates(base),
        _pitfalls(base),
        _additions(base),
        _contested(base),
        _changes(base),
        _faq(base),
        _sources(base),
    ]
    text = "\n".join(line for part in parts for line in part)
    return text.rstrip("\n") + "\n"


def _anchor(name: str) -> str:
    return name.replace("/", "-").replace(".", "-")


def _heading(level: int, name: str, title: str) -> Lines:
    yield f'<a id="{_anchor(name)}"></a>'
    yield ""
    yield f"{'#' * level} {markdown(title)}"
    yield ""


def _links(names: Iterable[str]) -> str:
    return ", ".join(f"[`{name}`](#{_anchor(name)})" for name in names)


def _cited(sources: Iterable[str]) -> str:
    return _links(f"sources/{key}" for key in sources)


def _by_question(base: KnowledgeBase) -> Lines:
    yield "## By question"
    yield ""
    for question in base.questions.values():
        readers = [name for name, reads in base.reads.items() if question.id in reads]
        yield from _heading(3, question.id, question.text)
        yield f"`{question.id}`. {markdown(question.why)}"
        yield ""
        for kind, names in _by_kind(base, readers).items():
            yield f"* {kind}: {_links(names)}"
        yield ""


def _by_kind(base: KnowledgeBase, names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        kind = "rules" if name in base.rules else name.partition("/")[0]
        found.setdefault(kind, []).append(name)
    return dict(sorted(found.items(), key=lambda item: item[0] != "rules"))


def _by_option(base: KnowledgeBase) -> Lines:
    yield "## By option"
    yield ""
    for option, entry in base.options.items():
        weights = {
            name: base.weights[name][option] - min(base.weights[name].values())
            for name, rule in base.rules.items()
            if rule.status == "reviewed"
        }
        best = [
            name
            for name, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
            if weight > 0 and base.weights[name][option] == max(base.weights[name].values())
        ]
        worst = [
            name
            for name, weight in sorted(weights.items())
            if weight == 0 and base.weights[name][option] < max(base.weights[name].values())
        ]
        gates = [f"gates/{slug}" for slug, g in base.gates.items() if option in g.forbid.options]
        bites = [f"pitfalls/{slug}" for slug, p in base.pitfalls.items() if option in p.options]
        yield from _heading(3, option, entry.title)
        yield markdown(entry.line)
        yield ""
        yield f"* speaks most for it: {_links(best)}"
        yield f"* speaks most against it: {_links(worst)}"
        yield f"* rules it out: {_links(gates) or 'nothing'}"
        yield f"* pitfalls: {_links(bites)}"
        yield ""


def _entry(base: KnowledgeBase, name: str, entry: Entry) -> Lines:
    yield from _heading(3, name, entry.title)
    yield f"`{name}`, status {entry.status}, last reviewed {entry.reviewed.isoformat()}."
    yield ""
    yield f"When {markdown(in_words(base, entry.when))}."
    yield ""
    yield from _body(base, entry)
    if entry.judgement:
        yield f"* our judgement: {markdown(entry.judgement)}"
    yield f"* sources: {_cited(entry.sources)}"
    yield ""


def _body(base: KnowledgeBase, entry: Entry) -> Lines:
    if isinstance(entry, Rule):
        yield markdown(entry.why)
        yield ""
        yield f"* weight: {markdown(effects(base, entry.weight.by_option))}, grade {entry.grade}"
        yield f"* group: {markdown(base.groups[entry.group].title)} (`{entry.group}`)"
        yield f"* when wrong: {markdown(entry.when_wrong)}"
        if entry.pitfalls:
            yield f"* pitfalls: {_links(f'pitfalls/{slug}' for slug in entry.pitfalls)}"
    elif isinstance(entry, Gate):
        yield f"{markdown(entry.forbid.reason)}"
        yield ""
        yield f"* forbids: {_links(entry.forbid.options)}"
        yield f"* when wrong: {markdown(entry.when_wrong)}"
    elif isinstance(entry, Pitfall):
        worse = [f"{w.severity} when {in_words(base, w.when)}" for w in entry.worse]
        yield f"* severity: {markdown('; '.join([*worse, f'else {entry.severity}']))}"
        yield f"* bites: {_links(entry.options)}"
        yield f"* what it looks like: {markdown(entry.symptom)}"
        yield f"* detect: {markdown(entry.detect)}"
        yield f"* avoid: {markdown(entry.avoid)}"
        if entry.first:
            yield f"* first: {markdown(entry.first)}"
    else:
        yield markdown(getattr(entry, "line", ""))
        yield ""
        yield markdown(getattr(entry, "why", ""))
        yield ""


def _rules(base: KnowledgeBase) -> Lines:
    yield "## Rules"
    yield ""
    for name, rule in base.rules.items():
        yield from _entry(base, name, rule)


def _gates(base: KnowledgeBase) -> Lines:
    yield "## Gates"
    yield ""
    for slug, gate in base.gates.items():
        yield from _entry(base, f"gates/{slug}", gate)


def _pitfalls(base: KnowledgeBase) -> Lines:
    yield "## Pitfalls"
    yield ""
    for slug, pitfall in base.pitfalls.items():
        yield from _entry(base, f"pitfalls/{slug}", pitfall)


def _additions(base: KnowledgeBase) -> Lines:
    yield "## Additions"
    yield ""
    for slug, addition in base.additions.items():
        yield from _entry(base, f"additions/{slug}", addition)


def _contested(base: KnowledgeBase) -> Lines:
    yield "## Contested"
    yield ""
    for slug, entry in base.contested.items():
        yield from _heading(3, f"contested/{slug}", entry.title)
        for side in entry.side:
            yield f"* {markdown(side.says)} {_cited(side.sources)}"
        yield f"* what decides: {markdown(entry.decides)}"
        yield f"* it touches: {_links(entry.rules)}"
        yield ""


def _changes(base: KnowledgeBase) -> Lines:
    yield "## Changes"
    yield ""
    for slug, entry in sorted(base.changes.items(), reverse=True):
        yield from _heading(3, f"changes/{slug}", f"{entry.date.isoformat()}: {entry.title}")
        if entry.claim:
            yield f"* told by {markdown(entry.told_by)}: {markdown(entry.claim)}"
        yield f"* {STANDING[entry.status]}: {markdown(entry.found)}"
        if entry.limits:
            yield f"* limits: {markdown(entry.limits)}"
        touched = [*(f"gates/{slug}" for slug in entry.gates), *entry.rules]
        touched += [f"pitfalls/{slug}" for slug in entry.pitfalls]
        if touched:
            yield f"* it touches: {_links(touched)}"
        if entry.models:
            yield f"* models: {', '.join(f'`{name}`' for name in entry.models)}"
        yield f"* sources: {_cited(entry.sources) or 'none was found'}"
        yield ""


def _faq(base: KnowledgeBase) -> Lines:
    yield "## Questions people ask"
    yield ""
    for slug, entry in base.faq.items():
        yield from _heading(3, f"faq/{slug}", entry.title)
        yield markdown(" ".join(entry.answer))
        yield ""
        yield f"* see: {_links([*entry.rules, *(f'pitfalls/{one}' for one in entry.pitfalls)])}"
        yield f"* sources: {_cited(entry.sources)}"
        yield ""


def _sources(base: KnowledgeBase) -> Lines:
    citing: dict[str, list[str]] = {}
    for name, entry in {**base.judging, **base.telling}.items():
        for key in entry.sources:
            citing.setdefault(key, []).append(name)
    yield "## Sources"
    yield ""
    for key, source in base.sources.items():
        yield from _heading(3, f"sources/{key}", source.title)
        yield markdown(citation(source))
        yield ""
        yield f"`{key}`, {source.kind}, grade {source.grade}. {markdown(source.downgraded)}"
        yield ""
        for claim in source.supports:
            how = f"{claim.checked} on {claim.checked_on.isoformat()}: {claim.locator}"
            yield f"* {markdown(claim.claim)} ({markdown(how.replace('_', ' '))})"
        if key in citing:
            yield f"* cited by {_links(citing[key])}"
        yield ""


if __name__ == "__main__":
    FILE.write_text(reference(load(knowledge_folder())), encoding="utf-8")
