"""The penalised fit: one scale for each rule and a temperature, as likely as may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from advisor.outcomes.fitting.design import Design, Mask, Matrix, Outcomes

NEPERS_PER_DECIBAN = np.log(10) / 10
# How far the temperature is expected to lie from 1: a factor of about 2 to either side.
TEMPERATURE_SPREAD = 0.7
# Rules are mended with these outcomes known, so a fit to them flatters: it may doubt the plain
# reading of the weights (T = 1), never sharpen it.
COOLEST, HOTTEST = 1.0, 20.0
STEPS = 200
Loss = Callable[[Matrix], tuple[float, Matrix]]


@dataclass(frozen=True)
class Fit:
    """Scales by rule (1: as the authors weighed it) and the temperature."""

    scales: Matrix
    temperature: float


def totals(design: Design, scales: Matrix) -> Matrix:
    """Return decibans per case and option, groups clipped to their caps."""
    return _totals(design, scales)[0]


def _totals(design: Design, scales: Matrix) -> tuple[Matrix, Mask]:
    """Return the totals, and where a group's sum in a case lies within its cap."""
    told = design.firings
    raw = np.add.reduceat(told.parts * scales[told.rule, None], told.starts)
    clipped = np.clip(raw, -told.cap, told.cap)
    whole = np.tile(design.prior, (len(design.cases), 1))
    whole[told.cases] += np.add.reduceat(clipped, told.heads)
    return whole, np.abs(raw) <= told.cap


def probabilities(outcomes: Outcomes, decibans: Matrix, temperature: float) -> Matrix:
    """Return the probability of each option per case, 0 where a gate forbids it."""
    raised = NEPERS_PER_DECIBAN / temperature * decibans
    odds = outcomes.free * np.exp(raised - raised.max(axis=1, keepdims=True))
    whole = odds.sum(axis=1, keepdims=True)
    found: Matrix = odds / np.where(whole > 0, whole, 1.0)
    return found


def source_weights(outcomes: Outcomes, train: Mask) -> Matrix:
    """Return how much each case counts: every training source is one observation."""
    kept = train & ~outcomes.failed
    counts = np.bincount(outcomes.source[kept], minlength=int(outcomes.source.max()) + 1)
    weights: Matrix = np.where(kept, 1 / np.maximum(counts[outcomes.source], 1), 0.0)
    return weights


def likelihood(outcomes: Outcomes, logits: Matrix, weights: Matrix) -> tuple[float, Matrix]:
    """Return the weighted folded log loss of these logits, and its slope in each of them."""
    raised = logits - logits.max(axis=1, keepdims=True)
    odds = outcomes.free * np.exp(raised)
    right, everything = odds * outcomes.right, odds * outcomes.all
    hope, whole = right.sum(axis=1), everything.sum(axis=1)
    # Where gates leave nothing to choose from, no weight can change the reading.
    known = (weights > 0) & (hope > 0) & (whole > 0)
    hope, whole = np.where(known, hope, 1.0), np.where(known, whole, 1.0)
    told = np.where(known, weights, 0.0)
    loss = float(np.sum(told * (np.log(whole) - np.log(hope))))
    slope = told[:, None] * (everything / whole[:, None] - right / hope[:, None])
    return loss, slope


def fit(
    design: Design,
    train: Mask,
    tau: float,
    start: Fit | None = None,
    gone: Mask | None = None,
    coolest: float = COOLEST,
) -> Fit:
    """Fit scales and temperature to the training cases.

    `tau` is how far a scale is expected to lie from 1; 0 holds all of them there. Rules in `gone`
    are held at 0, and the temperature at `coolest` or above.
    """
    count = len(design.rules)
    held = np.zeros(count, dtype=bool) if gone is None else gone
    moving = design.fitted_rules(train) & ~held if tau > 0 else np.zeros(count, dtype=bool)
    still = np.where(held, 0.0, 1.0)
    begin = start or Fit(np.ones(count), 1.0)
    loss = _objective(design, source_weights(design.outcomes, train), moving, still, tau)
    bounds = [(0.0, float(most)) for most in design.largest[moving]] + [
        (np.log(coolest), np.log(HOTTEST))
    ]
    first = np.append(np.clip(begin.scales, 0.0, design.largest)[moving], np.log(begin.temperature))
    found = minimize(
        loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": STEPS}
    )
    scales = still.copy()
    scales[moving] = found.x[:-1]
    return Fit(scales, float(np.exp(found.x[-1])))


def _objective(design: Design, weights: Matrix, moving: Mask, still: Matrix, tau: float) -> Loss:
    told = design.firings

    def loss(at: Matrix) -> tuple[float, Matrix]:
        scales = still.copy()
        scales[moving] = at[:-1]
        logged = at[-1]
        rate = NEPERS_PER_DECIBAN * np.exp(-logged)
        decibans, inside = _totals(design, scales)
        value, slope = likelihood(design.outcomes, rate * decibans, weights)
        pushed = ((slope[told.case] * inside)[told.run] * told.parts).sum(axis=1)
        by_rule = rate * np.bincount(told.rule, pushed, minlength=len(scales))
        by_log = -float((slope * rate * decibans).sum())
        away = at[:-1] - 1.0
        value += logged**2 / (2 * TEMPERATURE_SPREAD**2)
        by_log += logged / TEMPERATURE_SPREAD**2
        if tau > 0:
            value += float(away @ away) / (2 * tau**2)
            return value, np.append(by_rule[moving] + away / tau**2, by_log)
        return value, np.append(by_rule[moving], by_log)

    return loss
