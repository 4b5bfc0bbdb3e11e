"""How long the parts of an advice take, over examples and along simulated interviews.

Run by hand: `python tests/benchmarks/latency.py [FOLDER] [EVERY]`, FOLDER with *.answers.jsonl.
Times are the processor's, so that a busy machine says little else. The targets: the verdict and
what its bars show within 16 ms; open questions, next question, changes and map within 100 ms.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from advisor.advice import Advice, advise  # noqa: E402  # needs the path above
from advisor.answers.file import read  # noqa: E402
from advisor.answers.values import Answers  # noqa: E402
from advisor.interview import Interview  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
from advisor.knowledge.conditions import Scalar  # noqa: E402  # needs the path above
from advisor.knowledge.load import load  # noqa: E402
from tests.benchmarks.questions import cases  # noqa: E402

DAY = date(2026, 11, 22)
VERDICT, REST = 16.0, 100.0
PARTS: dict[str, Callable[[Advice], object]] = {
    "settled": lambda advice: advice.settled,
    "next": lambda advice: advice.next_question,
    "open": lambda advice: advice.open_questions,
    "changes": lambda advice: advice.changes,
    "map": lambda advice: advice.map(),
    "chance": lambda advice: advice.chance_of_change,
}
TOGETHER = ("settled", "next", "open", "changes", "map")
Times = dict[str, float]
Found = TypeVar("Found")
# How often all is done from the start; the least time of a part counts.
TURNS = 3


def timed(name: str, call: Callable[[], Found], times: Times) -> Found:
    """Note the processor time of a call in milliseconds; return what it returns."""
    begun = time.process_time()
    found = call()
    times[name] = (time.process_time() - begun) * 1000
    return found


def measured(judge: Callable[[], Advice]) -> Times:
    """Return the time of every part of an advice; later parts use what earlier ones found."""
    times: Times = {}
    advice = timed("verdict", judge, times)
    for name, part in PARTS.items():
        timed(name, partial(part, advice), times)
    return times


def least(several: Iterable[Times]) -> Times:
    """Return the least time of every part, of the same done several times from the start."""
    found = list(several)
    times = {name: min(one[name] for one in found) for name in found[0]}
    return {**times, "together": sum(times[name] for name in TOGETHER)}


def shown(name: str, times: Times) -> str:
    """Return one line of the table."""
    columns = ("verdict", *PARTS, "together")
    return f"{name:24}" + "".join(f"{times[column]:9.1f}" for column in columns)


def fresh(base: KnowledgeBase, answers: Answers) -> Times:
    """Return the times of an advice that takes nothing over from another."""
    return least(measured(partial(advise, base, answers, DAY)) for _ in range(TURNS))


def told(interview: Interview, question: str, value: Scalar | None) -> Advice:
    """Give an answer, or a *don't know*, and return the advice after it."""
    if value is None:
        interview.dont_know(question)
    else:
        interview.answer(question, value)
    return interview.advice


def along(base: KnowledgeBase, case: dict) -> Iterator[Times]:
    """Yield the times after every answer of a simulated interview."""
    interview = Interview(base, Answers(), DAY)
    question = interview.telling_question()
    while question is not None and not interview.may_stop():
        value = case["answers"].get(question.id)
        yield measured(partial(told, interview, question.id, value))
        question = interview.telling_question()


def main() -> int:
    """Print the table and whether the targets are reached."""
    base = load(ROOT / "knowledge")
    print(f"{len(base.rules)} rules, {len(base.questions)} questions; ms of processor time")
    print(f"{'':24}" + "".join(f"{name:>9}" for name in ("verdict", *PARTS, "together")))
    files = {"no answers": Answers()}
    for path in sorted((ROOT / "docs" / "examples").glob("*.toml")):
        files[path.stem] = read(base, path.read_bytes(), path.name).answers
    found = []
    for name, answers in files.items():
        found.append(fresh(base, answers))
        print(shown(name, found[-1]))
    if len(sys.argv) > 1:
        every = int(sys.argv[2]) if len(sys.argv) > 2 else 10
        steps = [
            least(times)
            for case in list(cases(Path(sys.argv[1])))[::every]
            for times in zip(*(along(base, case) for _ in range(TURNS)), strict=True)
        ]
        for name, of in {"median": 0.5, "90 %": 0.9, "most": 1.0}.items():
            print(shown(f"interviews, {name}", quantile(steps, of)))
        found += steps
    verdict = max(times["verdict"] for times in found)
    rest = statistics.quantiles([times["together"] for times in found], n=20)[-1]
    print(f"verdict at most {verdict:.1f} ms (target {VERDICT:g}); ", end="")
    print(f"the rest within {rest:.0f} ms in 95 % (target {REST:g})")
    return 0 if verdict <= VERDICT and rest <= REST else 1


def quantile(steps: list[Times], of: float) -> Times:
    """Return the time of every part that a share of the steps does not exceed."""
    last = len(steps) - 1
    return {name: sorted(t[name] for t in steps)[round(of * last)] for name in steps[0]}


if __name__ == "__main__":
    sys.exit(main())
