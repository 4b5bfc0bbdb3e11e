"""A record made with one knowledge, judged again with a changed copy: the change is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advisor.advice import advise
from advisor.answers.file import read
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.load import load
from advisor.records.formats import FORMATS
from advisor.rejudge.judge import Again, rejudge

DAY = date(2026, 11, 22)
ANSWERS = """
task.need = "label_convention"
data.examples = 500
data.label_error = 0.02
model.name = "mini-tunable"
"""
NEW_RULE = """
title = "A new study"
status = "reviewed"
why = "A prompt does as well by now."
grade = "B"
group = "prompt"
sources = ["beta-2025"]
when_wrong = "Rarely."
reviewed = 2026-12-01
when = { answer = "task.need", is = "label_convention" }
weight = { prompting = 8 }
example = [{ answers = {}, fires = "unknown" }]
"""
NEW_GATE = """
title = "A new ban"
status = "reviewed"
sources = ["beta-2025"]
when_wrong = "Rarely."
reviewed = 2026-12-01
forbid = { options = ["peft", "full_fine_tuning"], reason = "Tuning is forbidden." }
when = { answer = "task.need", is = "label_convention" }
example = [{ answers = {}, fires = "unknown" }]
"""


def edited(file: str, *pairs: tuple[str, str]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    return edit


def added(file: str, text: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (folder / file).write_text(text, encoding="utf-8")

    return edit


def removed(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def both(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit


OWN = "rules/task/own-labels.toml"
PROMPT_GROUP = edited(
    "groups.toml",
    (
        "[[group]]",
        '[[group]]\nid = "prompt"\ntitle = "Prompt"\nabout = "quality"\ncap_db = 9\n\n[[group]]',
    ),
)
RETIRED = 'status = "retired"\nretired = 2026-12-01\nretired_because = "Refuted."'
GRADE = edited("sources/alpha-2024.toml", ('grade = "B"', 'grade = "D"'))
CHANGED = {
    "rule_added": both(PROMPT_GROUP, added("rules/task/new.toml", NEW_RULE)),
    "rule_retired": edited(OWN, ('status = "reviewed"', RETIRED)),
    "rule_removed": removed(OWN),
    "condition_changed": edited(OWN, ('is = "label_convention"', 'is = "style"')),
    "weight_changed": edited(OWN, ("prompting = -1", "prompting = 6")),
    "source_changed": both(GRADE, edited(OWN, ("prompting = -1", "prompting = 6"))),
    "cap_changed": edited("groups.toml", ("cap_db = 9", "cap_db = 0.5")),
    "gate_added": added("gates/ban.toml", NEW_GATE),
    "catalogue_changed": edited(
        "models/mini.toml", ("retires = 2027-05-22", "retires = 2026-11-30")
    ),
}


@pytest.fixture(scope="module")
def record(small: KnowledgeBase) -> dict[str, str]:
    answers = read(small, ANSWERS.encode(), "answers").answers
    advice = advise(small, answers, DAY)
    assert advice.verdict.recommendation == "peft"
    return {name: FORMATS[name](advice) for name in FORMATS}


def again(folder: Path, text: str, day: date = date(2026, 12, 24), **more: object) -> Again:
    return rejudge(load(folder), text, "record", day, **more)  # type: ignore[arg-type]


@pytest.fixture
def changed(small_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_folder, tmp_path / "changed"))


@pytest.mark.parametrize("kind", CHANGED)
def test_each_kind_of_change_is_named(changed, record, kind):
    CHANGED[kind](changed)
    found = again(changed, record["markdown"])
    assert found.verdict in ({"weaker"} if kind == "cap_changed" else {"changed"})
    assert found.causes[0].kind == kind
    if found.verdict == "changed":
        assert found.decisive == (found.causes[0].id,)


@pytest.mark.parametrize("kind", CHANGED)
def test_the_old_knowledge_tells_the_same(changed, record, small, kind):
    CHANGED[kind](changed)
    told = [again(changed, record["json"], before=before).causes for before in (None, small)]
    assert [cause.kind for cause in told[0]] == [cause.kind for cause in told[1]]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_is_read_back(changed, record, name):
    assert again(changed, record[name]).verdict == "same"
    CHANGED["rule_retired"](changed)
    for text in (record[name], "\ufeff" + record[name].replace("\n", "\r\n")):
        found = again(changed, text)
        assert (found.verdict, found.causes[0].kind) == ("changed", "rule_retired")


def test_the_calendar_is_told_from_a_moved_date(changed, record):
    found = again(changed, record["markdown"], date(2027, 6, 1))
    assert (found.verdict, found.causes[0].kind) == ("changed", "date_passed")
    assert found.causes[0].id == "gates/model-retired"
    assert "months until the model retires" in found.causes[0].what


def test_what_moved_without_turning_a_comparison_is_not_blamed(changed):
    """The months went down a little, within the rule's bounds; the model's access did it."""
    rule = NEW_RULE.replace(
        'when = { answer = "task.need", is = "label_convention" }',
        'when = { all = [{ answer = "model.access", is = "closed_tunable" },'
        ' { fact = "months_until_retirement", below = 50 }] }',
    ).replace("prompting = 8", "peft = 8")
    both(PROMPT_GROUP, added("rules/task/window.toml", rule))(changed)
    base = load(changed)
    text = FORMATS["markdown"](advise(base, read(base, ANSWERS.encode(), "a").answers, DAY))
    edited("models/mini.toml", ('"closed_tunable"', '"open_weights"'))(changed)
    found = again(changed, text)
    (cause,) = [cause for cause in found.causes if cause.id == "task/window"]
    assert cause.kind == "catalogue_changed"


def test_of_two_gates_neither_alone_is_decisive(changed, record):
    both(added("gates/ban.toml", NEW_GATE), added("gates/ban-too.toml", NEW_GATE))(changed)
    found = again(changed, record["markdown"])
    assert {cause.id for cause in found.causes} == {"gates/ban", "gates/ban-too"}
    assert found.decisive == ()


@pytest.mark.parametrize("value", ['"x"', "null", "[]", '{"value": null}', "true", '{"low": "a"}'])
def test_a_trace_changed_by_hand_is_no_crash(changed, record, value):
    text = re.sub(r'("months_until_retirement": )[-\d.]+', rf"\g<1>{value}", record["toml"])
    assert text != record["toml"]
    assert again(changed, text, date(2027, 6, 1)).verdict == "changed"


def test_a_price_is_named_by_the_unit_of_its_fact(changed):
    """A fact in US$ that a witness computed; it moved while all its operands stayed."""
    fact = '\n[[fact]]\nid = "bill"\ntitle = "Bill"\nunit = "US$ per month"\n'
    fact += 'formula = { product = ["data.examples", 2] }\n'
    with (changed / "facts.toml").open("a", encoding="utf-8") as file:
        file.write(fact)
    rule = NEW_RULE.replace(
        'when = { answer = "task.need", is = "label_convention" }',
        'when = { fact = "bill", at_least = 5000 }',
    )
    both(PROMPT_GROUP, added("rules/task/bill.toml", rule))(changed)
    base = load(changed)
    text = FORMATS["markdown"](advise(base, read(base, ANSWERS.encode(), "a").answers, DAY))
    edited("facts.toml", ('["data.examples", 2]', '["data.examples", 20]'))(changed)
    found = again(changed, text)
    assert (found.verdict, found.causes[0].kind) == ("changed", "price_changed")


def test_a_lower_grade_makes_it_weaker(changed, record):
    edited(OWN, ('grade = "B"', 'grade = "D"'))(changed)
    found = again(changed, record["markdown"])
    assert (found.verdict, found.causes[0].kind) == ("weaker", "grade_changed")


def test_a_temperature_makes_it_weaker(changed, small):
    answers = read(small, ANSWERS.replace("0.02", "0.2").encode(), "answers").answers
    text = FORMATS["markdown"](advise(small, answers, DAY))
    edited("calibration.toml", ("temperature = 1.0", "temperature = 9.0"))(changed)
    found = again(changed, text)
    assert (found.verdict, found.causes[0].kind) == ("weaker", "calibration_changed")


@pytest.mark.parametrize("name", ["markdown", "json", "toml"])
def test_answers_changed_by_hand_are_named(changed, record, name):
    text = record[name].replace("500", "50")
    found = again(changed, text)
    assert found.verdict == "changed"
    assert {cause.kind for cause in found.causes} >= {"answers_edited"}
    assert "record_edited" in {cause.kind for cause in found.causes}


CANNOT = {
    "a choice withdrawn": edited("questions/task.toml", ('"label_convention"', '"labels"')),
    "a question withdrawn": edited("questions/data.toml", ('"data.label_error"', '"data.noise"')),
    "the model dropped": edited("models/mini.toml", ('"mini-tunable"', '"mini-other"')),
}


@pytest.mark.parametrize("what", CANNOT)
def test_what_cannot_be_told_is_not_guessed(changed, record, what):
    for path in changed.rglob("rules/**/*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"label_convention"', '"labels"'), encoding="utf-8")
    CANNOT[what](changed)
    found = again(changed, record["markdown"])
    assert found.verdict == "cannot_tell"
    assert found.notes


@pytest.mark.parametrize(
    "text",
    ["", "# Use ADRs\n\n## Status\n\nAccepted\n", "{", "[]", '{"schema": "advisor-result/1"}',
     "```toml\nadvisor = 1\n```\n", "advisor = 1\n", "<!doctype html>", "```toml\n[[[\n```\n",
     '{"schema": "advisor-result/1", "answers": {"advisor": {"value": 1}, "": {"value": {}}}}'],
)  # fmt: skip
def test_what_is_no_record_cannot_be_told(small, text):
    assert rejudge(small, text, "record", DAY).verdict == "cannot_tell"


def test_without_its_trace_a_record_still_tells_changed_from_same(changed, record, small):
    text = record["toml"].partition("# What this")[0]
    assert again(changed, text).verdict == "same"
    CHANGED["weight_changed"](changed)
    found = again(changed, text)
    assert found.verdict == "changed"
    assert found.notes == (
        "the record keeps no trace; name the old knowledge with --knowledge-then",
    )
    assert again(changed, text, before=small).causes[0].kind == "weight_changed"
