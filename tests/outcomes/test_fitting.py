"""Weights and temperature fitted to made-up outcomes: found where they tell, held elsewhere."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("scipy")

from advisor.knowledge.entries.judging import Weight  # noqa: E402  # after the skip
from advisor.knowledge.entries.settings import Calibration, FittedWeight  # noqa: E402
from advisor.outcomes.ablation import ablate  # noqa: E402
from advisor.outcomes.fitting.choosing import chosen_anew, unretired  # noqa: E402
from advisor.outcomes.fitting.crossval import (  # noqa: E402
    fitter,
    folds,
    forecasts,
    nested,
    predicted,
)
from advisor.outcomes.fitting.design import design  # noqa: E402
from advisor.outcomes.fitting.fit import (  # noqa: E402
    Fit,
    _objective,
    fit,
    source_weights,
    totals,
)
from advisor.outcomes.fitting.permuting import permuted  # noqa: E402
from advisor.outcomes.fitting.proposal import authors_weights, propose  # noqa: E402
from advisor.outcomes.fitting.removal import cross_validated_removals  # noqa: E402
from advisor.outcomes.fitting.rounding import at_bound, rounded  # noqa: E402
from advisor.outcomes.fitting.telling import as_json, in_words  # noqa: E402
from advisor.outcomes.fitting.writing import calibration_text, reweighed  # noqa: E402
from advisor.outcomes.judging import judge_all  # noqa: E402
from advisor.outcomes.metrics import figure_of, marks_of  # noqa: E402
from tests.fixtures import mini  # noqa: E402
from tests.outcomes import made  # noqa: E402

BASE = made.base(priors=made.EVEN)
CASES = made.many(40)
BUILT = design(BASE, CASES, mini.DAY)
FEW = made.many(20)
ALL = np.ones(len(CASES), dtype=bool)


@pytest.fixture(scope="module")
def proposal():
    return propose(BASE, CASES, mini.DAY)


def place(rule: str) -> int:
    return BUILT.rules.index(rule)


def test_the_matrices_judge_as_the_judge_does():
    groups = [mini.group("first", 2), mini.group("second", 3)]
    base = made.base(groups=groups, priors=(0, 1, 0), temperature=1.7)
    built = design(base, CASES, mini.DAY)
    told = predicted(built, Fit(np.ones(len(built.rules)), 1.7))
    for row, said in zip(told, judge_all(base, [c.asked for c in CASES], mini.DAY), strict=True):
        assert list(row) == pytest.approx(list(said.probabilities[o] for o in mini.OPTIONS))


def test_the_slope_is_right():
    moving = np.ones(len(BUILT.rules), dtype=bool)
    weights = source_weights(BUILT.outcomes, ALL)
    loss = _objective(BUILT, weights, moving, np.ones(len(BUILT.rules)), 0.5)
    at = np.linspace(0.4, 1.3, len(BUILT.rules) + 1)
    slope = loss(at)[1]
    for place in range(len(at)):
        step = np.zeros(len(at))
        step[place] = 1e-6
        assert slope[place] == pytest.approx(
            (loss(at + step)[0] - loss(at - step)[0]) / 2e-6, abs=1e-4
        )


def test_what_tells_keeps_its_weight_and_noise_loses_it():
    found = fit(BUILT, ALL, 1.0)
    assert found.scales[place("second/noise")] < 0.6
    assert found.scales[place("first/tells")] > 0.9


def test_a_narrow_prior_moves_nothing():
    assert fit(BUILT, ALL, 0.001).scales == pytest.approx(np.ones(len(BUILT.rules)), abs=0.01)
    assert list(fit(BUILT, ALL, 0.0).scales) == [1.0] * len(BUILT.rules)


def test_signs_and_grades_are_bounds():
    found = fit(BUILT, ALL, 100.0)
    spread = np.ptp(BUILT.weights, axis=1) * found.scales
    assert (found.scales >= 0).all()
    assert (spread <= 9 + 1e-6).all()


def test_a_rule_of_too_few_sources_is_held():
    cases = [*CASES, made.case("x", "s00", {"q.c": True}, made.TUNED, ["peft"])]
    built = design(BASE, cases, mini.DAY)
    found = fit(built, np.ones(len(cases), dtype=bool), 1.0)
    assert found.scales[built.rules.index("third/full")] == 1


def test_a_failed_case_moves_nothing():
    cases = [*CASES, made.case("x", "zz", {"q.a": 7}, made.FULL, ["prompting"])]
    built = design(BASE, cases, mini.DAY)
    found = fit(built, np.ones(len(cases), dtype=bool), 0.5)
    assert found.scales == pytest.approx(fit(BUILT, ALL, 0.5).scales, abs=1e-3)


def test_sources_are_left_out_whole():
    seen = []

    def fitted(train, _):
        seen.append({CASES[k].asked.source for k in np.flatnonzero(train)})
        return

    nested(BUILT, fitted, lambda _: np.full((len(CASES), 3), 1 / 3), (0.0,))
    everything = {case.asked.source for case in CASES}
    assert sorted(len(everything - known) for known in seen) == [1] * 20
    assert set().union(*(everything - known for known in seen)) == everything


def test_folds_deal_every_source_once():
    for count in (None, 3, 50):
        dealt = [source for fold in folds(10, count) for source in fold]
        assert sorted(dealt) == list(range(10))


def test_the_proposal_is_whole(proposal):
    assert {column.id for column in proposal.columns} == {
        "authors",
        "temperature",
        "fitted",
        "chosen",
        "logistic",
    }
    assert proposal.temperature == max(1, proposal.free_temperature)
    assert proposal.temperature_error > 0
    assert proposal.largest_lead_db == pytest.approx(
        max(np.ptp(np.sort(row)[-2:]) for row in _decibans(proposal)), abs=1e-9
    )
    told = in_words(proposal)
    assert "second/noise" in told
    assert json.loads(as_json(proposal))["schema"] == "advisor-calibration/1"


def _decibans(proposal):
    weights = {one.rule: one.proposed for one in proposal.changes}
    return totals(design(BASE, FEW, mini.DAY, weights), np.ones(len(BUILT.rules)))


def test_fitting_beats_the_authors_weights_on_sources_not_seen(proposal):
    loss = {column.id: column.figures["log_loss"].value for column in proposal.columns}
    assert loss["fitted"] < loss["authors"]


def test_permuted_outcomes_teach_nothing():
    few = design(BASE, FEW, mini.DAY)
    found = permuted(few, few, 2)
    assert found.accuracy <= found.constant + 0.15
    assert found.chosen <= found.constant + 0.15


def test_rules_chosen_anew_drop_the_noise_and_keep_what_tells():
    found = chosen_anew(BUILT)
    assert found.left_out["second/noise"] > len(BUILT.sources) / 2
    assert "first/tells" not in found.left_out
    marks = marks_of(CASES, found.forecasts, "folded")
    as_they_are = forecasts(BUILT, predicted(BUILT, Fit(np.ones(len(BUILT.rules)), 1.0)))
    assert figure_of(CASES, marks, "log_loss") < figure_of(
        CASES, marks_of(CASES, as_they_are, "folded"), "log_loss"
    )


def test_the_source_that_is_judged_does_not_choose_its_rules():
    """Turn the outcomes of one source round: its own forecasts stay as they were."""
    turned = [
        replace(case, outcome=replace(case.outcome, acceptable=("prompting",)))
        if case.asked.source == "s00"
        else case
        for case in CASES
    ]
    before, after = chosen_anew(BUILT), chosen_anew(BUILT.with_outcomes(turned))
    for case, told, then in zip(CASES, before.forecasts, after.forecasts, strict=True):
        if case.asked.source == "s00":
            assert then == pytest.approx(told)


def test_what_was_retired_is_there_to_choose_again():
    retired = BASE.rules["second/noise"].model_copy(update={"status": "retired"})
    base = replace(BASE, rules={**BASE.rules, "second/noise": retired})
    assert "second/noise" not in design(base, CASES, mini.DAY).rules
    assert "second/noise" in design(unretired(base), CASES, mini.DAY).rules


def test_the_temperature_never_sharpens_what_the_authors_weighed():
    certain = [case for case in CASES if int(case.asked.id[1:]) % 9 != 8]
    built = design(BASE, certain, mini.DAY)
    assert fit(built, np.ones(len(certain), dtype=bool), 0.0).temperature == pytest.approx(1.0)


def test_removals_are_cross_validated():
    found = cross_validated_removals(BASE, CASES, mini.DAY, ablate(BASE, CASES, mini.DAY))
    worth = {one.id: one.held_out for one in found.worth if one.kind == "rule"}
    assert worth["first/tells"] > 0
    assert worth["first/tells"] > worth["second/noise"]


def test_weights_are_rounded_within_their_grade():
    weights = {"prompting": -2.5, "peft": 2.0, "full_fine_tuning": 0.0}
    assert rounded(weights, 0.5, 9) == {"prompting": -1.25, "peft": 1.0, "full_fine_tuning": 0}
    assert rounded(weights, 0.0, 9) == {"prompting": -0.25, "peft": 0, "full_fine_tuning": 0}
    told = rounded({"prompting": 3.1, "peft": -1.9, "full_fine_tuning": 0.0}, 1.0, 5)
    assert max(told.values()) - min(told.values()) <= 5
    assert at_bound(weights, 2.0, 9) == "spread"
    assert at_bound(weights, 0.01, 9) == "zero"
    assert at_bound(weights, 1.0, 9) == ""


RULE = """title = "A rule"
why = \"\"\"prompting = 1 is no weight.\"\"\"

