"""The advice as plain text for a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from advisor.advice import Advice, FoundPitfall
from advisor.records import measured, news, why_not, words
from advisor.records.cited import Citations
from advisor.records.saved import saved
from advisor.text import percent, shorten, signed

WIDTH = 80
BAR = 30
GROUP = 33
MOST_REASONS = 6
MOST_PITFALLS = 5
MOST_CHANGES = 5
MOST_OPEN = 5
AGAIN = "The answers, to be judged again"


def plain(advice: Advice) -> str:
    """Return the advice as text, the answer first, the sources last."""
    citations = Citations(advice.base)
    lines = [
        *_heading(advice),
        *_measured(advice),
        *_gates(advice, citations),
        *_model(advice, citations),
        *_news(advice, citations),
        *_first(advice),
        *_additions(advice, citations),
        *_reasons(advice, citations),
        *_groups(advice),
        *_why_not(advice, citations),
        *_contested(advice, citations),
        *_pitfalls(advice, citations),
        *_changes(advice),
        *_open(advice),
        *_guides(advice),
        *_sources(citations),
        *_footer(advice),
    ]
    return "\n".join(lines) + "\n"


def wrapped(text: str, first: str = "  ", rest: str = "  ") -> list[str]:
    """Return `text` in lines of 80 columns; words longer than a line (addresses) stay whole."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _item(text: str) -> list[str]:
    return wrapped(text, "  - ", "    ")


def _heading(advice: Advice) -> Iterator[str]:
    yield words.headline(advice)
    yield ""
    for option in advice.verdict.options:
        name = words.title(advice.base, option.id).ljust(18)
        if option.blocked_by:
            yield f"  {name}  ruled out"
            continue
        bar = ("#" * round(option.probability * BAR)).ljust(BAR, ".")
        share, evidence = percent(option.probability), signed(option.evidence_db)
        yield f"  {name}  {bar}  {share:>5}  {evidence:>6} dB"
    yield ""
    for sentence in words.how_sure(advice):
        yield from wrapped(sentence)


def _measured(advice: Advice) -> Iterator[str]:
    lines = list(measured.measured_lines(advice))
    if lines:
        yield from ("", "Measured from the data, and judged as measured")
    for question, told in lines:
        yield from _item(f"{told} ({question})")
    differs = measured.under_said(advice)
    if differs:
        yield from wrapped(differs)


def _gates(advice: Advice, citations: Citations) -> Iterator[str]:
    reasons = words.gate_reasons(advice)
    if reasons:
        yield from ("", "Ruled out")
    for gate, reason in reasons:
        sources = advice.base.gates[gate.removeprefix("gates/")].sources
        yield from _item(f"{reason} {citations.mark(sources)} ({gate})")


def _model(advice: Advice, citations: Citations) -> Iterator[str]:
    lines = words.model_lines(advice)
    if lines:
        yield from ("", "The model")
    for text, sources in lines:
        yield from _item(f"{text} {citations.mark(sources)}")


def _news(advice: Advice, citations: Citations) -> Iterator[str]:
    if advice.recent_changes:
        yield from ("", "What changed")
    for told, sources in news.change_sentences(advice):
        yield from _item(f"{told} {citations.mark(sources)}")
    if advice.warnings:
        yield from ("", "Older than its shelf life")
    for sentence in news.warning_sentences(advice):
        yield from _item(sentence)


def _contested(advice: Advice, citations: Citations) -> Iterator[str]:
    told = list(news.contested_sentences(advice))
    if told:
        yield from ("", "Contested, and part of the evidence above")
    for sides in told:
        line = " ".join(f"{text} {citations.mark(sources)}".strip() for text, sources in sides)
        yield from _item(line)


def _first(advice: Advice) -> Iterator[str]:
    if advice.first:
        yield from ("", "First, before any training")
    for number, pitfall in enumerate(advice.first, 1):
        yield from wrapped(f"{pitfall.entry.first} ({pitfall.id})", f"  {number}. ", "     ")


def _additions(advice: Advice, citations: Citations) -> Iterator[str]:
    if advice.additions:
        yield from ("", "Add to it")
    for slug in advice.additions:
        entry = advice.base.additions[slug]
        yield from _item(f"{entry.title}: {entry.line} {citations.mark(entry.sources)}")


