"""The whole score on made-up experiments, beside its rivals."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from advisor.knowledge.entries.settings import Calibration
from advisor.outcomes.ablation import ablate
from advisor.outcomes.picture import reliability_svg
from advisor.outcomes.rivals import SizeRules, baselines
from advisor.outcomes.score import score
from advisor.outcomes.telling import as_json, in_words
from tests.fixtures import mini
from tests.outcomes import made

TELLS = {"answer": "q.a", "is": True}


@pytest.fixture(scope="module")
def found():
    return score(made.base(), made.many(), mini.DAY)


def test_the_score_is_what_the_rules_say(found):
    figures = found.readings["folded"]
    assert (found.cases, found.sources, found.decisive, found.failed) == (24, 12, 24, 0)
    assert 0.5 < figures["accuracy"].value <= 1
    assert figures["accuracy_peft_v_full"] is None
    assert found.coverage.value == 1


def test_order_and_repetition_change_nothing(found):
    again = score(made.base(), list(reversed(made.many())), mini.DAY)
    assert again.readings == found.readings
    assert again.reliability == found.reliability


def test_each_missed_case_names_the_rules_that_carried_it():
    cases = [made.case("c", "s", {"q.a": True, "q.b": True}, made.FULL, ["full_fine_tuning"])]
    missed = score(made.base(), cases, mini.DAY).missed
    assert [rule for rule, _ in missed[0].carried_by] == ["second/noise", "first/tells"]
    assert missed[0].chosen == ("prompting",)


def test_an_illegal_case_counts_as_wrong():
    cases = [
        made.case("good", "s", {"q.a": True}, made.FULL, ["prompting"]),
        made.case("bad", "s", {"q.a": "perhaps"}, made.FULL, made.FULL),
    ]
    found = score(made.base(), cases, mini.DAY)
    assert found.failed == 1
    assert found.readings["restricted"]["accuracy"].value == 0.5
    assert found.missed[0].failure
    assert "1 failed" in in_words(found)


def test_gates_are_kept():
    gates = {"none": mini.gate(TELLS, "peft", "full_fine_tuning")}
    base = made.base(gates=gates)
    cases = [
        made.case("1", "s", {"q.a": True, "q.c": True}, made.FULL, ["prompting"]),
        made.case("2", "t", {"q.a": True, "q.c": True}, made.TUNED, ["full_fine_tuning"]),
    ]
    found = score(base, cases, mini.DAY).readings["folded"]
    assert found["accuracy"].value == 0.75


def test_only_groups_about_quality_are_scored():
    rules = {"cost/dear": mini.rule(TELLS, 5, 0, 0, group="cost")}
    base = made.base(rules=rules, groups=[mini.group("cost", about="cost")])
    cases = [made.case("1", "s", {"q.a": True}, made.FULL, ["full_fine_tuning"])]
    found = score(base, cases, mini.DAY)
    assert found.coverage.value == 0
    assert found.readings["restricted"]["accuracy"].value == 0.5


def test_json_has_its_schema_and_the_text_its_limits(found):
    table = json.loads(as_json(found))
    assert table["schema"] == "advisor-score/1"
    assert table["readings"]["folded"]["accuracy"]["sources"] == 12
    assert {"missed", "rivals", "reliability", "coverage", "decisive_cases"} <= table.keys()
    assert "safety were not" in in_words(found)


def test_the_picture_is_whole_and_the_same_each_time(found):
    svg = reliability_svg(found.reliability)
    assert svg == reliability_svg(found.reliability)
    root = ElementTree.fromstring(svg)
    circles = root.iter("{http://www.w3.org/2000/svg}circle")
    assert len(list(circles)) == len(found.reliability.bins)


def sized(count: int) -> list:
    """Experiments in which 1,000 examples are what it takes."""
    cases = []
    for place in range(count):
        size = (20, 400, 1500, 30_000)[place % 4]
        best = "full_fine_tuning" if size >= 1000 else "prompting"
        told = {"data.examples": size}
        cases.append(made.case(f"c{place}", f"s{place}", told, made.FULL, [best]))
    return cases


def test_the_best_rule_of_size_is_found_and_cross_validated():
    cases = sized(12)
    tune_from, _ = SizeRules(cases).best()
    assert 400 < tune_from <= 1500
    rivals = {rival.id: rival for rival in baselines(cases)}
    for name in ("size-rule", "size-rule-cv"):
        chosen = [max(told, key=told.get) for told in rivals[name].forecasts]
        assert all(one in case.outcome.acceptable for one, case in zip(chosen, cases, strict=True))


def test_an_unknown_size_is_too_small_and_not_covered():
    cases = [*sized(8), made.case("x", "x", {}, made.FULL, ["prompting"])]
    rival = {rival.id: rival for rival in baselines(cases)}["size-rule"]
    assert max(rival.forecasts[-1], key=rival.forecasts[-1].get) == "prompting"
    assert rival.covered[-1] is False


def test_always_tune_names_peft_only_where_it_was_compared():
    cases = [made.case("1", "s", {}, made.FULL, ["prompting"])]
    tune = {rival.id: rival for rival in baselines(cases)}["always-tune"]
    assert tune.forecasts[0]["full_fine_tuning"] == 1


def test_hundreds_of_real_questions_take_little_time(real, day):
    answers = {
        "task.kind": "classification",
        "task.need": "label_convention",
        "data.classes": 4,
        "model.params_b": 7.0,
        "model.access": "open_weights",
    }
    cases = [
        made.case(
            f"c{place}",
            f"s{place % 40}",
            {**answers, "data.examples": 10 * (place + 1)},
            made.BOTH if place % 2 else made.FULL,
            ["prompting"],
        )
        for place in range(400)
    ]
    begun = time.process_time()
    assert score(real, cases, day).failed == 0
    assert time.process_time() - begun < 2


def test_what_tells_is_worth_something_and_noise_hurts():
    cases = made.many(40)
    found = ablate(made.base(priors=made.EVEN), cases, mini.DAY)
    worth = {(one.kind, one.id): one for one in found.worth}
    assert worth["rule", "first/tells"].log_loss_added > 0.02
    assert worth["rule", "second/noise"].hurts
    assert worth["group", "second"].log_loss_added == worth["rule", "second/noise"].log_loss_added
    assert worth["question", "q.b"].accuracy_lost == pytest.approx(
        worth["rule", "second/noise"].accuracy_lost
    )
    assert found.never == ("third/full",)


def test_a_case_without_any_rule_is_judged_by_the_priors():
    case = made.case("1", "s", {}, made.FULL, ["prompting"])
    base = replace(made.base(priors=(2, 0, 0)))
    assert score(base, [case], mini.DAY).readings["restricted"]["accuracy"].value == 1


def test_what_the_last_fit_reached_on_sources_left_out_stands_first(found):
    told = dict.fromkeys(("accuracy", "chosen_accuracy"), 0.5)
    ends = {f"{name}{end}": 0.25 for name in told for end in ("_low", "_high")}
    errors = {
        f"{begin}calibration_{name}": 0.1
        for begin in ("", "chosen_")
        for name in ("error", "bound")
    }
    fitted = Calibration(
        temperature=1.0,
        fitted_on=mini.DAY,
        cases=9,
        sources=3,
        free_temperature=0.7,
        temperature_error=0.2,
        largest_lead_db=5.0,
        prior_width=0,
        held_out={**told, **ends, **errors, "ahead_of_always-tune": 0.91},
    )
    lines = in_words(replace(found, fitted=fitted)).splitlines()
    places = [
        next(place for place, line in enumerate(lines) if begin in line)
        for begin in ("Cross-validated on 9 cases of 3 sources", "0.50 [0.25", "These cases by")
    ]
    assert places == sorted(places)
    assert any("always-tune 0.91" in line for line in lines)
    assert any("left free 0.7" in line for line in lines)
