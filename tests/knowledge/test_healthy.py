"""A sound project is not alarmed: what warns of everything warns of nothing."""

from __future__ import annotations

from pathlib import Path

from advisor.advice import Advice, advise
from advisor.answers.file import read

HEALTHY = Path(__file__).parent / "healthy.toml"


def healthy(base, day) -> Advice:
    return advise(base, read(base, HEALTHY.read_bytes(), HEALTHY.name).answers, day)


def test_a_sound_project_meets_no_pitfall_above_low(real, day):
    alarming = {p.id: p.severity for p in healthy(real, day).pitfalls if p.severity != "low"}
    assert alarming == {}


def test_a_sound_project_has_nothing_to_mend_or_check_first(real, day):
    advice = healthy(real, day)
    assert advice.first == ()
    assert advice.checks == ()


def test_a_sound_project_leaves_no_question_of_weight_open(real, day):
    advice = healthy(real, day)
    assert advice.settled
    assert advice.verdict.strength != "toss_up"
    assert all(not option.blocked_by for option in advice.verdict.options)