def _reasons(advice: Advice, citations: Citations) -> Iterator[str]:
    yield from ("", "Why, strongest evidence first")
    if not advice.verdict.fired:
        yield "  Nothing is known yet that tells the options apart."
    for trace in advice.verdict.fired[:MOST_REASONS]:
        rule = advice.base.rules[trace.id]
        mark = citations.mark(rule.sources)
        yield from _item(f"{rule.why} {mark}")
        told = words.effects(advice.base, dict(trace.effect_db))
        yield from wrapped(f"{told} (grade {rule.grade}, {trace.id})", "      ", "      ")
    left = len(advice.verdict.fired) - MOST_REASONS
    if left > 0:
        yield f"  and {left} more, weaker: see --format markdown or json"


def _groups(advice: Advice) -> Iterator[str]:
    rows = why_not.rows(advice)
    if len(rows) < 2:
        return
    titles = [words.title(advice.base, option) for option in advice.base.options]
    yield from ("", "The evidence added up, in decibans")
    for name, *figures in [("", *titles), *rows]:
        columns = (figure.rjust(len(title)) for figure, title in zip(figures, titles, strict=True))
        yield f"  {shorten(name, GROUP).ljust(GROUP)}  {'  '.join(columns)}".rstrip()


def _why_not(advice: Advice, citations: Citations) -> Iterator[str]:
    if advice.why_not:
        yield from ("", "Why not the others")
    for told, sources in why_not.sentences(advice):
        yield from _item(f"{told} {citations.mark(sources)}".rstrip())


def _pitfalls(advice: Advice, citations: Citations) -> Iterator[str]:
    if advice.pitfalls:
        yield from ("", "Pitfalls of this case, worst first")
    for pitfall in advice.pitfalls[:MOST_PITFALLS]:
        yield from _pitfall(pitfall, citations)
    left = len(advice.pitfalls) - MOST_PITFALLS
    if left > 0:
        yield f"  and {left} more: see --format markdown or json"


def _pitfall(pitfall: FoundPitfall, citations: Citations) -> Iterator[str]:
    entry = pitfall.entry
    when = "" if pitfall.bites else " (if you tune after all)"
    mark = citations.mark(entry.sources)
    yield from _item(f"[{pitfall.severity}] {entry.title}{when}. {pitfall.why_here} {mark}")
    yield from wrapped(f"Detect: {entry.detect}", "      ", "      ")
    yield from wrapped(f"Avoid: {entry.avoid}", "      ", "      ")


def _changes(advice: Advice) -> Iterator[str]:
    yield from ("", "What would change it")
    if not advice.changes:
        yield f"  {words.NO_CHANGE}"
    for change in why_not.shown_changes(advice, MOST_CHANGES):
        yield from _item(
            f"{words.change_sentence(advice, change)} ({words.changed_questions(change)})"
        )


def _open(advice: Advice) -> Iterator[str]:
    telling = [question for question in advice.open_questions if question.can_change_recommendation]
    if telling:
        yield from ("", "Still open, most telling first")
    for question in telling[:MOST_OPEN]:
        yield from _item(f"{words.open_line(advice.base, question)} ({question.id})")
    left = len(telling) - MOST_OPEN
    if left > 0:
        yield f"  and {left} more"
    if advice.checks:
        yield from ("", "Worth a check, since it is not known")
    for slug, entry in advice.checks[:MOST_OPEN]:
        yield from _item(f"{entry.title}: {entry.detect} ({slug})")


def _guides(advice: Advice) -> Iterator[str]:
    if advice.guides:
        yield from ("", "What published guides would say about your case")
        yield from wrapped(words.guides_summary(advice))
    for guide in advice.guides:
        if guide.known:
            yield from _item(words.guide_line(advice, guide))


def _sources(citations: Citations) -> Iterator[str]:
    lines = citations.lines()
    if lines:
        yield from ("", "Sources")
    for number, line in lines:
        yield from wrapped(line, f"  [{number}] ", "      ")


def _footer(advice: Advice) -> Iterator[str]:
    base = advice.base
    yield ""
    yield f"Judged as of {advice.date.isoformat()} by knowledge {base.version}"
    yield f"({base.digest}, last reviewed {base.reviewed.isoformat()})."
    yield from ("", AGAIN)
    # Indented TOML is still TOML: what stands below this line can be read again as it is.
    yield textwrap.indent(saved(advice).rstrip("\n"), "  ")
