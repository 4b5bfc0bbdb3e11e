"""Personal data and refusals are found by sound patterns, and what only looks so is left alone."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow")

import pyarrow as pa  # noqa: E402  # needs the extra

from advisor.dataset.patterns import KINDS, kinds_in, luhn, may_hold  # noqa: E402  # needs numpy
from advisor.dataset.shingles import column  # noqa: E402  # needs numpy

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


def test_no_text_that_holds_something_is_passed_over():
    texts = [f"{piece}\n" for text in HELD for piece in ("plain", text, "")]
    found = may_hold(*column(pa.array(texts))).tolist()
    assert [
        text for text, may in zip(texts, found, strict=True) if text.strip() in HELD and not may
    ] == []
    assert not any(found[0::3])


@pytest.mark.parametrize(
    ("digits", "holds"), [("79927398713", True), ("79927398710", False), ("18", True)]
)
def test_the_check_digit_is_luhns(digits, holds):
    assert luhn(digits) is holds
