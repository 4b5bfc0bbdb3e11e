"""What is said while asking, the same on the screen and line by line: why now, and when to stop."""

from __future__ import annotations

from advisor.advice import Advice
from advisor.explain.open_questions import OpenQuestion
from advisor.text import percent

SETTLED = "Settled: nothing that is still open can change the recommendation."
SHARPENS = "It cannot change the recommendation any more, but it sharpens the pitfalls."


def why_now(advice: Advice, asked: str) -> str:
    """Return why a question is asked now, or what its answer could still do.

    At once for the most telling question; any other takes the look at all that is open.
    Nothing is said of a question that has its answer.
    """
    if asked in advice.answers.given or asked in advice.answers.dont_know:
        return ""
    found = advice.next_question
    if found is None:
        return SHARPENS
    if found.id == asked:
        return f"Asked now because it {_could(advice, found)}."
    if advice.base.questions[asked].kind == "model":
        return f"Asked now because it answers, too, what {_could(advice, found)}."
    opened = next((question for question in advice.open_questions if question.id == asked), None)
    if opened is None:
        return ""
    return f"It {_could(advice, opened)}." if opened.can_change_recommendation else SHARPENS


def _could(advice: Advice, question: OpenQuestion) -> str:
    if question.alone:
        names = " or ".join(advice.base.options[option].title for option in question.to)
        return f"could still move you to {names}"
    return "could still change the recommendation, together with others"


def stop_offer(advice: Advice) -> str:
    """Return why one may stop here: nothing or little that is left would change it."""
    if advice.settled:
        return "You may stop here: nothing that is left can change the recommendation."
    return f"You may stop here: {_would_change(advice, 'what is left')}."


def provisional(advice: Advice) -> str:
    """Return how much the questions not asked could still change."""
    if advice.settled:
        return "Settled: the questions that were not asked cannot change it."
    return f"Provisional: {_would_change(advice, 'the questions not asked')}."


def standing(advice: Advice) -> str:
    """Return in a few words how firm the recommendation is while questions are left."""
    if advice.settled:
        return "settled"
    return f"{'provisional' if advice.express else 'may change'}: {_chance(advice)}"


def _would_change(advice: Advice, what: str) -> str:
    error = advice.chance_of_change.error
    give = f" (± {percent(2 * error)})" if error else ""
    return f"{what} would change it with probability {_chance(advice)}{give}"


def _chance(advice: Advice) -> str:
    # Where no completion that was drawn changes it, one still could: it is not settled.
    return percent(advice.chance_of_change.probability or 0.001)
