"""Records in a folder, rejudged, with their outcome; files gain lines and nothing else."""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from advisor.cli.main import main
from advisor.records.filing import dialect, index_entry, next_name, slug
from tests.conftest import ROOT
from tests.fixtures.mini import DAY

KNOWLEDGE = ["--knowledge", str(ROOT / "tests" / "fixtures" / "knowledge")]
ANSWERS = str(ROOT / "tests" / "fixtures" / "answers" / "tickets.toml")


def new(folder: Path, *more: str) -> int:
    return main(["record", "new", "--dir", str(folder), "--answers", ANSWERS, *KNOWLEDGE, *more])


def only_gained_lines(before: bytes, after: bytes) -> bool:
    old, now = before.splitlines(keepends=True), after.splitlines(keepends=True)
    codes = difflib.SequenceMatcher(None, old, now, autojunk=False).get_opcodes()
    return {code[0] for code in codes} <= {"equal", "insert"}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], "0001-ticket-routing.md"),
        (["0007-a.md", "0003-b.md", "README.md"], "0008-ticket-routing.md"),
        (["001-a.md"], "002-ticket-routing.md"),
        (["adr-012-a.md"], "adr-013-ticket-routing.md"),
        (["0001_a_b.md"], "0002_ticket_routing.md"),
        (["20250102-a.md", "20260102-b.md"], "20261122-ticket-routing.md"),
        (["9999-a.md"], "10000-ticket-routing.md"),
        (["20261122-ticket-routing.md"], "20261122-ticket-routing-2.md"),
    ],
)
def test_a_folder_keeps_its_convention(names, expected):
    assert next_name(names, "Ticket routing", DAY).name == expected


@pytest.mark.parametrize("title", ["../../etc/passwd", "", "\x00", "a/b\\c", "日本語", "x" * 500])
def test_a_slug_is_a_plain_name(title):
    assert slug(title).strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
    assert 0 < len(slug(title)) <= 60


def test_the_dialect_is_that_of_the_latest_record():
    assert dialect([]) == "madr4"
    assert dialect(["# 1. A\n\n## Status\n\nAccepted\n"]) == "nygard"
    assert dialect(["# A\n\n* Status: accepted\n\n## Context\n"]) == "madr2"
    assert dialect(["# A\n\n## Status\n\nx\n", '---\nstatus: "proposed"\n---\n# B\n']) == "madr4"


@pytest.mark.parametrize(
    ("index", "line"),
    [
        ("* [ADR-0001](0001-a.md) - Old\n", "* [ADR-0002](0002-b.md) - New"),
        ("- [Old](./0001-a.md)\n", "- [New](./0002-b.md)"),
        ("| [0001](0001-a.md) | Old | accepted | 2020-01-02 |\n",
         "| [0002](0002-b.md) | New | proposed | 2026-11-22 |"),
        ("# Log\n\n<!-- adrlog -->\n<!-- adrlogstop -->\n", "* [ADR-0002](0002-b.md) - New"),
    ],
)  # fmt: skip
def test_an_index_gains_a_line_like_its_neighbour(index, line):
    record = next_name(["0001-a.md"], "b", DAY)
    after = index_entry(index, {"0001-a.md": "Old"}, record, "New", DAY)
    assert line in after.splitlines()
    assert only_gained_lines(index.encode(), after.encode())
    assert index_entry("# Nothing here\n", {}, record, "New", DAY) == "# Nothing here\n"


@pytest.mark.parametrize("form", ["madr4", "madr2", "nygard"])
def test_records_supersede_one_another_and_keep_their_bytes(tmp_path, capfd, form):
    index = b"# Log\r\n\r\n* [0001](0001-ticket-routing.md) PEFT\r\n"
    assert new(tmp_path, "--format", form) == 0
    (tmp_path / "index.md").write_bytes(index)
    first = tmp_path / "0001-ticket-routing.md"
    before = first.read_bytes()
    assert new(tmp_path, "--supersedes", "0001") == 0
    second = tmp_path / "0002-ticket-routing.md"
    assert capfd.readouterr().out.splitlines()[-1] == str(second)
    assert "Superseded by [0002](0002-ticket-routing.md)" in first.read_text("utf-8")
    assert "Supersedes [0001](0001-ticket-routing.md)" in second.read_text("utf-8")
    assert only_gained_lines(before, first.read_bytes())
    assert only_gained_lines(index, (tmp_path / "index.md").read_bytes())
    assert dialect([second.read_text("utf-8")]) == form
    assert main(["rejudge", str(first), str(second), "--date", "2026-11-22", *KNOWLEDGE]) == 0


