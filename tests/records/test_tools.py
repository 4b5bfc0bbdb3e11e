"""The rules by which real tools read records, as far as they were measured or read in source."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date

import pytest

from advisor.advice import Advice, advise
from advisor.answers.file import read
from advisor.records.formats import FORMATS
from tests.conftest import ROOT

EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.toml"))
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.stem)
def example(request, real) -> tuple[Advice, str]:
    answers = read(real, request.param.read_bytes(), request.param.name).answers
    return advise(real, answers, DAY), request.param.stem


def told(found: tuple[Advice, str], name: str) -> str:
    return FORMATS[name](found[0])


def title(found: tuple[Advice, str]) -> str:
    advice = found[0]
    option = advice.base.options[advice.verdict.recommendation].title
    return f"{option} for {advice.answers.record.title}"


def adr_log(text: str) -> str:
    """adr-log: the first line, or the first after the front matter, less its marks and number."""
    lines = text.split("\n")
    if lines[0] == "---":
        lines = lines[lines.index("---", 1) + 1 :]
    return re.sub(r"^#+ *(\d+\. )?", "", lines[0])


def log4brains(text: str) -> tuple[str, str, str]:
    """Log4brains: the first H1, then items of a list before the first H2."""
    head = text.partition("\n## ")[0]
    heading = re.search(r"^# (.+)$", head, re.MULTILINE)
    found = dict(re.findall(r"^\* (\w+): (.+)$", head, re.MULTILINE))
    return heading[1] if heading else "", found.get("Status", "accepted"), found.get("Date", "")


def adr_viewer(text: str) -> tuple[str, str]:
    """adr-viewer: the H1, and a section called Status."""
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    status = re.search(r"^## Status\n\n(.+)$", text, re.MULTILINE)
    return heading[1] if heading else "", status[1] if status else "unknown"


def adr_tools(text: str) -> tuple[str, str]:
    """adr-tools: the first line less two characters, and the line below Status."""
    return text.split("\n")[0][2:], adr_viewer(text)[1]


@pytest.mark.parametrize("name", ["madr4", "madr2", "nygard"])
def test_adr_log_reads_the_title(example, name):
    assert adr_log(told(example, name)) == title(example)


def test_log4brains_reads_title_status_and_date(example):
    assert log4brains(told(example, "madr2")) == (title(example), "proposed", "2026-11-22")


def test_adr_viewer_and_adr_tools_read_title_and_status(example):
    text = told(example, "nygard")
    assert adr_viewer(text) == adr_tools(text) == (title(example), "Proposed")
    assert text.split("\n")[2] == "Date: 2026-11-22"


def test_adr_manager_reads_the_list_and_the_outcome(example):
    """`# ` first, then Status, Deciders, Date; `Chosen option: "X", because ...` splits once."""
    text = told(example, "madr2")
    assert re.match(r"# .+\n\n\* Status: proposed\n(\* Deciders: .+\n)?\* Date: \S+\n\n## ", text)
    (chosen,) = re.findall(r"^Chosen option: .+$", text, re.MULTILINE)
    option, because = chosen.split(", because")
    assert option.removeprefix("Chosen option: ").strip('"') in title(example)
    assert because
    for heading in ("### Positive Consequences", "### Negative Consequences"):
        assert f"\n{heading}\n\n* " in text


def test_html_stands_alone(example):
    text = told(example, "html")
    assert "<script" not in text.lower()
    assert not re.search(r"\b(src|onload|onclick)\s*=", text)
    assert set(re.findall(r'href="(https?)', text)) <= {"https"}
    assert text.count("<svg") == text.count("</svg>") >= 1
    assert '<dd id="status">proposed</dd>' in text
    assert "content=\"default-src 'none'" in text


def test_html_is_well_formed(example):
    from html.parser import HTMLParser

    class Balanced(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            if tag not in {"meta", "rect"}:
                self.open.append(tag)

        def handle_startendtag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            pass

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    parser = Balanced()
    parser.feed(told(example, "html"))
    assert parser.open == []


def test_the_order_of_hashes_does_not_show():
    """The same bytes from processes whose sets and dictionaries are ordered otherwise."""
    code = (
        "import sys\nfrom datetime import date\nfrom pathlib import Path\n"
        "from advisor.advice import advise\nfrom advisor.answers.file import read\n"
        "from advisor.knowledge.load import load\nfrom advisor.records.formats import FORMATS\n"
        "base, told = load(Path('knowledge')), Path(sys.argv[1]).read_bytes()\n"
        "advice = advise(base, read(base, told, 'a').answers, date(2026, 11, 22))\n"
        "for name in sorted(FORMATS):\n    sys.stdout.write(FORMATS[name](advice))\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, str(EXAMPLES[0])],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop()) > 100_000


def test_what_gates_leave_is_chosen_because_of_the_gate(example):
    advice = example[0]
    (chosen,) = re.findall(r"^Chosen option: .+$", told(example, "madr4"), re.MULTILINE)
    gates = [gate for option in advice.verdict.options for gate in option.blocked_by]
    if all(option.blocked_by for option in advice.verdict.options[1:]):
        reason = advice.base.gates[min(gates).removeprefix("gates/")].forbid.reason
        assert reason[1:] in chosen


@pytest.mark.parametrize("name", ["html", "json", "madr2", "nygard"])
def test_the_same_advice_gives_the_same_bytes(example, name):
    assert told(example, name) == told(example, name)
