"""What a profile says, section by section; it knows no markup and asks for no file.

Names of classes and words of the data are left out unless they are asked for with `quote`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.dataset.engine import Progress
from advisor.dataset.values import FileFacts, Finding, Profile
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.profiling import Check
from advisor.records import words
from advisor.records.blocks import (
    Block,
    Code,
    Fence,
    Line,
    Section,
    items,
    line,
    nested,
    paragraph,
    section,
)
from advisor.records.measured import measured_lines, under_said
from advisor.records.profile_pictures import chart_text, charts
from advisor.text import number, visible

MARKS = {"good": "good", "warn": "warning", "bad": "bad", "cannot_tell": "cannot tell"}
GRAVEST = {"bad": 0, "warn": 1}
MOST_WORST = 5
WORDS = {
    "words_more_in_production": "Words that give production away",
    "words_more_in_training": "Words that give the training data away",
    "words_lacking_in_training": "Words of production that the training data lacks",
}


def content(profile: Profile, advice: Advice, *, quote: bool) -> Iterator[Section]:
    """Yield the sections of the report."""
    yield files(profile)
    yield measured(profile, advice)
    yield from meaning(profile, advice)
    yield mend_first(profile, advice)
    yield worst_rows(profile, advice)
    yield from pictures(profile, quote=quote)
    yield giving_away(profile, quote=quote)


def files(profile: Profile) -> Section:
    """Return which files were read, and as what."""
    told = [line(_file(one)) for one in profile.files]
    stopped = "Stopped before the end: what is told below was measured until then."
    return section(2, "Files", items(told), paragraph(stopped) if profile.cancelled else None)


def _file(facts: FileFacts) -> str:
    broken = f", {facts.bad_lines:,} lines break the form" if facts.bad_lines else ""
    return (
        f"{visible(facts.path)}: {facts.format.replace('_', ' ')} in {facts.container},"
        f" {facts.rows:,} rows{broken} ({facts.digest[:15]})"
    )


def progress_line(progress: Progress) -> str:
    """Return how far a profile is, in one line."""
    told = f"{progress.stage.replace('_', ' ')}: {progress.done:.0%}"
    if progress.bytes_per_second:
        told += f", {progress.bytes_per_second / 1e6:,.0f} MB/s"
    if progress.seconds_left is not None:
        told += f", {progress.seconds_left:,.0f} s left"
    return told


def finding_lines(base: KnowledgeBase, profile: Profile) -> Iterator[tuple[Finding, str, str, str]]:
    """Yield every finding with how good it is, its title with its figure, and why, as text."""
    checks = base.profile.checks if base.profile else {}
    order = {name: place for place, name in enumerate(checks)}
    for found in sorted(profile.findings, key=lambda one: order.get(one.check, len(order))):
        check = checks.get(found.check)
        head = check.title if check else found.check
        if found.value is not None:
            head += f": {shown(check, found.value)}"
        yield found, f"[{MARKS[found.status]}]", head, visible(found.why)


def measured(profile: Profile, advice: Advice) -> Section:
    """Return every finding with its figure and how good that is."""
    told = [
        line(f"{mark} {head}. {why}") for _, mark, head, why in finding_lines(advice.base, profile)
    ]
    return section(2, "What we measured", items(told))


def _ordered(profile: Profile, advice: Advice) -> list[Finding]:
    return [found for found, *_ in finding_lines(advice.base, profile)]


def _check(advice: Advice, found: Finding) -> Check | None:
    return advice.base.profile.checks.get(found.check) if advice.base.profile else None


def shown(check: Check | None, value: float) -> str:
    """Return a figure as its check shows it."""
    kind = check.shown if check else "number"
    if kind == "share":
        return f"{value * 100:.2g} %" if value < 0.01 else f"{value * 100:.1f} %"
    return f"{value:.3f}" if kind == "score" else number(value)


def meaning(profile: Profile, advice: Advice) -> Iterator[Section]:
    """Yield what the figures do to the decision: the verdict, its evidence, what troubles it."""
    troubled = [
        line(f"{check.title}: {check.means}")
        for found in _gravest(profile, advice)
        if (check := _check(advice, found))
    ]
    differs = under_said(advice)
    telling = [words.headline(advice), *([differs] if differs else [])]
    yield section(2, "What it means for the decision", paragraph(*telling), items(troubled))
    facts = [line(f"{text} (", Code(question), ")") for question, text in measured_lines(advice)]
    yield section(3, "Answers measured", items(facts))
    yield section(3, "Evidence that rests on them", items(list(_evidence(advice))))
    yield section(3, "Against the score you need", *_target(profile, advice))


def _evidence(advice: Advice) -> Iterator[Line]:
    taken = {name for name, one in advice.answers.given.items() if one.origin == "measured"}
    for trace in advice.verdict.fired:
        if advice.base.reads[trace.id] & taken:
            rule = advice.base.rules[trace.id]
            effect = words.effects(advice.base, dict(trace.effect_db))
            yield line(f"{rule.why} {effect}, grade {rule.grade} (", Code(trace.id), ")")


def _target(profile: Profile, advice: Advice) -> Iterator[Block | None]:
    baseline = next((one for one in profile.findings if one.check == "baseline"), None)
    target = advice.answers.value("baseline.target")
    if baseline is None or baseline.value is None or not isinstance(target, (int, float)):
        return
    needed = show_value(advice.base, "baseline.target", target)
    reached = "meets" if baseline.value >= target else "does not meet"
    yield paragraph(
        f"The free baseline scores {baseline.value:.1%} (accuracy) and {reached} the {needed} that"
        " you need, as far as your metric is accuracy."
    )


def _gravest(profile: Profile, advice: Advice) -> list[Finding]:
    found = [one for one in _ordered(profile, advice) if one.status in GRAVEST]
    return sorted(found, key=lambda one: GRAVEST[one.status])


def mend_first(profile: Profile, advice: Advice) -> Section:
    """Return what to mend before anything else: the gravest first, then the advice's own list."""
    told = [
        line(f"[{MARKS[found.status]}] {check.title}: {check.mend}")
        for found in _gravest(profile, advice)
        if (check := _check(advice, found)) and check.mend
    ]
    told += [line(f"{one.entry.first} (pitfall ", Code(one.id), ")") for one in advice.first]
    return section(
        2, "Mend first", items(told or ["Nothing that we can see."], numbered=bool(told))
    )


