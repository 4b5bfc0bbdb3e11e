"""What each rule and group is worth on sources that no fit has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np

from advisor.knowledge.base import KnowledgeBase
from advisor.outcomes.ablation import Ablation, Worth
from advisor.outcomes.cases import Published
from advisor.outcomes.fitting.crossval import TAUS, choose, fitter, held_out_loss, predicted
from advisor.outcomes.fitting.design import Design, Mask, design
from advisor.outcomes.fitting.proposal import authors_weights


def cross_validated_removals(
    base: KnowledgeBase, cases: Sequence[Published], day: date, found: Ablation
) -> Ablation:
    """Return the ablation with the held-out log loss added by taking each rule or group away.

    Everything is fitted again, one source left out after the other, at the width of the prior that
    is chosen with nothing taken away.
    """
    built = design(base, cases, day, authors_weights(base))
    everything = np.ones(len(cases), dtype=bool)
    width = choose(built, fitter(built), partial(predicted, built), TAUS, everything)
    whole = _loss(built, width, np.zeros(len(built.rules), dtype=bool))
    worth = []
    for one in found.worth:
        gone = _gone(base, built, one)
        if gone.any():
            worth.append(replace(one, held_out=_loss(built, width, gone) - whole))
        else:
            worth.append(one)
    return replace(found, worth=tuple(worth))


def _gone(base: KnowledgeBase, built: Design, one: Worth) -> Mask:
    if one.kind == "rule":
        return np.array([rule == one.id for rule in built.rules])
    if one.kind == "group":
        return np.array([base.rules[rule].group == one.id for rule in built.rules])
    return np.zeros(len(built.rules), dtype=bool)


def _loss(built: Design, width: float, gone: Mask) -> float:
    fitted = fitter(built, gone)
    everything = np.ones(len(built.cases), dtype=bool)
    return held_out_loss(built, lambda m: predicted(built, fitted(m, width)), everything, None)
