"""A pilot: read, fitted, told; how well it predicts is measured and stays as committed."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from statistics import fmean

import pytest

from advisor.advice import advise
from advisor.answers.values import from_values
from advisor.errors import DatasetError
from advisor.pilot.curve import fit, quantile
from advisor.pilot.rows import read_runs
from advisor.pilot.witness import BREAK_EVEN, WINS, witness
from advisor.records.formats import FORMATS
from advisor.rejudge.judge import rejudge
from tests.conftest import ROOT
from tests.pilot.backtest import SHAPES, published, simulated

HEAD = "method,examples,seed,score\n"
CLEAR = HEAD + "".join(
    f"prompting,0,{seed},0.6{seed}\npeft,100,{seed},0.7{seed}\npeft,200,{seed},0.76\n"
    f"peft,400,{seed},0.8{seed}\n"
    for seed in (1, 2, 3)
)


def found(text: str, examples: int | None = None):
    return witness(read_runs(text.encode(), "runs.csv"), examples)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_interval_of_the_largest_size_covers_simulated_curves(shape):
    """334 curves a shape: 1,002 in all; the 80 % interval covers 65 to 95 % of the runs."""
    share = fmean(simulated(shape, place, 300).covered for place in range(334))
    assert 0.65 <= share <= 0.95


def test_published_curves_are_predicted_as_the_docs_say():
    told = (ROOT / "docs" / "pilot.md").read_text(encoding="utf-8")
    predictions = list(published())
    assert len({one.name.rpartition(",")[0] for one in predictions}) >= 8
    for factor, row in (("x2", "twice"), ("x4", "four times")):
        some = [one for one in predictions if one.name.endswith(factor)]
        ours = fmean(abs(one.median - one.truth) for one in some)
        same = fmean(abs(one.last - one.truth) for one in some)
        covered = fmean(one.covered for one in some)
        width = fmean(one.high - one.low for one in some)
        line = f"| {row} the largest size | {len(some)} | {covered * 100:.0f} %"
        assert f"{line} | {width:.3f} | {ours:.3f} | {same:.3f} |" in told


def test_more_runs_make_it_surer():
    points = [(50, 0.5), (100, 0.6), (200, 0.68), (400, 0.74)]

    def width(times: int) -> float:
        values = [draw.at(800) for draw in fit(points * times, 800).draws]
        return quantile(values, 0.9) - quantile(values, 0.1)

    assert width(8) < width(1)


def test_a_clear_pilot_says_so_and_needs_no_run():
    clear = found(CLEAR, 400)
    assert clear.wins > 0.95
    assert clear.next_run is None
    assert clear.break_even[1] < 150
    assert set(clear.facts()) == {WINS, BREAK_EVEN}
    assert all(fact.low <= fact.value <= fact.high for fact in clear.facts().values())


def test_a_hopeless_pilot_has_no_break_even():
    flat = HEAD + "prompting,0,1,0.9\nprompting,0,2,0.91\n"
    flat += "".join(f"lora,{n},1,0.6\n" for n in (100, 200, 400))
    told = found(flat)
    assert told.wins < 0.05
    assert math.isinf(told.break_even[1])
    assert set(told.facts()) == {WINS}


def test_an_open_pilot_names_the_next_run():
    close = HEAD + "prompting,0,1,0.7\npeft,50,1,0.6\npeft,100,1,0.65\npeft,200,1,0.69\n"
    told = found(close, 400)
    assert 0.05 < told.wins < 0.95
    assert told.next_run is not None
    assert 0 < told.next_run.gain <= 1
    assert any("repeat it" in note for note in told.notes)


def test_the_same_file_says_the_same_and_order_does_not_matter():
    lines = CLEAR.splitlines()
    assert found(CLEAR, 300).facts() == found(CLEAR, 300).facts()
    turned = "\n".join([lines[0], *reversed(lines[1:])])
    assert found(turned, 300).wins == pytest.approx(found(CLEAR, 300).wins, abs=0.02)


def test_percent_is_read_as_percent():
    percent = HEAD + "prompting,0,1,70\npeft,50,1,60\npeft,100,1,1\n"
    assert [run.score for run in read_runs(percent.encode(), "r").runs] == [0.7, 0.6, 0.01]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["no column"]),
        ("a,b\n1,2\n", ["no column method, examples, score"]),
        (HEAD + "magic,x,1,2000\npeft,0,1,nan\n",
         ["line 2: method", "line 2: examples", "line 2: score", "line 3: examples",
          "line 3: score"]),
        (HEAD + "peft,10,1,0.5\n", ["no run of prompting", "no learning curve"]),
        (HEAD + "prompting,0,1,0.5\n" * 10_001, ["over 10,000 rows"]),
        ("\udcff", ["not UTF-8"]),
    ],
)  # fmt: skip
def test_every_fault_of_a_file_is_told_at_once(text, lines):
    with pytest.raises(DatasetError) as fault:
        read_runs(text.encode("utf-8", "surrogateescape"), "runs.csv")
    assert len(fault.value.problems) == len(lines)
    for problem, line in zip(fault.value.problems, lines, strict=True):
        assert line in str(problem)


def test_the_pilot_outweighs_published_evidence_and_is_kept(real):
    told = from_values({"task.need": "reasoning", "data.examples": 400}, "file")
    before = advise(real, told, date(2026, 11, 22))
    assert before.verdict.recommendation == "prompting"
    pilot = replace(told, facts=found(CLEAR, 400).facts())
    after = advise(real, pilot, date(2026, 11, 22))
    assert after.verdict.recommendation != "prompting"
    grades = {real.rules[trace.id].grade for trace in after.verdict.fired}
    assert "O" in grades
    for name in FORMATS:
        again = rejudge(real, FORMATS[name](after), name, date(2026, 11, 22))
        assert (again.verdict, again.now.probability) == (
            "same", pytest.approx(after.verdict.options[0].probability)
        )  # fmt: skip


def test_an_interval_that_crosses_a_band_leaves_the_lower_ones(real):
    fact = replace(found(CLEAR, 400).facts()[WINS], value=0.96, low=0.9, high=0.99)
    told = replace(from_values({}), facts={WINS: fact})
    fired = {trace.id for trace in advise(real, told, date(2026, 11, 22)).verdict.fired}
    assert fired == {"pilot/tuning-likely", "pilot/tuning-very-likely"}


def test_without_a_pilot_its_rules_keep_nothing_open(real):
    advice = advise(real, from_values({"data.examples": 40}), date(2026, 11, 22))
    assert not any(question.id.startswith("pilot") for question in advice.open_questions)
    assert not any(trace.id.startswith("pilot") for trace in advice.verdict.fired)
