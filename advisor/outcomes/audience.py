"""What published cases tell of their tasks, counted as the priors of an audience.

`python -m advisor.outcomes.audience` counts it again, out of the cases of the knowledge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar, compiled
from advisor.knowledge.entries.asking import NUMBER_KINDS, Audience, Expected, Question
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.outcomes.cases import Asked, read_cases

FILE = "audiences/published.toml"
# What stands before it in the file is written by hand.
COUNTED = "\n# Counted by `python -m advisor.outcomes.audience`.\n"
PLACES = 3


def counted(
    questions: Mapping[str, Question], audience: Audience, cases: Sequence[Asked]
) -> Audience:
    """Return the audience with its answers counted over cases, each source once.

    A question counts where the case's other answers do not exclude it. Counts begin from as many
    sources that answer by the stated priors as the audience says.
    """
    answers = {
        name: _expected(question, audience, list(_weighted(question, cases)))
        for name, question in questions.items()
    }
    return audience.model_copy(update={"answers": answers})


def _weighted(question: Question, cases: Sequence[Asked]) -> Iterator[tuple[float, Scalar | None]]:
    """Yield the answer of each case that the question applies to, each source weighing 1."""
    asked_when = compiled(question.ask_when) if question.ask_when is not None else None
    asked = [case for case in cases if not asked_when or asked_when(case.answers) is not False]
    of_source = [case.source for case in asked]
    for case in asked:
        yield 1 / of_source.count(case.source), case.answers.get(question.id)


def _expected(
    question: Question, audience: Audience, told: Sequence[tuple[float, Scalar | None]]
) -> Expected:
    sources = sum(weight for weight, _ in told)
    known = [(weight, value) for weight, value in told if value is not None]
    knowing = sum(weight for weight, _ in known)
    stated = audience.known_from * question.dont_know
    dont_know = (sources - knowing + stated) / (sources + audience.known_from)
    shares = list(question.shares)
    if shares:
        shares = [audience.shares_from * share for share in shares]
        for weight, value in known:
            shares[_place(question, value)] += weight
        shares = [share / (knowing + audience.shares_from) for share in shares]
    return Expected(dont_know=round(dont_know, PLACES), shares=_rounded(shares))


def _place(question: Question, value: Scalar) -> int:
    if question.kind in NUMBER_KINDS:
        number = float(str(value))
        bands = (n for n, band in enumerate(question.prior) if number < band.below)
        return next(bands, len(question.prior) - 1)
    return 1 - int(value) if isinstance(value, bool) else question.values.index(str(value))


def _rounded(shares: Sequence[float]) -> tuple[float, ...]:
    """Return shares that still sum to 1; what rounding leaves over goes to the largest."""
    found = [round(share, PLACES) for share in shares]
    if found:
        largest = found.index(max(found))
        found[largest] = round(found[largest] + 1 - sum(found), PLACES)
    return tuple(found)


def text(base: KnowledgeBase, old: str, cases: Sequence[Asked]) -> str:
    """Return the audience's file as it should stand: what was written by hand, then the counts."""
    head = old.partition(COUNTED)[0].rstrip("\n") + "\n"
    made = counted(base.questions, base.audiences[Path(FILE).stem], cases)
    lines = (
        f'"{name}" = {{ dont_know = {one.dont_know}, shares = {list(one.shares)} }}\n'
        for name, one in made.answers.items()
    )
    return head + COUNTED + "\n[answers]\n" + "".join(lines)


def main() -> None:
    """Write the file again."""
    folder = knowledge_folder()
    path = folder / FILE
    cases = [case.asked for case in read_cases(folder / "cases")]
    path.write_text(text(load(folder), path.read_text(encoding="utf-8"), cases), encoding="utf-8")


if __name__ == "__main__":
    main()