def test_a_record_without_an_end_keeps_its_bytes_when_superseded(tmp_path, capfd):
    """A byte order mark, CRLF, no final newline, and a status as the last section."""
    old = tmp_path / "0007-old.md"
    before = b"\xef\xbb\xbf# Use prompts\r\n\r\n## Status\r\n\r\nAccepted"
    old.write_bytes(before)
    (tmp_path / "index.md").write_bytes(b"| [0007](0007-old.md) | Use prompts |")
    assert new(tmp_path, "--supersedes", "7") == 0
    link = b"\r\n\r\nSuperseded by [0008](0008-ticket-routing.md)\r\n\r\n"
    assert old.read_bytes() == before + link
    index = (tmp_path / "index.md").read_text("utf-8").splitlines()
    assert index[0] == "| [0007](0007-old.md) | Use prompts |"
    assert index[1] == "| [0008](0008-ticket-routing.md) | PEFT for Ticket routing |"
    capfd.readouterr()


def test_neighbours_of_odd_bytes_do_not_stop_a_record(tmp_path, capfd):
    (tmp_path / "0001-latin.md").write_bytes(b"# Caf\xe9\n")
    odd = tmp_path / os.fsdecode(b"0002-caf\xe9.md")
    odd.write_text("# Caf\n", encoding="utf-8")
    assert new(tmp_path, "--supersedes", "2") == 0
    assert "passed over" in capfd.readouterr().err
    text = (tmp_path / "0003-ticket-routing.md").read_text("utf-8")
    assert "Supersedes [0002](0002-caf%E9.md)" in text
    assert new(tmp_path, "--supersedes", "1") == 2
    capfd.readouterr()


def test_a_linked_file_stays_a_link(tmp_path, capfd):
    folder, kept = tmp_path / "docs", tmp_path / "kept.md"
    new(folder)
    (folder / "0001-ticket-routing.md").rename(kept)
    (folder / "0001-ticket-routing.md").symlink_to(kept)
    assert new(folder, "--supersedes", "1") == 0
    assert (folder / "0001-ticket-routing.md").is_symlink()
    assert "Superseded by" in kept.read_text("utf-8")
    capfd.readouterr()


def test_a_number_that_is_not_there_is_at_fault(tmp_path, capfd):
    assert new(tmp_path, "--supersedes", "7") == 2
    assert "no record of this number" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["markdown", "madr2", "nygard", "html", "json", "toml", "text"])
def test_an_outcome_is_inserted_and_exported(tmp_path, capfd, name, ending):
    base = ["--answers", ANSWERS, *KNOWLEDGE, "--format", name]
    suffix = {"html": "html", "json": "json", "toml": "toml", "text": "txt"}.get(name, "md")
    record = tmp_path / f"0001-a.{suffix}"
    assert main([*base, "--output", str(record)]) == 0
    record.write_bytes(record.read_bytes().replace(b"\n", ending.encode()))
    for score, day in (("0.71", "2026-12-01"), ("0.79", "2026-12-02")):
        before = record.read_bytes()
        told = ["--chosen", "peft", "--metric", "macro-F1 </pre> ``` -->", "--prompting", score]
        more = ["--peft", "0.80", "--note", "a, b", "--date", day, *KNOWLEDGE]
        assert main(["record", "outcome", str(record), *told, *more]) == 0
        assert only_gained_lines(before, record.read_bytes())
        assert record.read_bytes().count(b"\n") == record.read_bytes().count(ending.encode())
    assert main(["rejudge", str(record), "--date", "2026-11-22", *KNOWLEDGE]) == 0
    if suffix == "json":
        json.loads(record.read_text("utf-8"))
    capfd.readouterr()
    assert main(["record", "export-cases", str(tmp_path), *KNOWLEDGE]) == 0
    (case,) = tomllib.loads((tmp_path / "cases" / "0001-a.toml").read_text("utf-8"))["case"]
    assert set(case) == {
        "id", "status", "grade", "compared", "encoded_by", "answers", "outcome"
    }  # fmt: skip
    assert case["compared"] == ["prompting", "peft"]
    assert case["outcome"]["points"] == {"prompting": 79.0, "peft": 80.0}
    assert case["outcome"]["acceptable"] == ["prompting", "peft"]
    assert case["answers"]["data.examples"] == 500
    assert "model.access" not in case["answers"]


