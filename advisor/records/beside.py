"""What a decision record tells beside its own judgement: changes, contested findings, guides."""

from __future__ import annotations

from advisor.advice import Advice
from advisor.records import news, words
from advisor.records.blocks import Line, Section, items, line, linked, section
from advisor.records.cited import Citations


def changed(advice: Advice, citations: Citations) -> Section:
    """Return what changed of late that touches this verdict, and what has aged."""
    told = [
        line(f"{text} {citations.mark(keys)}".strip())
        for text, keys in news.change_sentences(advice)
    ]
    told += [line(sentence) for sentence in news.warning_sentences(advice)]
    return section(3, "What Changed", items(told))


def contested(advice: Advice, citations: Citations) -> Section:
    """Return the contested findings that the strongest evidence rests on, with both sides."""
    told = [
        line(" ".join(f"{text} {citations.mark(keys)}".strip() for text, keys in sides))
        for sides in news.contested_sentences(advice)
    ]
    return section(3, "What Is Contested", items(told))


def guides(advice: Advice) -> Section:
    """Return what published guides would say about these very answers."""
    told: list[Line] = [line(words.guides_summary(advice))] if advice.guides else []
    for guide in advice.guides:
        if guide.known:
            told.append(linked(words.guide_line(advice, guide), guide.url))
    return section(3, "What Published Guides Would Say", items(told))
