"""Why not the others, and what each group added: the same in the text and in the JSON result."""

from __future__ import annotations

import pytest

from advisor.advice import Advice, advise
from advisor.answers.file import read
from advisor.records import words
from advisor.records.plain import MOST_CHANGES, plain
from advisor.records.result import result
from advisor.records.why_not import shown_changes

EXAMPLES = ["support-tickets", "product-texts", "policy-questions", "gated-model"]


@pytest.fixture(scope="module", params=EXAMPLES)
def advice(request, real, real_folder, day) -> Advice:
    path = real_folder.parent / "docs" / "examples" / f"{request.param}.toml"
    return advise(real, read(real, path.read_bytes(), path.name).answers, day)


def test_what_the_groups_added_and_the_priors_add_up_to_the_evidence(advice):
    told = result(advice)
    totals = {
        option["id"]: option["prior_db"]
        + sum(found["effect_db"][option["id"]] for found in told["contributions"])
        for option in told["options"]
    }
    centre = sum(totals.values()) / len(totals)
    for option in told["options"]:
        evidence = totals[option["id"]] - centre
        assert evidence == pytest.approx(option["evidence_db"], abs=1e-5)


def test_every_other_option_has_its_cheapest_change_or_none(advice):
    told = result(advice)
    assert [found["option"] for found in told["why_not"]] == [o["id"] for o in told["options"][1:]]
    for found in told["why_not"]:
        to_it = [
            one["change"]
            for one in told["what_would_change_it"]
            if one["recommendation"] == found["option"]
        ]
        assert found["change"] == (to_it[0] if to_it else None)


def test_the_text_names_one_change_to_each_option_that_can_be_reached(advice):
    shown = shown_changes(advice, MOST_CHANGES)
    assert len(shown) <= MOST_CHANGES
    assert {one.recommendation for one in shown} == {c.recommendation for c in advice.changes}
    assert [one for one in advice.changes if one in shown] == shown


def test_the_text_says_so_where_nothing_would_flip_it(advice):
    text = " ".join(plain(advice).split())
    assert (words.NO_CHANGE in text) == (not advice.changes)
    for found in advice.why_not:
        assert f"- {words.title(advice.base, found.option)}: " in text
