"""Bad files get a clear message, and one bad line never stops the run."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.dataset.profile import Profile, profile
from advisor.dataset.registry import CHECKS
from advisor.errors import DatasetError

pytest.importorskip("ibis")

Limits = Mapping[str, Mapping[str, float]]
COUNTING = tuple(check for check in CHECKS if check.id in ("form", "size", "exact_duplicates"))
GOOD = [
    {"text": f"how do I reset card {n}", "label": "reset" if n % 2 else "card"} for n in range(8)
]


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def read(path: Path, thresholds: Limits) -> Profile:
    return profile([path], thresholds=thresholds, checks=COUNTING)


def told(path: Path, thresholds: Limits) -> str:
    with pytest.raises(DatasetError) as error:
        read(path, thresholds)
    return str(error.value)


BAD_LINES = {
    "cut off": (b'{"text": "a", "label": "b\n', "the JSON is cut off"),
    "no JSON": (b"how do I\n", "it is not JSON"),
    "a list": (b'["a", "b"]\n', "it is JSON, but no object"),
    "a string": (b'"a"\n', "it is JSON, but no object"),
    "no text": (b'{"label": "b"}\n', "it has no text"),
    "no label": (b'{"text": "a"}\n', "it has no label"),
    "empty text": (b'{"text": "  ", "label": "b"}\n', "text is empty"),
    "a number for text": (b'{"text": 7, "label": "b"}\n', "text is no text"),
    "null text": (b'{"text": null, "label": "b"}\n', "text is empty"),
    "NaN": (b'{"text": NaN, "label": "b"}\n', "NaN is no JSON"),
    "no UTF-8": (b'{"text": "\xff\xfe", "label": "b"}\n', "it is not UTF-8"),
    "NUL": (b'{"text": "a\0b", "label": "b"}\n', "it holds NUL bytes"),
    "deep nesting": (b"[" * 100_000 + b"\n", "it is not JSON"),
    "garbage after": (b'{"text": "a", "label": "b"} x\n', "it is not JSON"),
}


def test_every_kind_of_bad_line_is_counted_and_named_with_its_reason(tmp_path, thresholds):
    path = tmp_path / "train.jsonl"
    good = [lines(row) for row in GOOD]
    bad = [line for line, _ in BAD_LINES.values()]
    path.write_bytes(b"".join([*good[:4], b"\n", b"  \n", *bad, *good[4:]]))
    found = read(path, thresholds)
    form, size, _ = found.findings
    assert (found.files[0].rows, found.files[0].bad_lines) == (8, len(bad))
    assert size.value == 8
    reasons = {row.line: row.why for row in form.worst}
    assert reasons == {7 + n: why for n, (_, why) in enumerate(BAD_LINES.values())}


def test_a_line_of_50_megabytes_is_left_out_and_named(tmp_path, thresholds):
    path = tmp_path / "train.jsonl"
    long = json.dumps({"text": "x" * 50_000_000, "label": "card"}).encode() + b"\n"
    path.write_bytes(lines(*GOOD[:4]) + long + lines(*GOOD[4:]))
    found = read(path, thresholds)
    assert (found.files[0].rows, found.files[0].bad_lines) == (8, 1)
    (row,) = found.findings[0].worst
    assert (row.line, row.why) == (5, "the line is over 16 MB")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", b"", "the file is empty"),
        ("a.jsonl", b"\n\n", "no row of it can be read"),
        ("a.jsonl", bytes(range(256)) * 20, "binary"),
        ("a.jsonl", '{"text": "a", "label": "b"}\n'.encode("utf-16"), "UTF-16"),
        ("a.jsonl", b"not json\nat all\n", "no row of it can be read"),
        ("a.jsonl", b'{"x": 1}\n{"y": 2}\n', "no known form: the columns are x, y"),
        ("a.parquet", b"PAR1 and then nothing", "no whole parquet file"),
        ("a.arrow", b"ARROW1 and then nothing", "no whole arrow file"),
        ("a.parquet", b"text\nno parquet\n", "it is no parquet file"),
        ("a.csv", b"text,text\na,b\n", "does not name each column once"),
        ("a.jsonl.gz", gzip.compress(lines(*GOOD), mtime=0)[:-20], "cut off"),
        ("a.jsonl.zst", b"no zstd at all, but long enough", "cannot be unpacked"),
        ("a.xlsx", b"PK\x03\x04 a zip", "unknown kind of file .xlsx"),
        ("a.json", b'{"text": "pretty",\n "label": "one"}\n', "no row of it can be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_is_wrong(tmp_path, thresholds, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    message = told(path, thresholds)
    assert words in message
    assert str(path) in message


def test_places_that_are_no_files_say_so(tmp_path, thresholds):
    assert "there is no such file" in told(tmp_path / "none.jsonl", thresholds)
    assert "this is a folder" in told(tmp_path, thresholds)
    loop = tmp_path / "loop.jsonl"
    loop.symlink_to(loop)
    assert "links lead back" in told(loop, thresholds)
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert "this is no file" in told(tmp_path / "pipe.jsonl", thresholds)


def test_all_faults_of_the_names_are_told_at_once(tmp_path, thresholds):
    with pytest.raises(DatasetError) as error:
        profile([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], thresholds=thresholds)
    assert [problem.path for problem in error.value.problems] == [
        str(tmp_path / name) for name in ("a.jsonl", "b.jsonl")
    ]


def test_escapes_in_names_and_columns_are_shown_by_their_codes(tmp_path, thresholds):
    path = tmp_path / "a\x1b[31m.jsonl"
    path.write_bytes(lines({"\x1b[2J": 1}))
    message = told(path, thresholds)
    assert "\x1b" not in message
    assert "\\u001b[31m" in message


def test_a_byte_order_mark_and_odd_line_ends_are_accepted(tmp_path, thresholds):
    path = tmp_path / "train.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + lines(*GOOD).replace(b"\n", b"\r\n"))
    assert read(path, thresholds).files[0].rows == 8


def test_rows_of_another_form_are_bad_lines_of_the_common_one(tmp_path, thresholds):
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(lines(*GOOD, {"prompt": "a", "completion": "b"}))
    found = read(path, thresholds)
    assert found.format == "text_label"
    assert (found.files[0].rows, found.files[0].bad_lines) == (8, 1)


def test_cells_that_break_a_csv_are_counted_and_their_line_is_named(tmp_path, thresholds):
    path = tmp_path / "train.csv"
    path.write_bytes(b'text,label\n"two\nlines",card\nno label\n\xff\xfe,card\na,b,c\nlast,card\n')
    found = read(path, thresholds)
    assert (found.files[0].rows, found.files[0].bad_lines) == (2, 3)
    assert [row.line for row in found.findings[0].worst] == [4, 5, 6]


def test_a_glob_character_in_a_name_stands_for_itself(tmp_path, thresholds):
    path = tmp_path / "a[1]*.jsonl"
    path.write_bytes(lines(*GOOD))
    (tmp_path / "a1x.jsonl").write_bytes(lines(*GOOD))
    assert read(path, thresholds).findings[1].value == 8


def test_a_full_disk_is_told_as_one(tmp_path, thresholds, monkeypatch):
    from advisor.dataset import copying

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copying, "without_mark", full)
    path = tmp_path / "train.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + lines(*GOOD))
    assert "make room" in told(path, thresholds)


def test_a_worker_without_the_package_is_told_as_one(tmp_path, thresholds, monkeypatch):
    from advisor.dataset import facts

    def far_away(*_: object) -> None:
        said = (
            "An exception was thrown from the Python worker.\nTraceback (most recent call last):\n"
        )
        raise RuntimeError(f"{said}ModuleNotFoundError: No module named 'advisor.dataset'")

    monkeypatch.setattr(facts, "read", far_away)
    path = tmp_path / "train.jsonl"
    path.write_bytes(lines(*GOOD))
    found = told(path, thresholds)
    assert "no module advisor.dataset" in found and "on every machine" in found


def test_a_file_that_changes_meanwhile_is_told(tmp_path, thresholds, monkeypatch):
    from advisor.dataset import digests

    path = tmp_path / "train.jsonl"
    path.write_bytes(lines(*GOOD))
    whole = digests.scan

    def changing(file: Path, stopped: object) -> object:
        real = digests.os.fstat

        def before(descriptor: int) -> os.stat_result:
            found = real(descriptor)
            with file.open("ab") as more:
                more.write(b"\n")
            return found

        monkeypatch.setattr(digests.os, "fstat", before)
        return whole(file, stopped)

    monkeypatch.setattr(digests, "scan", changing)
    assert "it changed while it was read" in told(path, thresholds)


def test_a_file_that_changes_after_its_digest_is_told(tmp_path, thresholds):
    path = tmp_path / "train.jsonl"
    path.write_bytes(lines(*GOOD))

    def change(progress: object) -> None:
        if getattr(progress, "stage", "") == "size":
            path.write_bytes(lines(*GOOD[:4]))

    with pytest.raises(DatasetError, match="it changed while it was read"):
        profile([path], thresholds=thresholds, checks=COUNTING, progress=change)
