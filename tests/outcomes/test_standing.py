"""What the committed rules must reach on the published cases, whoever changes them next.

The figures are those of docs/METHOD.md; fits are read from where `calibrate` wrote them.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.knowledge.load import load
from advisor.outcomes.ablation import ablate
from advisor.outcomes.cases import by_source, read_cases
from advisor.outcomes.score import score
from tests.conftest import ROOT

KNOWLEDGE = ROOT / "knowledge"
BASE = load(KNOWLEDGE)
TOLD = BASE.calibration.held_out
# The cross-validated figures hold for the rules as given, and for rules chosen anew in each fold.
BEGINS = ("", "chosen_")


@pytest.fixture(scope="module")
def cases():
    return read_cases(KNOWLEDGE / "cases")


def test_no_rule_that_a_case_exercises_hurts(cases):
    found = ablate(BASE, cases, BASE.reviewed)
    assert [one.id for one in found.worth if one.kind == "rule" and one.hurts] == []


def test_the_fit_written_down_is_of_these_rules_and_cases(cases):
    fitted = BASE.calibration
    assert (fitted.cases, fitted.sources) == (len(cases), len(by_source(cases)))
    assert fitted.prior_width == 0, "weights were fitted: the authors' column is another one"
    plain = replace(BASE, calibration=fitted.model_copy(update={"temperature": 1.0}))
    now = score(plain, cases, BASE.reviewed).readings["folded"]
    for name, figure in now.items():
        assert figure is not None
        assert TOLD[f"authors_{name}"] == pytest.approx(figure.value, abs=5e-4), "run calibrate"


@pytest.mark.parametrize("begin", BEGINS)
def test_regret_log_loss_and_calibration_hold_on_sources_left_out(begin):
    assert TOLD[f"{begin}regret"] <= 3
    assert TOLD[f"{begin}log_loss"] < 0.6
    assert TOLD[f"{begin}calibration_error"] < TOLD[f"{begin}calibration_bound"]


def test_the_advice_leads_every_rival_in_four_of_five_resamples():
    ahead = {name: share for name, share in TOLD.items() if name.startswith("ahead_of_")}
    assert len(ahead) > 15
    assert min(ahead.values()) >= 0.8


def test_permuted_outcomes_teach_nothing():
    assert TOLD["permuted_times"] >= 50
    for name in ("permuted_accuracy", "permuted_chosen"):
        assert TOLD[name] <= TOLD["permuted_constant"] + 0.05


def test_a_weight_at_the_bound_of_its_grade_says_why():
    for name, rule in BASE.rules.items():
        spread = max(BASE.weights[name].values()) - min(BASE.weights[name].values())
        bound = float(BASE.judgement.grade_spread_db[rule.grade])
        if rule.status == "reviewed" and spread > bound - 0.05:
            assert "spread" in rule.judgement or "weights" in rule.judgement, name
