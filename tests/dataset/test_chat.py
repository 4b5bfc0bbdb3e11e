"""Turns that hold parts or calls instead of one text are read; what each row says is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from advisor.dataset.profile import profile
from advisor.dataset.values import Finding

pytest.importorskip("ibis")

from advisor.dataset import facts, opened, reading  # noqa: E402  # needs the extra
from advisor.dataset.registry import CHECKS, Check  # noqa: E402  # needs the extra

Limits = Mapping[str, Mapping[str, float]]
Read = tuple[str | None, str | None, str | None]
IMAGE = {"type": "image_url", "image_url": {"url": "data:,"}}
SOUND = {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}
TOLD = '{"name":"find","arguments":"{\\"id\\": 7}"}'
CALL = {"id": "call_1", "type": "function", "function": json.loads(TOLD)}
OTHER = {"id": "call_2", "type": "function", "function": {"name": "stop", "arguments": "{}"}}


def part(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def reply(content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, **more}


GOOD: dict[str, tuple[list[dict[str, Any]], Read]] = {
    "parts asked": ([user([part("a [{"), IMAGE, part("b")]), reply("c")], ("a [{\nb", "c", "")),
    "parts answered": ([user("a"), reply([part("b"), part("c")])], ("a", "b\nc", "")),
    "a part that refuses": (
        [user("a"), reply([{"type": "refusal", "refusal": "no"}])],
        ("a", "no", ""),
    ),
    "parts that set": (
        [{"role": "system", "content": [part("s")]}, user("a"), reply("b")],
        ("a", "b", "s"),
    ),
    "parts in the middle": (
        [user("a"), reply("b"), user([part("c"), SOUND]), reply("d")],
        ("a\nb\nc", "d", ""),
    ),
    "an image among texts": ([user("a"), user([IMAGE]), reply("b")], ("a\n", "b", "")),
    "two that set, one in parts": (
        [
            {"role": "system", "content": "s"},
            {"role": "developer", "content": [part("t")]},
            user("a"),
            reply("b"),
        ],
        ("a", "b", "s\nt"),
    ),
    "a call": ([user("a"), reply(None, tool_calls=[CALL])], ("a", TOLD, "")),
    "a call beside an empty text": ([user("a"), reply("", tool_calls=[CALL])], ("a", TOLD, "")),
    "a call without content": (
        [user("a"), {"role": "assistant", "tool_calls": [CALL]}],
        ("a", TOLD, ""),
    ),
    "two calls": (
        [user("a"), reply(None, tool_calls=[CALL, OTHER])],
        ("a", f'{TOLD}\n{{"name":"stop","arguments":"{{}}"}}', ""),
    ),
    "a call of another kind": (
        [user("a"), reply(None, tool_calls=[{"custom": {"name": "x"}}])],
        ("a", '[{"custom":{"name":"x"}}]', ""),
    ),
    "a call of the old form": (
        [user("a"), reply(None, function_call=json.loads(TOLD))],
        ("a", TOLD, ""),
    ),
    "a refusal beside": ([user("a"), reply(None, refusal="I can't")], ("a", "I can't", "")),
    "a text with a call": ([user("a"), reply("b", tool_calls=[CALL])], ("a", "b", "")),
    "a call on the way": (
        [
            user("a"),
            reply(None, tool_calls=[CALL]),
            {"role": "tool", "tool_call_id": "call_1", "content": [part("r")]},
            reply("b"),
        ],
        ("a\nr", "b", ""),
    ),
    "JSON written as a text": (
        [user('[{"type": "text"}]'), reply('[{"text":"x"}]')],
        ('[{"type": "text"}]', '[{"text":"x"}]', ""),
    ),
}
BAD = {
    "an image alone": [user([IMAGE]), reply("b")],
    "no part": [user([]), reply("b")],
    "an object": [user({"text": "a"}), reply("b")],
    "no answer": [user("a"), reply(None)],
    "no call": [user("a"), reply(None, tool_calls=[])],
    "nobody answers": [user("a"), user([part("b")])],
}
HIDDEN = (
    "parts asked",
    "parts answered",
    "parts that set",
    "parts in the middle",
    "two that set, one in parts",
    "a call beside an empty text",
    "a call without content",
)
PLAIN = [user("how do I pay?"), reply("by card")]


def read(path: Path, thresholds: Limits, engine: str = "duckdb") -> tuple[list[Read], Finding]:
    """Return what every sound row says, in the order of the file, and the check of the form."""
    found: list[Read] = []

    def look(data: opened.Opened, _limits: Mapping[str, float]) -> Finding:
        rows = data.train.parts[0].examples
        for row in data.engine.rows(rows.filter(rows.fault == 0), "reading"):
            found.append((row["prompt"], row["answer"], row["context"]))
        return Finding("size", 0, "good", "")

    checks = [CHECKS[0], Check("size", look, (facts.SAMPLE,))]
    told = profile([path], thresholds=thresholds, checks=checks, engine_name=engine)
    return found, told.findings[0]


def written(path: Path, rows: list[list[dict[str, Any]]]) -> Path:
    lines = (json.dumps({"messages": turns}) + "\n" for turns in rows)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_every_kind_of_turn_is_read_and_what_says_nothing_is_named(tmp_path, thresholds):
    rows = [turns for turns, _ in GOOD.values()]
    found, form = read(written(tmp_path / "train.jsonl", [*rows, *BAD.values()]), thresholds)
    assert dict(zip(GOOD, found, strict=True)) == {name: says for name, (_, says) in GOOD.items()}
    assert [row.line - len(rows) for row in form.worst] == list(range(1, len(BAD) + 1))
    reasons = dict(zip(BAD, (row.why for row in form.worst), strict=True))
    assert reasons.pop("nobody answers") == "it has no answer"
    assert set(reasons.values()) == {"a turn holds no text"}


@pytest.mark.parametrize("name", HIDDEN)
def test_one_such_row_is_found_where_the_first_rows_have_none(
    tmp_path, thresholds, monkeypatch, name
):
    monkeypatch.setattr(reading, "HEAD_ROWS", 1)
    turns, says = GOOD[name]
    found, _ = read(written(tmp_path / "train.jsonl", [PLAIN, PLAIN, turns]), thresholds)
    assert found == [("how do I pay?", "by card", "")] * 2 + [says]


def test_columns_that_hold_parts_and_calls_are_read_too(tmp_path, thresholds):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = [
        [user([part("a"), {"type": "image_url", "text": None}, part("b")]), reply([part("c")])],
        [user([part("a")]), reply([], tool_calls=[CALL])],
        [user([part("a")]), reply(None, tool_calls=[CALL])],
    ]
    table = pa.Table.from_pylist([{"messages": turns} for turns in rows])
    pq.write_table(table, tmp_path / "train.parquet")
    found, _ = read(tmp_path / "train.parquet", thresholds)
    assert found == [("a\nb", "c", ""), ("a", TOLD, ""), ("a", TOLD, "")]


def test_a_preferred_and_a_rejected_answer_may_be_calls(tmp_path, thresholds, monkeypatch):
    monkeypatch.setattr(reading, "HEAD_ROWS", 1)
    called, said = [reply(None, tool_calls=[CALL])], [reply("b")]
    pairs = [(said, said), (called, said), (said, called)]
    rows = [{"prompt": "a", "chosen": one, "rejected": other} for one, other in pairs]
    path = tmp_path / "train.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found, _ = read(path, thresholds)
    assert [answer for _, answer, _ in found] == ["b", TOLD, "b"]
