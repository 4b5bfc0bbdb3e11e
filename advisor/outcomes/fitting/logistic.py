"""A plain logistic regression on the answers, to see what the rules are worth beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question
from advisor.outcomes.cases import OPTIONS, Asked
from advisor.outcomes.fitting.crossval import HeldOut, nested
from advisor.outcomes.fitting.design import Design, Mask, Matrix
from advisor.outcomes.fitting.fit import likelihood, probabilities, source_weights

# Penalties on the squared coefficients; each source is one observation.
PENALTIES = (10.0, 3.0, 1.0, 0.3, 0.1)
STEPS = 200
# Coefficients are in nepers; probabilities() reads decibans.
DECIBANS_PER_NEPER = 10 / np.log(10)


def features(base: KnowledgeBase, asked: Sequence[Asked]) -> Matrix:
    """Return a column for each choice given and each number's logarithm, and one for whether."""
    columns = [np.ones(len(asked))]
    for question in base.questions.values():
        if any(question.id in one.answers for one in asked):
            columns += _columns(question, [one.answers.get(question.id) for one in asked])
    return np.stack(columns, axis=1)


def _columns(question: Question, values: Sequence[object]) -> list[Matrix]:
    if question.kind not in NUMBER_KINDS:
        kept = sorted({str(value) for value in values if value is not None})
        return [np.array([float(str(value) == one) for value in values]) for one in kept]
    known = np.array([float(value is not None) for value in values])
    size = np.array(
        [np.log10(1 + value) if isinstance(value, (int, float)) else 0.0 for value in values]
    )
    mean = size.sum() / known.sum()
    spread = np.sqrt((known * (size - mean) ** 2).sum() / known.sum()) or 1.0
    return [known, known * (size - mean) / spread]


def logistic(base: KnowledgeBase, design: Design, outer: int | None = None) -> HeldOut:
    """Return what the regression says of each case, fitted without its source."""
    plain = features(base, [case.asked for case in design.cases])
    shape = (plain.shape[1], len(OPTIONS))
    last: dict[float, Matrix] = {}

    def fitted(train: Mask, penalty: float) -> Matrix:
        weights = source_weights(design.outcomes, train)

        def loss(at: Matrix) -> tuple[float, Matrix]:
            value, slope = likelihood(design.outcomes, plain @ at.reshape(shape), weights)
            return value + penalty * float(at @ at), (plain.T @ slope).ravel() + 2 * penalty * at

        start = last.get(penalty, np.zeros(shape[0] * shape[1]))
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
        last[penalty] = found.x
        return np.asarray(found.x)

    def predict(at: Matrix) -> Matrix:
        return probabilities(design.outcomes, DECIBANS_PER_NEPER * (plain @ at.reshape(shape)), 1.0)

    return nested(design, fitted, predict, PENALTIES, outer)
