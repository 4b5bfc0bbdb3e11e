"""Training data against production, by how well a classifier tells them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.dataset.bands import cannot_tell, status_of
from advisor.dataset.learning import SEED, learner, normal, vectorizer, words
from advisor.dataset.values import Finding, Measure, Row, Sample

CHECK, ANSWER = "distribution_match", "data.distribution_match"
VALUES = {"good": "same", "warn": "similar", "bad": "different"}
SAID = {
    "same": "they look like one source",
    "similar": "they differ, within bounds",
    "different": "they look like different sources",
}
MORE, LACKED = "words_more_in_production", "words_lacking_in_training"
TRAINING = "words_more_in_training"


def check(sample: Sample, limits: Mapping[str, float]) -> Finding:
    """Tell training from production texts, and hold that against halves of the training data.

    The value is the area under the ROC curve of a classifier two-sample test (Lopez-Paz and Oquab
    2017) on held-out texts: 0.5 where nothing tells them apart, 1 where everything does; what the
    same test finds between two random parts of the training data is taken off. Its error is that of
    the Mann-Whitney statistic, sqrt((m + n + 1) / 12mn). Bands of effect, not of significance:
    harmless splits of large data are significant too.
    """
    if sample.production is None:
        return cannot_tell(CHECK, "no production file was given")
    known, new = distinct_texts(sample.train), distinct_texts(sample.production)
    new = new[: int(limits["most_rows"])]
    least = int(limits["least_rows"])
    if min(len(known), len(new)) < least:
        told = f"{len(known):,} distinct training and {len(new):,} distinct production texts"
        return cannot_tell(CHECK, f"{told}; it takes {least} of each")
    return _compared(known, new, limits)


def distinct_texts(rows: Sequence[Row]) -> list[str]:
    """Return the inputs, each once, whatever its case, spaces and punctuation."""
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(normal(row.prompt), row.prompt)
    return list(found.values())


def _compared(known: list[str], new: list[str], limits: Mapping[str, float]) -> Finding:
    import numpy

    counter = vectorizer()
    features = counter.fit_transform(known + new)
    side = numpy.repeat([0, 1], [len(known), len(new)])
    area = _area(features, side, limits)
    null = _area(features[: len(known)], _split(len(known), len(new)), limits)
    value = 0.5 + area - max(null, 0.5)
    error = 2 * math.sqrt((len(known) + len(new) + 1) / (12 * len(known) * len(new)))
    lacked = _lacked(known, new, int(limits["words"]))
    status = status_of(value, limits)
    answer = VALUES[status]
    method = (
        f"classifier two-sample test, AUC {area:.3f} on {len(known):,} training and {len(new):,}"
        f" production texts, all distinct; {null:.3f} between parts of the training data"
    )
    why = (
        f"A classifier tells production from training texts with an AUC of {area:.3f} (give or take"
        f" {error:.3f}; parts of the training data {null:.3f}): {SAID[answer]}."
        f"{_border(value, error, limits)} {lacked.share:.1%} of production's words are not in the"
        f" training data ({lacked.null:.1%} between its own halves). Distinct texts:"
        f" {len(known):,} and {len(new):,}."
    )
    return Finding(
        CHECK,
        round(value, 4),
        status,
        why,
        answers={ANSWER: Measure(answer, method=method)},
        figures={
            "auc": round(area, 4),
            "null_auc": round(null, 4),
            "error": round(error, 4),
            "distinct_training_texts": len(known),
            "distinct_production_texts": len(new),
            "lacking_words_share": round(lacked.share, 4),
            "lacking_words_share_null": round(lacked.null, 4),
        },
        series={**_telling(counter, features, side, limits), LACKED: lacked.words},
    )


def _border(value: float, error: float, limits: Mapping[str, float]) -> str:
    near = [limit for limit in (limits["warn"], limits["bad"]) if abs(value - limit) <= error]
    return f" It lies at the border of {near[0]:.2f} between two bands." if near else ""


def _split(rows: int, other: int) -> Any:
    """Return a random part of the training rows, as large as production where half allows."""
    import numpy

    side = numpy.zeros(rows, dtype=int)
    side[numpy.random.default_rng(SEED).permutation(rows)[: min(other, rows // 2)]] = 1
    return side


def _area(features: Any, side: Any, limits: Mapping[str, float]) -> float:
    folds = learner("model_selection").StratifiedKFold(
        int(limits["folds"]), shuffle=True, random_state=SEED
    )
    area = learner("metrics").roc_auc_score
    found = []
    for known, new in folds.split(features, side):
        model = _classifier(limits).fit(features[known], side[known])
        found.append(area(side[new], model.decision_function(features[new])))
    return float(sum(found) / len(found))


def _classifier(limits: Mapping[str, float]) -> Any:
    return learner("linear_model").SGDClassifier(
        loss="log_loss",
        alpha=limits["alpha"],
        max_iter=int(limits["epochs"]),
        tol=None,
        class_weight="balanced",
        random_state=SEED,
    )


def _telling(
    counter: Any, features: Any, side: Any, limits: Mapping[str, float]
) -> dict[str, tuple[tuple[str, float], ...]]:
    """Return the words that weigh most for either side; they are text of the data."""
    weights = _classifier(limits).fit(features, side).coef_[0]
    names, most = counter.get_feature_names_out(), int(limits["words"])
    order = weights.argsort()

    def weighed(places: Any) -> tuple[tuple[str, float], ...]:
        return tuple((str(names[at]), round(abs(float(weights[at])), 4)) for at in places)

    return {MORE: weighed(order[::-1][:most]), TRAINING: weighed(order[:most])}


@dataclass(frozen=True)
class _Lacked:
    """What production has and training lacks: the share of its words, and the commonest ones."""

    share: float
    null: float
    words: tuple[tuple[str, float], ...]


def _lacked(known: list[str], new: list[str], most: int) -> _Lacked:
    null, _ = _missing(known[::2], known[1::2])
    share, missing = _missing(known, new)
    # Ties in the order of the alphabet: the same files give the same words.
    common = sorted(missing.items(), key=lambda item: (-item[1], item[0]))[:most]
    return _Lacked(share, null, tuple((word, float(rows)) for word, rows in common))


def _missing(known: list[str], new: list[str]) -> tuple[float, Counter[str]]:
    """Return the share of the words in `new` that `known` lacks, and in how many texts each is."""
    vocabulary = {word for text in known for word in words(text)}
    total, lacking, rows = 0, 0, Counter[str]()
    for text in new:
        found = words(text)
        missing = [word for word in found if word not in vocabulary]
        total, lacking = total + len(found), lacking + len(missing)
        rows.update(set(missing))
    return (lacking / total if total else 0.0), rows
