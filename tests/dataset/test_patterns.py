"""Personal data and refusals are found by sound patterns, and what only looks so is left alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.dataset.patterns import KINDS, MAY_HOLD, kinds_in, luhn, pattern_of
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.profiling import Opening, Refusals

HELD = {
    "write to jane.doe+x@example.co.uk please": "email_addresses",
    "call +44 20 7946 0958 today": "phone_numbers",
    "call (212) 555-0147 today": "phone_numbers",
    "card 4111 1111 1111 1111 was declined": "payment_cards",
    "pay to GB82 WEST 1234 5698 7654 32 now": "bank_accounts",
    "pay to DE89370400440532013000 now": "bank_accounts",
    "my number is 219-09-9999": "social_security_numbers",
    "the server 203.0.113.7 is down": "internet_addresses",
    "key AKIAIOSFODNN7EXAMPLE leaked": "secrets",
    "-----BEGIN RSA PRIVATE KEY-----": "secrets",
    "token ghp_" + "a1B2" * 9: "secrets",
}
NOT_HELD = [
    "",
    "how do I top up by card?",
    "card 4111 1111 1111 1112 has a wrong check digit",
    "card 0000 0000 0000 0000",
    "pay to GB83 WEST 1234 5698 7654 32 with a wrong check digit",
    "me @ home, version 1.2.3, 20 % off",
    "000-12-3456 is no number that was ever given out",
    "the router 192.168.0.1 and 10.0.0.1 are private",
    "order 12345678 of 2024-01-02, 1,000,000 units",
    "on 2024.01.02 at 10:20:30.123456",
]


@pytest.mark.parametrize(("text", "kind"), HELD.items())
def test_each_kind_is_found_by_itself(text, kind):
    assert kinds_in(text) == 1 << list(KINDS).index(kind)


@pytest.mark.parametrize("text", NOT_HELD)
def test_what_only_looks_so_is_left_alone(text):
    assert kinds_in(text) == 0


@given(st.lists(st.sampled_from([*HELD, *"0123456789", *"+-. ()@", "AB", "x", "sk-"])).map("".join))
def test_no_text_that_holds_something_is_passed_over(text):
    assert not kinds_in(text) or re.search(MAY_HOLD, text)


def test_plain_text_is_passed_over():
    assert [text for text in NOT_HELD[:3] if re.search(MAY_HOLD, text)] == [NOT_HELD[2]]


def test_each_kind_is_counted_in_prompts_and_in_answers(
    tmp_path: Path, thresholds: Mapping[str, Mapping[str, float]]
):
    pytest.importorskip("ibis")
    from advisor.dataset.profile import profile
    from advisor.dataset.registry import CHECKS

    pairs = [(text, "plain") for text in HELD] + [("plain", text) for text in HELD]
    pairs += [(text or "nothing", "plain") for text in NOT_HELD]
    path = tmp_path / "train.jsonl"
    rows = [json.dumps({"prompt": one, "completion": other}) for one, other in pairs]
    path.write_text("\n".join(rows), encoding="utf-8")
    chosen = [check for check in CHECKS if check.id == "personal"]
    (found,) = profile([path], thresholds=thresholds, checks=chosen).findings
    kinds = list(HELD.values())
    assert found.value == 2 * len(HELD)
    assert found.figures == {name: 2 * kinds.count(name) for name in KINDS}
    assert [row.line for row in found.worst] == list(range(1, 11))


REFUSING = [
    "I'm sorry, but I can't share that.",
    "We’re so afraid that we could not find it",
    "  Unfortunately, this is something I am NOT ABLE to do",
    "I won't help with that.",
    "We are\nnot able to discuss it",
    "I’m unable to assist with that request.",
    "I am not able to provide it",
    "As an AI language model, I have no opinions",
]
ANSWERING = [
    "I'm sorry to hear that! Press reset.",
    "I can help with that.",
    "As an aid to memory, write it down",
    "He said: I cannot help you",
    f"Sorry{' so' * 30} we cannot",
    "Wir können leider nicht helfen",
    None,
]


def test_refusals_and_empty_answers_are_counted_by_how_they_begin(
    tmp_path: Path, thresholds: Mapping[str, Mapping[str, float]], real: KnowledgeBase
):
    pytest.importorskip("ibis")
    from advisor.dataset.profile import profile
    from advisor.dataset.registry import CHECKS

    assert real.profile is not None
    given = [*REFUSING, "", "  ", *ANSWERING]
    path = tmp_path / "train.jsonl"
    rows = [json.dumps({"prompt": f"question {n}", "completion": a}) for n, a in enumerate(given)]
    path.write_text("\n".join(rows), encoding="utf-8")
    chosen = [check for check in CHECKS if check.id == "refusals"]
    how = real.profile.refusals
    told = profile([path], thresholds=thresholds, checks=chosen, refusals=how).findings[0]
    assert told.figures == {"refusals": len(REFUSING), "empty": 2}
    assert [row.line for row in told.worst] == list(range(1, len(REFUSING) + 3))
    (untold,) = profile([path], thresholds=thresholds, checks=chosen).findings
    assert untold.status == "cannot_tell" and "how refusals begin" in untold.why


phrase = st.text("abc.*+?()[]'", max_size=4).map(lambda text: f"{text}a")


@given(st.lists(st.lists(phrase, min_size=1, max_size=3), min_size=1, max_size=3), st.data())
def test_a_phrase_stands_for_itself_whatever_signs_it_has(begins, data):
    made = Refusals(first_characters=99, opening=(Opening(begins=begins),))
    text = "  ".join(data.draw(st.sampled_from(some)) for some in begins)
    assert re.search(pattern_of(made), f" {text}, so there")
    assert not re.search(pattern_of(made), f"no {text}")


@pytest.mark.parametrize(
    ("digits", "holds"), [("79927398713", True), ("79927398710", False), ("18", True)]
)
def test_the_check_digit_is_luhns(digits, holds):
    assert luhn(digits) is holds
