"""Published experiments as values: what may be judged, and apart from it what came out.

A function that judges takes `Asked`, which has no outcome in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.cases import Case
from advisor.knowledge.published import load_cases
from advisor.outcomes.jsonl import is_jsonl_folder, read_jsonl
from advisor.text import visible

OPTIONS = ("prompting", "peft", "full_fine_tuning")
TUNED = OPTIONS[1:]


@dataclass(frozen=True)
class Asked:
    """An experiment before it was run: all that the advisor may see."""

    id: str
    source: str
    answers: Mapping[str, Scalar]
    compared: tuple[str, ...]

    @property
    def folds(self) -> bool:
        """Whether one tuned option alone was compared, and so stands for both."""
        return sum(option in TUNED for option in self.compared) == 1

    @property
    def about(self) -> str:
        """The contest: prompting against tuning, or PEFT against full fine-tuning."""
        return "prompting_v_tuning" if "prompting" in self.compared else "peft_v_full"


@dataclass(frozen=True)
class Outcome:
    """What came out of an experiment."""

    acceptable: tuple[str, ...]
    points: Mapping[str, float] = field(default_factory=dict)
    metric: str = ""


@dataclass(frozen=True)
class Published:
    """An experiment with its outcome; nothing that judges takes this."""

    asked: Asked
    outcome: Outcome

    @property
    def decisive(self) -> bool:
        """Whether some compared option was not good enough."""
        return set(self.outcome.acceptable) != set(self.asked.compared)

    @property
    def measured(self) -> bool:
        """Whether the points of every compared option are known."""
        return set(self.outcome.points) == set(self.asked.compared)


def read_cases(folder: Path) -> list[Published]:
    """Read the experiments in `folder`, out of TOML files or pairs of JSON-lines files.

    Raises KnowledgeError where a TOML file breaks the form, and AdvisorError where a JSON-lines
    file does or there is nothing to read.
    """
    name = visible(str(folder))
    if not folder.is_dir():
        raise AdvisorError(f"{name}: no such folder", "name one with --cases")
    files = read_jsonl(folder) if is_jsonl_folder(folder) else load_cases(folder)
    if not files:
        hint = "it holds SOURCE.toml files, or NAME.answers.jsonl with NAME.outcomes.jsonl"
        raise AdvisorError(f"{name}: no cases here", hint)
    return [published(key, case) for key, file in files.items() for case in file.case]


def published(source: str, case: Case) -> Published:
    """Return a case of the knowledge with its question and its outcome apart."""
    asked = Asked(case.id, source, case.answers, in_order(case.compared))
    outcome = case.outcome
    known: dict[str, float] = {option: float(points) for option, points in outcome.points.items()}
    return Published(asked, Outcome(in_order(outcome.acceptable), known, outcome.metric))


def in_order(options: tuple[str, ...]) -> tuple[str, ...]:
    """Return these options in the order of the three."""
    return tuple(option for option in OPTIONS if option in options)


def by_source(cases: Sequence[Published]) -> dict[str, list[int]]:
    """Return the places of the cases of each source, sources in order of their keys."""
    found: dict[str, list[int]] = {}
    for place, case in enumerate(cases):
        found.setdefault(case.asked.source, []).append(place)
    return dict(sorted(found.items()))
