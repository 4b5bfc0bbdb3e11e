"""The checks count what a few lines of Python count, in every form and container."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.dataset.profile import Cancelled, Profile, profile
from advisor.dataset.values import Finding

pytest.importorskip("ibis")

from advisor.dataset.registry import CHECKS  # noqa: E402  # needs the extra

LEARNING = ("label_noise", "baseline", "headroom", "distribution_match")
COUNTING = tuple(check for check in CHECKS if check.id not in LEARNING)
WORDS = [f"word{n}" for n in range(40)]


def made(seed: int = 5, rows: int = 160) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return training and held-out texts with copies of every kind among them."""
    rand = random.Random(seed)
    train: list[tuple[str, str]] = []
    for number in range(rows):
        text = " ".join(rand.choices(WORDS, k=rand.randrange(1, 14)))
        label = f"class {number % 3}"
        how = rand.random()
        if train and how < 0.3:
            text, label = rand.choice(train)
            if how < 0.15:
                text = text.upper() + "!" if how < 0.08 else f"{text} {rand.choice(WORDS)}"
            elif how < 0.2:
                label = "another"
        train.append((text, label))
    held = [rand.choice(train) for _ in range(10)]
    held += [(f"{text} {rand.choice(WORDS)}", label) for text, label in held]
    return train, held + [("nothing like it stands in there", "class 1")]


def shaped(form: str, text: str, label: str) -> dict[str, object]:
    turns = [("system", "Name it."), ("user", text), ("assistant", label)]
    if form == "openai_chat":
        return {"messages": [{"role": role, "content": said} for role, said in turns]}
    if form == "sharegpt":
        names = {"user": "human", "assistant": "gpt", "system": "system"}
        return {"conversations": [{"from": names[role], "value": said} for role, said in turns]}
    if form == "alpaca":
        return {"instruction": "Name it.", "input": text, "output": label}
    if form == "prompt_completion":
        return {"prompt": text, "completion": label}
    if form == "question_answer":
        return {"question": text, "answer": label}
    return {"text": text, "label": label}


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def counted(
    tmp_path: Path, form: str, limits: Mapping[str, Mapping[str, float]]
) -> tuple[Profile, dict[str, Finding]]:
    train, held = made()
    files = [
        written(tmp_path / name, [shaped(form, *pair) for pair in pairs])
        for name, pairs in (("train.jsonl", train), ("held.jsonl", held))
    ]
    found = profile(files[:1], files[1:], thresholds=limits, checks=COUNTING)
    return found, {finding.check: finding for finding in found.findings}


def normal(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def near(a: str, b: str) -> bool:
    def grams(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return set(zip(words, words[1:], words[2:], strict=False)) or {(*words,)}

    return 10 * len(grams(a) & grams(b)) >= 7 * len(grams(a) | grams(b))


@pytest.mark.parametrize("form", ["openai_chat", "sharegpt", "alpaca", "text_label"])
def test_every_form_gives_the_counts_of_plain_python(tmp_path, thresholds, form):
    train, held = made()
    found, findings = counted(tmp_path, form, thresholds)
    texts = [text for text, _ in train]
    known = {normal(text) for text in texts}
    assert found.format == form
    assert findings["exact_duplicates"].figures["rows"] == len(train) - len(set(train))
    assert findings["normalised_duplicates"].figures["rows"] == len(train) - len(known)
    assert findings["exact_leakage"].figures["rows"] == sum(t in texts for t, _ in held)
    assert findings["normalised_leakage"].figures["rows"] == sum(
        normal(t) in known for t, _ in held
    )
    copies = [
        any(normal(text) == normal(before) or near(text, before) for before in texts[:place])
        for place, text in enumerate(texts)
    ]
    assert findings["near_duplicates"].figures["rows"] == sum(copies)
    leaks = [any(normal(t) == normal(k) or near(t, k) for k in texts) for t, _ in held]
    assert findings["near_leakage"].figures["rows"] == sum(leaks)
    sizes = [sum(own == label for _, own in train) for label in {label for _, label in train}]
    assert findings["classes"].figures["rarest"] == min(sizes)
    assert findings["classes"].value == max(sizes) / min(sizes)


def test_worst_rows_are_named_by_their_lines(tmp_path, thresholds):
    train, _ = made()
    _, findings = counted(tmp_path, "prompt_completion", thresholds)
    first = [n for n, pair in enumerate(train, start=1) if pair in train[: n - 1]]
    assert [row.line for row in findings["exact_duplicates"].worst] == first[:10]
    assert {row.file for row in findings["exact_duplicates"].worst} == {
        str(tmp_path / "train.jsonl")
    }


def test_no_finding_holds_text_of_the_data(tmp_path, thresholds):
    _, findings = counted(tmp_path, "question_answer", thresholds)
    told = repr([(one.why, one.worst, one.figures) for one in findings.values()])
    assert not re.search(r"word\d", told)


def test_several_files_are_one_set_and_keep_their_lines(tmp_path, thresholds):
    train, _ = made()
    rows = [shaped("text_label", *pair) for pair in train]
    written(tmp_path / "part1.jsonl", rows[:100])
    written(tmp_path / "part2.jsonl", rows[100:] + rows[:1])
    found = profile([tmp_path / "part*.jsonl"], thresholds=thresholds, checks=COUNTING)
    assert [file.rows for file in found.files] == [100, 61]
    worst = next(one.worst for one in found.findings if one.check == "exact_duplicates")
    assert {row.file for row in worst} <= {str(tmp_path / f"part{n}.jsonl") for n in (1, 2)}
    assert found.findings[1].value == 161


def test_stopping_keeps_what_was_found(tmp_path, thresholds):
    path = written(tmp_path / "a.jsonl", [shaped("text_label", *pair) for pair in made()[0]])

    def stop(progress: object) -> None:
        if getattr(progress, "stage", "") == "classes":
            raise Cancelled

    found = profile([path], thresholds=thresholds, checks=COUNTING, progress=stop)
    assert found.cancelled
    assert [one.check for one in found.findings] == ["form", "size", "tokens", "lengths"]
