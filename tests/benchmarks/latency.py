"""How long the parts of an advice take, over examples and along simulated interviews.

Run by hand: `python tests/benchmarks/latency.py [FOLDER] [EVERY]`, FOLDER with *.answers.jsonl.
Times are the processor's, so that a busy machine says little else. The targets: the verdict and
what its bars show within 16 ms; open questions, next question, changes and map within 100 ms.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from advisor.advice import Advice, advise  # noqa: E402  # needs the path above
from advisor.answers.file import read  # noqa: E402
from advisor.answers.values import Answers  # noqa: E402
from advisor.interview import Interview  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
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


def milliseconds(call: Callable[[], object]) -> float:
    """Return the processor time of a call."""
    begun = time.process_time()
    call()
    return (time.process_time() - begun) * 1000


def measured(base: KnowledgeBase, answers: Answers) -> Times:
    """Return the least of three times of every part; later parts use what earlier ones found."""
    found: dict[str, list[float]] = {}
    for _ in range(3):
        made: list[Advice] = []
        found.setdefault("verdict", []).append(
            milliseconds(lambda made=made: made.append(advise(base, answers, DAY)))  # type: ignore[misc]
        )
        for name, part in PARTS.items():
            found.setdefault(name, []).append(milliseconds(lambda p=part, m=made: p(m[0])))  # type: ignore[misc]
    times = {name: min(values) for name, values in found.items()}
    return {**times, "together": sum(times[name] for name in TOGETHER)}


def shown(name: str, times: Times) -> str:
    """Return one line of the table."""
    columns = ("verdict", *PARTS, "together")
    return f"{name:24}" + "".join(f"{times[column]:9.1f}" for column in columns)


def along(base: KnowledgeBase, chosen: list[dict]) -> Iterator[Times]:
    """Yield the times after every answer of simulated interviews."""
    for case in chosen:
        interview = Interview(base, Answers(), DAY)
        question = interview.telling_question()
        while question is not None and not interview.may_stop():
            value = case["answers"].get(question.id)
            if value is None:
                interview.dont_know(question.id)
            else:
                interview.answer(question.id, value)
            yield measured(base, interview.answers)
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
        found.append(measured(base, answers))
        print(shown(name, found[-1]))
    if len(sys.argv) > 1:
        every = int(sys.argv[2]) if len(sys.argv) > 2 else 10
        steps = list(along(base, list(cases(Path(sys.argv[1])))[::every]))
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
