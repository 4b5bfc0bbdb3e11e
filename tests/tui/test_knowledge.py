"""The Knowledge mode: searched as one types, read whole, followed and cited, by keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.load import load
from advisor.records.entries import describe, tell
from advisor.records.kinds import KINDS
from advisor.tui.app import AdvisorApp
from advisor.tui.session import Session
from advisor.tui.shelf import SHELVES, rows, search
from advisor.tui.widgets.entry_list import EntryList
from tests.tui.screen import keys, rest, screen_text

Make = Callable[..., AdvisorApp]
SMALL, WIDE = (80, 24), (120, 40)
HOSTILE = "[/x][b]\u001b[31mred\u202eabc" + "y" * 10_000


@pytest.fixture
def whole(real: KnowledgeBase, day: date) -> AdvisorApp:
    """Return the app over the knowledge that is shipped."""
    return AdvisorApp(Session(real, day))


async def typed(app: AdvisorApp, pilot, text: str) -> None:
    app.screen.query_one(Input).value = text
    await rest(pilot)


def listed(app: AdvisorApp) -> list[str]:
    rows = app.screen.query_one("#rows", EntryList)
    return [str(rows.get_option_at_index(place).prompt) for place in range(rows.option_count)]


def test_every_kind_of_entry_stands_on_one_shelf() -> None:
    shelved = [kind for kinds in SHELVES.values() for kind in kinds]
    assert sorted(shelved) == sorted(KINDS)


def test_every_entry_of_the_knowledge_can_be_found_and_told(real: KnowledgeBase) -> None:
    for row in rows(real):
        told = tell(real, row.id)
        assert told is not None and told.id == row.id


def test_a_search_takes_words_in_any_order_and_puts_titles_first(real: KnowledgeBase) -> None:
    every = rows(real)
    found = search(every, "ADAPTER lora fits")
    assert found[0].id == "learning-capacity/tokens-within-adapter"
    assert search(every, "") == list(every)
    assert not search(every, "no-such-word-anywhere")
    sources = search(every, "lora", "Sources")
    assert sources and {row.kind for row in sources} == {"source"}


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_one_searches_reads_and_follows_to_the_source(
    whole: AdvisorApp, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(whole, "open_url", opened.append)
    async with whole.run_test(size=size) as pilot:
        await keys(pilot, "f11")
        await keys(pilot, "o v e r f i t")
        assert any("Overfitting a small set" in line for line in listed(whole))
        await keys(pilot, "enter")
        assert "Detect:" in screen_text(whole) or "Symptom:" in screen_text(whole)
        links = whole.screen.query_one(EntryList)
        assert links.under_cursor is not None
        source = next(entry for entry in links._entries if entry.url)
        links.mark(source.key)
        await keys(pilot, "o")
        assert opened == [source.url]
        await keys(pilot, "c")
        assert source.url in whole.clipboard
        await keys(pilot, "enter")
        assert "What it supports, in our words" in screen_text(whole)
        assert source.url.split("//")[1][:30] in screen_text(whole).replace("\n", "")
        await keys(pilot, "escape")
        assert links.under_cursor.key == source.key
        await keys(pilot, "enter q")
        assert whole.screen.query(Input)


async def test_enter_opens_what_was_typed_however_fast(whole: AdvisorApp) -> None:
    async with whole.run_test(size=SMALL) as pilot:
        await keys(pilot, "f11")
        for key in [*"tokens-within", "enter"]:
            whole.simulate_key(key)
        await rest(pilot)
        assert "The training set fits into a LoRA adapter" in screen_text(whole)
        assert "It warns of" in screen_text(whole)


async def test_links_are_followed_without_end(whole: AdvisorApp) -> None:
    async with whole.run_test(size=SMALL) as pilot:
        await keys(pilot, "f11 enter")
        for key in ["enter", "end", "enter", "down"] * 20:
            whole.simulate_key(key)
        await rest(pilot)
        assert len(whole.screen_stack) == 2


async def test_shelves_are_chosen_by_key(whole: AdvisorApp) -> None:
    async with whole.run_test(size=SMALL) as pilot:
        await keys(pilot, "f11 ctrl+t ctrl+t")
        assert all(line.startswith("pitfall") for line in listed(whole))
        await keys(pilot, "tab 6")
        assert all(line.startswith("change") for line in listed(whole))
        assert "2027" in listed(whole)[0]
        await keys(pilot, "left slash")
        assert isinstance(whole.focused, Input)


async def test_the_help_leads_to_the_questions_people_ask(whole: AdvisorApp) -> None:
    async with whole.run_test(size=SMALL) as pilot:
        await keys(pilot, "f6 f1 f")
        assert whole.current_mode == "knowledge"
        assert any("How many examples do I need?" in line for line in listed(whole))
        whole.screen.query_one("#rows", EntryList).mark("entry:faq/how-much-data")
        await keys(pilot, "enter")
        assert "How many examples do I need?" in screen_text(whole)


async def test_beside_the_list_the_marked_entry_is_told_in_the_words_of_the_command_line(
    whole: AdvisorApp, real: KnowledgeBase
) -> None:
    async with whole.run_test(size=WIDE) as pilot:
        await keys(pilot, "f11")
        await typed(whole, pilot, "tokens-within-adapter")
        told = " ".join(screen_text(whole).split())
        assert "When wrong: Contested" in told
        printed = " ".join(str(describe(real, "learning-capacity/tokens-within-adapter")).split())
        shown = str(whole.screen.query_one("#entry-text").render())
        for paragraph in shown.split("\n\n")[1:-1]:
            assert " ".join(paragraph.split()) in printed


async def test_a_folder_without_news_still_has_its_shelves(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL) as pilot:
        await keys(pilot, "f11 tab 6")
        assert "nothing on this shelf" in screen_text(made)
        await keys(pilot, "1")
        assert len(listed(made)) > 20
        await typed(made, pilot, "zzzz")
        assert "Nothing has “zzzz”" in screen_text(made)


async def test_what_cannot_be_read_is_told_and_the_app_goes_on(
    small_folder: Path, tmp_path: Path, day: date
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    broken = next((folder / "sources").glob("*.toml"))
    broken.write_text("title = 7\n", encoding="utf-8")
    made = AdvisorApp(Session(load(folder), day))
    async with made.run_test(size=SMALL) as pilot:
        await keys(pilot, "f11")
        assert "cannot be read whole" in screen_text(made)
        await keys(pilot, "f5")
        assert made.current_mode == "interview"


async def test_hostile_knowledge_is_shown_as_text(
    small_folder: Path, tmp_path: Path, day: date
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    path = next((folder / "sources").glob("*.toml"))
    lines = path.read_text(encoding="utf-8").splitlines()
    hostile = HOSTILE.replace("\u001b", "\\u001b").replace("\u202e", "\\u202e")
    kept = [line for line in lines if not line.startswith(("title", "url"))]
    head = [f'title = "{hostile}"', 'url = "javascript:alert(1)"']
    path.write_text("\n".join([*head, *kept]), encoding="utf-8")
    made = AdvisorApp(Session(load(folder), day))
    opened: list[str] = []
    made.open_url = opened.append  # type: ignore[assignment,method-assign]
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "f11")
        await typed(made, pilot, f"[/x] {path.stem}")
        assert "[/x][b]\\u001b[31mred\\u202eabc" in screen_text(made)
        await keys(pilot, "enter")
        assert "[/x][b]\\u001b[31mred" in screen_text(made)
        await keys(pilot, "o")
        assert not opened
        assert not {"\x1b", "\u202e"} & set(screen_text(made))
        await keys(pilot, "escape")
        await typed(made, pilot, f"{HOSTILE} zzzz")
        assert "Nothing has" in screen_text(made)


async def test_a_page_of_a_list_out_of_sight_is_nothing(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL) as pilot:
        await keys(pilot, "f11")
        await pilot.resize_terminal(50, 12)
        await rest(pilot)
        await typed(made, pilot, "a")
        unseen = made.screen.query_one("#rows", EntryList)
        assert unseen.option_count > 1 and not unseen.size.height
        unseen.action_page_down()
        unseen.action_page_up()
        assert made.is_running