def worst_rows(profile: Profile, advice: Advice) -> Section:
    """Return the rows worth looking at, by file and line, without their text."""
    rows = []
    for found in _gravest(profile, advice) + _rest(profile, advice):
        if found.worst:
            check = _check(advice, found)
            below = tuple(line(row) for row in worst_lines(found))
            rows.append((line(check.title if check else found.check), below))
    return section(2, "Worst rows", nested(rows))


def _rest(profile: Profile, advice: Advice) -> list[Finding]:
    return [one for one in _ordered(profile, advice) if one.status not in GRAVEST]


def worst_lines(found: Finding) -> Iterator[str]:
    """Yield the worst rows of a finding by file and line, the worst first, and how many more."""
    for row in found.worst[:MOST_WORST]:
        yield f"{visible(row.file)}:{row.line}: {visible(row.why)}"
    left = len(found.worst) - MOST_WORST
    if left > 0:
        yield f"and {left:,} more: see advisor profile --format json"


def pictures(profile: Profile, *, quote: bool) -> Iterator[Section]:
    """Yield the pictures as bars of text."""
    for chart in charts(profile.findings, quote=quote):
        yield section(2, chart.title, Fence("text", chart_text(chart)))


def giving_away(profile: Profile, *, quote: bool) -> Section:
    """Return the words by which training and production can be told apart, where asked for."""
    if not quote:
        return section(2, "Words that give it away")
    told = [
        line(f"{title}: {_words(found.series[name])}")
        for found in profile.findings
        for name, title in WORDS.items()
        if found.series.get(name)
    ]
    return section(2, "Words that give it away", items(told))


def _words(series: Sequence[tuple[str, float]]) -> str:
    return ", ".join(visible(word) for word, _ in series)
