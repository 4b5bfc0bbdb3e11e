"""The lines of the Verdict mode: as much as one will read, or all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.advice import Advice
from advisor.records import news, words
from advisor.records.reasons import Reason, reasons
from advisor.text import signed, visible
from advisor.tui import phrases
from advisor.tui.keys import named
from advisor.tui.phrases import Prospects
from advisor.tui.widgets.entry_list import Entry

MOST = 3
MOST_PITFALLS = 5
MORE = "more:"


def lines(advice: Advice, found: Prospects | None, *, whole: bool) -> Iterator[Entry]:
    """Yield what follows from the advice; without `whole` the strongest of each part."""
    name = words.title(advice.base, advice.verdict.recommendation)
    for_it, against = reasons(advice)
    how_sure = list(found.how_sure) if found else [phrases.WORKING]
    yield Entry("", "How sure", "\n".join(how_sure if whole else how_sure[:MOST]))
    yield from _part("Ruled out", list(phrases.gates(advice)))
    yield from _part("First, before any training", list(phrases.first(advice)))
    most = None if whole else MOST
    yield from _part(f"What speaks for {name}", [_reason(advice, one) for one in for_it], most)
    yield from _part("What speaks against it", [_reason(advice, one) for one in against], most)
    yield from _part(
        "Pitfalls of this case, worst first",
        list(phrases.pitfalls(advice)),
        None if whole else MOST_PITFALLS,
    )
    yield from _outlook(found, most)
    yield from _part("Add to it", list(phrases.additions(advice)))
    yield from _guides(advice, most)
    yield from _news(advice, most)


def _part(title: str, entries: Sequence[Entry], most: int | None = None) -> Iterator[Entry]:
    """Yield a heading with at most so many of its entries, and with how many are left."""
    if not entries:
        return
    yield Entry("", title)
    yield from entries[:most]
    left = len(entries) - most if most is not None else 0
    if left > 0:
        # The key names the last line that is shown, for the cursor to go on from there.
        key = f"{MORE}{entries[most - 1].key}" if most else MORE
        yield Entry(key, f"and {left} more", note=named("{list.open} or {verdict.more} shows all"))


def _reason(advice: Advice, reason: Reason) -> Entry:
    told = words.effects(advice.base, dict(reason.trace.effect_db))
    tag = f"{signed(reason.margin_db)} dB"
    note = f"grade {reason.rule.grade}"
    return Entry(f"rule:{reason.trace.id}", reason.rule.title, told, tag=tag, note=note)


def _outlook(found: Prospects | None, most: int | None) -> Iterator[Entry]:
    if found is None:
        yield Entry("", "What would change it", phrases.WORKING)
        return
    yield from _part("What would change it", found.changes, most)
    yield from _part("Still open, most telling first", found.open, most)


def _guides(advice: Advice, most: int | None) -> Iterator[Entry]:
    if not advice.guides:
        return
    told = [
        Entry(f"guide:{guide.slug}", words.guide_line(advice, guide), guide.url, url=guide.url)
        for guide in advice.guides
        if guide.known
    ]
    summary = words.guides_summary(advice)
    yield Entry("", "What published guides would say", summary)
    yield from list(_part("", told, most))[1:]


def _news(advice: Advice, most: int | None) -> Iterator[Entry]:
    contested = [
        Entry(f"contested:{one.id}", one.entry.title, visible(f"What decides: {one.entry.decides}"))
        for one in advice.contested
    ]
    changes = [
        Entry(f"change:{one.id}", news.change_line(one.entry), visible(one.entry.found))
        for one in advice.recent_changes
    ]
    aged = [Entry("", "", sentence) for sentence in news.warning_sentences(advice)]
    yield from _part("Contested, and part of the evidence", contested, most)
    yield from _part("What changed", changes, most)
    yield from _part("Older than its shelf life", aged)