[weight]
prompting = -2.5   # a comment
peft = 2
full_fine_tuning = 2.0

[[example]]
answers = { "q.a" = true }
"""


def test_writing_changes_the_numbers_alone(proposal):
    weights = {"prompting": -2.5, "peft": 2.0, "full_fine_tuning": 2.0}
    proposed = {"prompting": -1.25, "peft": 1.0, "full_fine_tuning": 2.0}
    change = proposal.changes[0].__class__(
        **{**vars(proposal.changes[0]), "now": weights, "proposed": proposed}
    )
    expected = RULE.replace("prompting = -2.5 ", "prompting = -1.25 ").replace(
        "peft = 2", "peft = 1"
    )
    assert reweighed(RULE, change) == expected


def test_the_calibration_reads_back_and_keeps_the_authors_weights(proposal):
    table = tomllib.loads(calibration_text(proposal))
    found = Calibration.model_validate(table)
    assert found.temperature == pytest.approx(proposal.temperature, abs=1e-3)
    assert found.fitted_on == date(2026, 11, 22)
    assert {one.rule for one in found.weight} == {
        change.rule for change in proposal.changes if change.proposed != change.authors
    }
    assert found.held_out["log_loss"] > 0


def test_the_next_fit_starts_from_what_the_authors_weighed():
    base = made.base()
    now = base.rules["first/tells"].weight
    kept = FittedWeight(rule="first/tells", authors=Weight(prompting=7), fitted=now)
    by_hand = FittedWeight(rule="second/noise", authors=Weight(peft=1), fitted=Weight(peft=2))
    told = made.base()
    object.__setattr__(told, "calibration", Calibration(temperature=1.0, weight=(kept, by_hand)))
    assert authors_weights(told) == {"first/tells": Weight(prompting=7).by_option}


def test_the_fit_is_the_same_each_time(proposal):
    assert in_words(propose(BASE, CASES, mini.DAY)) == in_words(proposal)


def test_a_fitter_that_starts_warm_ends_at_the_same_place():
    warm = fitter(BUILT)
    warm(ALL, 0.5)
    again = warm(ALL, 0.5)
    assert predicted(BUILT, again) == pytest.approx(
        partial(predicted, BUILT)(fit(BUILT, ALL, 0.5)), abs=1e-3
    )
