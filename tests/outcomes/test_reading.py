"""Single cases marked by hand: the folded and the restricted reading, ties and failures."""

from __future__ import annotations

from math import log

import pytest

from advisor.outcomes.reading import carried_by, failed, mark, read, tells_apart
from tests.outcomes import made

SAID = {"prompting": 0.4, "peft": 0.35, "full_fine_tuning": 0.25}


def test_folded_one_tuned_option_stands_for_both():
    asked = made.case("c", "s", {}, made.BOTH, ["peft"]).asked
    assert read(asked, SAID, "folded") == pytest.approx({"prompting": 0.4, "peft": 0.6})


def test_restricted_it_stands_for_itself():
    asked = made.case("c", "s", {}, made.BOTH, ["peft"]).asked
    assert read(asked, SAID, "restricted") == pytest.approx(
        {"prompting": 0.4 / 0.75, "peft": 0.35 / 0.75}
    )


@pytest.mark.parametrize("compared", [made.TUNED, ("prompting", *made.TUNED)])
def test_both_tuned_options_are_never_folded(compared):
    asked = made.case("c", "s", {}, compared, ["peft"]).asked
    assert read(asked, SAID, "folded") == read(asked, SAID, "restricted")


def test_nothing_left_is_spread_evenly():
    asked = made.case("c", "s", {}, made.TUNED, ["peft"]).asked
    only = {"prompting": 1.0, "peft": 0.0, "full_fine_tuning": 0.0}
    assert read(asked, only, "folded") == {"peft": 0.5, "full_fine_tuning": 0.5}


def test_a_case_is_marked_as_the_definitions_say():
    case = made.case("c", "s", {}, made.BOTH, ["prompting"], {"prompting": 80, "peft": 77.5})
    found = mark(case, SAID, "folded")
    assert found.chosen == ("peft",)
    assert (found.right, found.confidence, found.regret) == (0, pytest.approx(0.6), 2.5)
    assert found.log_loss == pytest.approx(-log(0.4))
    assert found.brier == pytest.approx(0.6**2 + 0.6**2)


def test_brier_shares_the_target_among_acceptable_options():
    case = made.case("c", "s", {}, made.BOTH, made.BOTH)
    assert mark(case, SAID, "folded").brier == pytest.approx(2 * 0.1**2)
    assert mark(case, SAID, "folded").log_loss == 0


def test_a_tie_counts_in_part():
    even = dict.fromkeys(SAID, 1 / 3)
    case = made.case("c", "s", {}, made.TUNED, ["peft"], {"peft": 90, "full_fine_tuning": 80})
    found = mark(case, even, "folded")
    assert (found.right, found.regret) == (0.5, 5)


def test_a_doubt_is_bounded():
    surely = {"prompting": 1.0, "peft": 0.0, "full_fine_tuning": 0.0}
    case = made.case("c", "s", {}, made.BOTH, ["peft"])
    assert mark(case, surely, "folded").log_loss == pytest.approx(-log(0.001))


def test_a_failure_is_wrong_throughout():
    case = made.case("c", "s", {}, made.BOTH, made.BOTH, {"prompting": 80, "peft": 77.5})
    found = failed(case)
    assert (found.right, found.regret) == (0, 2.5)
    assert found.log_loss == pytest.approx(-log(0.001))


def test_without_all_points_there_is_no_regret():
    case = made.case("c", "s", {}, made.BOTH, ["peft"], {"peft": 80})
    assert mark(case, SAID, "folded").regret is None


def test_rules_that_carried_a_choice_stand_heaviest_first():
    case = made.case("c", "s", {}, made.BOTH, ["prompting"])
    effects = {
        "a": {"prompting": 0.0, "peft": 2.0, "full_fine_tuning": 0.0},
        "b": {"prompting": -2.0, "peft": 2.0, "full_fine_tuning": 0.0},
        "c": {"prompting": 3.0, "peft": 0.0, "full_fine_tuning": 0.0},
    }
    told = carried_by(case.asked, case.outcome, "peft", effects)
    assert told == [("b", 4.0), ("a", 2.0)]


def test_a_rule_tells_compared_options_apart_or_not():
    only_full = {"prompting": 0.0, "peft": 0.0, "full_fine_tuning": 2.0}
    folded = made.case("c", "s", {}, made.BOTH, ["peft"]).asked
    alike = {"prompting": 1.0, "peft": -1.0, "full_fine_tuning": -1.0}
    tuned = made.case("c", "s", {}, made.TUNED, ["peft"]).asked
    assert tells_apart(folded, only_full)
    assert not tells_apart(tuned, alike)
