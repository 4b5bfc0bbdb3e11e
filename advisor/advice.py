"""The front door of the core: answers in, advice out, with everything that is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.answers.check import problem_with
from advisor.answers.facts import Derive, complete, derive
from advisor.answers.show import fill
from advisor.answers.values import Answer, Answers
from advisor.evaluate import Verdict, evaluate
from advisor.explain.outlook import Change, ChangeChance, OpenQuestion, Outlook
from advisor.explain.parts import Kept
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, Scalar
from advisor.knowledge.entries.judging import Pitfall

if TYPE_CHECKING:  # read when they are asked for: the first question needs none of them
    from advisor.explain.contributions import Contribution, WhyNot
    from advisor.explain.decision_map import DecisionMap
    from advisor.explain.guides import GuideVerdict
    from advisor.explain.news import FoundChange, FoundContested
    from advisor.knowledge.ageing import Aged
    from advisor.knowledge.entries.catalogue import Model

SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True)
class FoundPitfall:
    """A pitfall that bites here, with its severity for these answers."""

    id: str
    entry: Pitfall
    severity: str
    why_here: str
    bites: bool


@dataclass(frozen=True)
class Advice:
    """A verdict and what follows from it; costly parts are worked out when first asked for."""

    base: KnowledgeBase
    answers: Answers
    date: date
    readings: Readings
    verdict: Verdict
    # Parts of the searches that serve the next advice, too.
    kept: Kept = field(repr=False, compare=False)
    # Asked in haste, so whoever tells it says that it is provisional.
    express: bool = False

    @cached_property
    def pitfalls(self) -> tuple[FoundPitfall, ...]:
        """The pitfalls found: those of the recommended option first, worst first."""
        found = [
            self._found(slug)
            for slug in self.base.pitfalls
            if self._truth("pitfalls", slug) is True
        ]
        order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
        return tuple(sorted(found, key=lambda p: (order[p.severity], not p.bites, p.id)))

    @cached_property
    def checks(self) -> tuple[tuple[str, Pitfall], ...]:
        """The pitfalls that cannot be told and are worth a check, by id."""
        return tuple(
            (slug, pitfall)
            for slug, pitfall in self.base.pitfalls.items()
            if pitfall.check_if_unknown and self._truth("pitfalls", slug) is None
        )

    @cached_property
    def first(self) -> tuple[FoundPitfall, ...]:
        """The pitfalls that must be mended before any training."""
        return tuple(pitfall for pitfall in self.pitfalls if pitfall.entry.first)

    @cached_property
    def additions(self) -> tuple[str, ...]:
        """What to add to the recommended option, by id."""
        return tuple(slug for slug in self.base.additions if self._truth("additions", slug) is True)

    @cached_property
    def said_before(self) -> Mapping[str, Scalar]:
        """What was said where a measurement took its place; what would be no answer is left out."""
        return {
            question: answer.said
            for question, answer in self.answers.given.items()
            if answer.origin == "measured"
            and answer.said is not None
            and problem_with(self.base.questions[question], answer.said) is None
        }

    @cached_property
    def under_said(self) -> Verdict | None:
        """The verdict under what was said, where measurements took its place and it differs.

        It differs by its recommendation or by its strength.
        """
        if not self.said_before:
            return None
        said = {question: Answer(value) for question, value in self.said_before.items()}
        given = {**self.answers.given, **said}
        verdict = evaluate(self.base, self._derive(replace(self.answers, given=given)))
        ours = (self.verdict.recommendation, self.verdict.strength)
        return None if (verdict.recommendation, verdict.strength) == ours else verdict

    @cached_property
    def guides(self) -> tuple[GuideVerdict, ...]:
        """What published guides would say about these very answers."""
        from advisor.explain.guides import guide_verdicts

        return guide_verdicts(self.base.guides, self.readings)

    @cached_property
    def contested(self) -> tuple[FoundContested, ...]:
        """The contested findings that touch the strongest evidence."""
        from advisor.explain.news import contested_here

        return contested_here(self.base, self.verdict)

    @cached_property
    def recent_changes(self) -> tuple[FoundChange, ...]:
        """The changes that touch this verdict: the model's first, then gates, then rules."""
        from advisor.explain.news import changes_here

        return changes_here(self.base, self.verdict, self._model, self.date)

    @cached_property
    def warnings(self) -> tuple[Aged, ...]:
        """The gates and the model this rests on that are past their shelf life on this day."""
        from advisor.explain.news import aged_here

        return tuple(aged_here(self.base, self.verdict, self._model, self.date))

    @cached_property
    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """Every open question, those that can change the recommendation first."""
        return tuple(self._outlook.open_questions())

    @cached_property
    def settled(self) -> bool:
        """Whether no completion of the open questions changes the recommendation."""
        return self._outlook.settled()

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every smallest set of one or two changeable answers that flips it, the cheapest first."""
        return tuple(self._outlook.changes())

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each group of evidence added to each option, the most telling first."""
        from advisor.explain.contributions import contributions

        return contributions(self.base, self.verdict)

    @cached_property
    def why_not(self) -> tuple[WhyNot, ...]:
        """Why each other option was not chosen, and what would have to be true."""
        return self._outlook.why_not(self.changes)

    def map(self, x: str = "data.examples", y: str | None = None) -> DecisionMap:
        """Return the recommended option in every cell over two questions."""
        from advisor.explain.decision_map import decision_map, most_telling_axis

        axis = y or most_telling_axis(self.base, self.answers, self._derive, x)
        return decision_map(self.base, self.answers, self._derive, x, axis)

    @cached_property
    def moved_by_other_groups(self) -> float:
        """How far the groups not about quality moved the recommended option's probability."""
        leader = self.verdict.options[0]
        return leader.probability - leader.quality_probability

    @cached_property
    def next_question(self) -> OpenQuestion | None:
        """The open question that tells most, or None where none can change the recommendation."""
        return self._outlook.next_question()

    @cached_property
    def chance_of_change(self) -> ChangeChance:
        """How likely what is open is to change the recommendation, by the stated priors."""
        return self._outlook.chance_of_change()

    def likely_known(self, question: str) -> float:
        """Return how likely it is, by the stated priors, that an open question can be answered."""
        return self._outlook.likely_known(question)

    @property
    def _model(self) -> Model | None:
        return self.base.model(self.answers.model_name)

    @cached_property
    def _outlook(self) -> Outlook:
        return Outlook(self.base, self.answers, self.verdict, self._derive, self.kept)

    @cached_property
    def _derive(self) -> Derive:
        return Derive(self.base, self.date)

    def _truth(self, kind: str, slug: str) -> bool | None:
        return self.verdict.truths.get(f"{kind}/{slug}", False)

    def _found(self, slug: str) -> FoundPitfall:
        pitfall = self.base.pitfalls[slug]
        severity = next(
            (level for level, holds in self.base.worse[slug] if holds(self.readings)),
            pitfall.severity,
        )
        why = fill(self.base, pitfall.why_here, self.readings)
        bites = self.verdict.recommendation in pitfall.options
        return FoundPitfall(slug, pitfall, severity, why, bites)


def with_witness(base: KnowledgeBase, answers: Answers) -> Answers:
    """Return the answers with what the named model tells of memory and cost."""
    if answers.model_name is None and not answers.facts:
        return answers
    # Dear to import, and most answers files name no model.
    from advisor.feasibility.facts import witnessed

    return witnessed(base, answers)


def advise(
    base: KnowledgeBase, answers: Answers, day: date, before: Advice | None = None
) -> Advice:
    """Judge the answers as of `day`.

    What was searched out for an advice `before` is not searched out again where it still holds.
    """
    completed = with_witness(base, complete(base, answers))
    readings = derive(base, completed, day)
    kept = before.kept if before and before.base is base else Kept()
    return Advice(base, completed, day, readings, evaluate(base, readings), kept)