def test_rejudge_tells_ci_in_its_own_words(tmp_path, capfd):
    new(tmp_path)
    record = str(tmp_path / "0001-ticket-routing.md")
    other = tmp_path / "0002-by-hand.md"
    other.write_text("# By hand\n", encoding="utf-8")
    both = ["rejudge", record, str(other), "--date", "2026-11-22", *KNOWLEDGE]
    capfd.readouterr()
    assert main([*both, "--format", "json"]) == 5
    told = json.loads(capfd.readouterr().out)
    assert [one["verdict"] for one in told["records"]] == ["same", "cannot_tell"]
    assert main([*both, "--format", "github"]) == 5
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].startswith(f"::notice file={record},title=advisor rejudge::the same")
    assert lines[1].startswith("::error file=")
    assert main([*both, "--format", "junit"]) == 5
    suite = ElementTree.fromstring(capfd.readouterr().out)
    assert (suite.get("tests"), suite.get("errors"), suite.get("failures")) == ("2", "1", "0")
    assert main([*both, "--ours-only"]) == 0
    assert main(["rejudge", record, str(tmp_path / "none.md"), *KNOWLEDGE]) == 2


def test_the_worst_of_several_records_counts(tmp_path, capfd):
    new(tmp_path)
    first = tmp_path / "0001-ticket-routing.md"
    text = first.read_text("utf-8")
    changed = tmp_path / "changed.md"
    changed.write_text(text.replace('recommendation = "peft"', 'recommendation = "prompting"'))
    lost = tmp_path / "lost.md"
    lost.write_text("# lost\n")
    order = [str(first), str(lost), str(changed), str(tmp_path / "none.md")]
    expected = [0, 5, 4, 2]
    for count, status in enumerate(expected, 1):
        named = [*order[:count], "--date", "2026-11-22", *KNOWLEDGE]
        assert main(["rejudge", *named]) == status
    capfd.readouterr()


def test_two_knowledge_folders_are_told_apart(tmp_path, capfd):
    import shutil

    old = ROOT / "tests" / "fixtures" / "knowledge"
    folder = Path(shutil.copytree(old, tmp_path / "new"))
    rules = folder / "rules"
    text = (rules / "data-size" / "few.toml").read_text("utf-8")
    (rules / "data-size" / "few.toml").write_text(text.replace("prompting = 4", "prompting = 3"))
    (rules / "task" / "own-labels.toml").unlink()
    shutil.copy(rules / "data-quality" / "noisy.toml", rules / "data-quality" / "noisier.toml")
    noisy = (rules / "data-quality" / "noisy.toml").read_text("utf-8")
    gone = 'status = "retired"\nretired = 2026-12-01\nretired_because = "Refuted."'
    (rules / "data-quality" / "noisy.toml").write_text(noisy.replace('status = "reviewed"', gone))
    models = (folder / "models" / "mini.toml").read_text("utf-8")
    (folder / "models" / "mini.toml").write_text(models.replace("2027-05-22", "2027-01-01"))
    assert main(["knowledge", "diff", str(old), str(folder), "--format", "json"]) == 0
    found = json.loads(capfd.readouterr().out)["differences"]
    assert [(one["how"], one["kind"], one["id"]) for one in found] == [
        ("added", "rules", "data-quality/noisier"),
        ("retired", "rules", "data-quality/noisy"),
        ("changed", "rules", "data-size/few"),
        ("removed", "rules", "task/own-labels"),
        ("changed", "models", "mini-tunable"),
    ]
    assert main(["knowledge", "diff", str(old), str(old)]) == 0
    assert "no difference" in capfd.readouterr().out


def test_a_pilot_is_told_and_judged_by(tmp_path, capfd):
    runs = tmp_path / "runs.csv"
    runs.write_text(
        "method,examples,seed,score\nprompting,0,1,0.6\npeft,50,1,0.65\npeft,100,1,0.7\n"
    )
    assert main(["pilot", str(runs)]) == 0
    assert "tuning beats prompting with probability" in capfd.readouterr().out
    assert main(["pilot", str(runs), "--format", "json", "--examples", "200"]) == 0
    assert json.loads(capfd.readouterr().out)["examples"] == 200
    examples = str(ROOT / "docs" / "examples" / "support-tickets.toml")
    judge = ["--answers", examples, "--judge", "json", "--date", "2026-11-22"]
    assert main(["pilot", str(runs), *judge]) == 0
    rules = {row["rule"] for row in json.loads(capfd.readouterr().out)["evidence"]}
    assert "pilot/tuning-likely" in rules
    assert main(["pilot", str(tmp_path / "none.csv")]) == 2
    assert capfd.readouterr().out == ""
