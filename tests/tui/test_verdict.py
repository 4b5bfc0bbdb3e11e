"""The Verdict and Record modes by keyboard: what one reads, where it leads, what is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from advisor.advice import Advice
from advisor.knowledge.base import KnowledgeBase
from advisor.records.formats import FORMATS
from advisor.records.reasons import in_one_sentence, reasons
from advisor.tui import phrases
from advisor.tui.app import AdvisorApp
from advisor.tui.details import detail
from advisor.tui.session import FORMS, Session
from advisor.tui.verdict_lines import MORE, lines
from advisor.tui.widgets.entry_list import EntryList
from advisor.tui.widgets.text_view import TextView, wrapped
from tests.tui.screen import keys, rest, screen_text

Make = Callable[..., AdvisorApp]
SMALL, WIDE = (80, 24), (120, 40)
EXAMPLES = sorted(Path(__file__).parents[2].glob("docs/examples/*.toml"))


def advice_of(base: KnowledgeBase, path: Path, day: date) -> Advice:
    return Session(base, day, path).interview.advice


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_line_of_a_verdict_leads_to_what_it_rests_on(
    path: Path, real: KnowledgeBase, day: date
) -> None:
    advice = advice_of(real, path, day)
    for whole in (False, True):
        told = list(lines(advice, phrases.Prospects((), (), ()), whole=whole))
        for entry in told:
            if entry.key and not entry.key.startswith(MORE):
                found = detail(advice, entry.key)
                assert found is not None, entry.key
                if not entry.key.startswith("guide:"):
                    assert any(link.url for link in found.links), entry.key
    assert {entry.key for entry in told} >= {f"rule:{one.id}" for one in advice.verdict.fired[:3]}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_reasons_stand_on_the_side_on_which_they_weigh(
    path: Path, real: KnowledgeBase, day: date
) -> None:
    advice = advice_of(real, path, day)
    for_it, against = reasons(advice)
    assert [one.margin_db for one in for_it] == sorted((o.margin_db for o in for_it), reverse=True)
    assert [one.margin_db for one in against] == sorted(one.margin_db for one in against)
    leader, rival = advice.verdict.options[0], advice.verdict.options[1]
    if not rival.blocked_by:
        # What is for and against adds up to the lead, priors apart.
        lead = leader.total_db - leader.prior_db - (rival.total_db - rival.prior_db)
        total = sum(one.margin_db for one in (*for_it, *against))
        assert total == pytest.approx(lead, abs=0.05 * len(advice.verdict.fired))
    sentence = in_one_sentence(advice)
    assert sentence.endswith(".") and ". " not in sentence
    assert advice.base.options[leader.id].title in sentence


async def test_a_verdict_shows_the_strongest_and_the_rest_by_one_key(
    real: KnowledgeBase, day: date
) -> None:
    made = AdvisorApp(Session(real, day, EXAMPLES[-1]))
    async with made.run_test(size=SMALL) as pilot:
        await keys(pilot, "f6")
        told = made.screen.query_one("#told", EntryList)
        short = told.option_count
        assert in_one_sentence(made._session.interview.advice)[:60] in screen_text(made)
        assert "How sure" in screen_text(made)
        await keys(pilot, "m")
        assert told.option_count > short
        await keys(pilot, "m")
        assert told.option_count == short
        more = next(entry for entry in told._entries if entry.key.startswith(MORE))
        told.mark(more.key)
        await keys(pilot, "enter")
        assert told.option_count > short
        assert told.under_cursor is not None and told.under_cursor.key == more.key.removeprefix(
            MORE
        )
        await keys(pilot, "enter")
        assert "Enter follows" in screen_text(made)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_record_is_read_in_each_format_and_written(
    app: Make, size: tuple[int, int]
) -> None:
    made = app()
    async with made.run_test(size=size, notifications=True) as pilot:
        await keys(pilot, "down enter f10")
        session = made._session
        for form in FORMS:
            shown = made.screen.query_one(TextView).text
            assert shown == FORMATS[form](session.interview.advice), form
            await keys(pilot, "right")
        await keys(pilot, "c")
        assert made.clipboard == FORMATS[FORMS[0]](session.interview.advice)
        await keys(pilot, f"{FORMS.index('json') + 1} ctrl+r enter")
        assert "Record written: decision-record.json" in screen_text(made)
        written = Path("decision-record.json").read_text(encoding="utf-8")
        assert written == FORMATS["json"](session.interview.advice)
        await keys(pilot, "f5 f3 down down enter f10")
        assert made.screen.query_one(TextView).text == FORMATS["json"](session.interview.advice)
        await keys(pilot, "end")
        assert "}" in screen_text(made)


@pytest.mark.parametrize("line", ["a b " * 50, "x" * 300, "漢字" * 90, "", "  - " + "word " * 40])
def test_a_long_line_is_broken_and_nothing_is_lost(line: str) -> None:
    parts = wrapped(line, 20)
    assert all(cell_len(part) <= 20 for part in parts)
    assert "".join("".join(parts).split()) == "".join(line.split())


async def test_a_record_of_older_answers_is_not_shown(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL) as pilot:
        await keys(pilot, "f10")
        screen = made.screen
        old = made._session.interview.advice
        await keys(pilot, "f5 down enter f10")
        screen.post_message(type(screen).Written(old, FORMS[0], "an older record"))
        await rest(pilot)
        assert "an older record" not in screen_text(made)
