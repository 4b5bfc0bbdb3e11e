"""A profile as text, as markdown and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from advisor.advice import Advice
from advisor.dataset.values import Finding, Profile
from advisor.records.markup import written
from advisor.records.plain_blocks import plain_sections
from advisor.records.profile_pictures import DRAWN
from advisor.records.profile_words import content
from advisor.records.result import answer_table, json_text

SCHEMA = "advisor-profile/1"


class Writer(Protocol):
    """Writes a profile; with `quote` it may hold names of classes and words of the data."""

    def __call__(self, profile: Profile, advice: Advice, *, quote: bool) -> str:
        """Return the whole text."""


def profile_text(profile: Profile, advice: Advice, *, quote: bool) -> str:
    """Return a profile for a terminal of 80 columns."""
    lines = list(plain_sections(content(profile, advice, quote=quote)))
    return "\n".join(lines[1:] if lines[:1] == [""] else lines) + "\n"


def profile_markdown(profile: Profile, advice: Advice, *, quote: bool) -> str:
    """Return a profile as markdown."""
    sections = written(content(profile, advice, quote=quote))
    return "\n\n".join(["# Profile of the data", *sections]) + "\n"


def profile_json(profile: Profile, advice: Advice, *, quote: bool) -> str:
    """Return a profile as one JSON object."""
    return json_text(
        {
            "schema": SCHEMA,
            "format": profile.format,
            "cancelled": profile.cancelled,
            "files": [vars(facts) for facts in profile.files],
            "answers": {
                question: answer_table(answer)
                for question, answer in advice.answers.given.items()
                if answer.origin == "measured"
            },
            "checks": [_check(finding, quote=quote) for finding in profile.findings],
        }
    )


def _check(finding: Finding, *, quote: bool) -> dict[str, Any]:
    return {
        "id": finding.check,
        "value": finding.value,
        "status": finding.status,
        "why": finding.why,
        "figures": dict(finding.figures),
        "worst": [vars(row) for row in finding.worst],
        "series": {
            name: [[label, value] for label, value in bars]
            for name, bars in finding.series.items()
            if quote or not is_text(finding.check, name)
        },
    }


def is_text(check: str, series: str) -> bool:
    """Tell whether the labels of a series are text of the data; unless known, they are."""
    _, is_text_, _ = DRAWN.get((check, series), ("", True, False))
    return is_text_


WRITERS: Mapping[str, Writer] = {
    "text": profile_text,
    "json": profile_json,
    "markdown": profile_markdown,
}
