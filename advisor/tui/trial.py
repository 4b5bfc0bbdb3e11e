"""Other answers tried beside the saved ones; nothing of it is saved until it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.advice import Advice, advise
from advisor.answers.check import contradictions, problem_with
from advisor.answers.values import Answers
from advisor.errors import AnswersError
from advisor.interview import Interview
from advisor.knowledge.conditions import Scalar

# What a question is moved to; None is a *don't know*.
Tried = Mapping[str, Scalar | None]


class Trial:
    """The answers of an interview with some of them changed, and the advice on that."""

    def __init__(self, interview: Interview) -> None:
        """Begin with nothing changed."""
        self.interview = interview
        self.tried: Tried = {}
        self._beside = interview.answers
        self.advice: Advice = interview.advice

    def follow(self, interview: Interview) -> None:
        """Take over what was answered meanwhile; what is tried stays, unless it contradicts."""
        if interview is self.interview and interview.answers is self._beside:
            return
        self.interview = interview
        try:
            self._try(self.tried)
        except AnswersError:
            self._try({})

    def change(self, values: Tried) -> None:
        """Try other values; one that equals the saved answer is tried no longer.

        Raises AnswersError, and changes nothing, where they are illegal or contradict others.
        """
        self._try({**self.tried, **values})

    def restore(self, question: str) -> None:
        """Try the saved answer to one question again."""
        self._try({key: value for key, value in self.tried.items() if key != question})

    def drop(self) -> None:
        """Try the saved answers alone."""
        self._try({})

    def keep(self) -> int:
        """Take what is tried into the interview, as one change; return how many answers that is."""
        count = len(self.tried)
        if count:
            self.interview.adopt(self.advice_answers)
            self._try({})
        return count

    @property
    def advice_answers(self) -> Answers:
        """The saved answers with what is tried in their place."""
        return _with(self.interview.answers, self.tried)

    def _try(self, tried: Tried) -> None:
        saved = self.interview.answers
        told = {key: value for key, value in tried.items() if not _saved(saved, key, value)}
        answers = _with(saved, told)
        questions = self.interview.base.questions
        found = [
            problem_with(questions[key], value) for key, value in told.items() if value is not None
        ]
        problems = [problem for problem in found if problem is not None]
        if not problems:
            values = {key: answer.value for key, answer in answers.given.items()}
            problems = list(contradictions(values))
        if problems:
            raise AnswersError(tuple(problems))
        self.tried, self._beside = told, saved
        now = self.interview.advice
        self.advice = advise(now.base, answers, now.date, now)


def _saved(saved: Answers, question: str, value: Scalar | None) -> bool:
    if value is None:
        return question in saved.dont_know
    return question in saved.given and saved.given[question].value == value


def _with(answers: Answers, tried: Tried) -> Answers:
    for question, value in tried.items():
        if value is None:
            answers = answers.not_known(question)
        else:
            answers = answers.with_value(question, value)
    return answers
