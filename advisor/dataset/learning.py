"""A linear model over word counts, learned from the sample; it judges nothing.

scikit-learn is imported when a check first learns: it costs seconds, and most runs need none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from advisor.dataset.values import Row, Sample
from advisor.errors import AdvisorError

ALPHA = 1e-5
SEED = 0
# One letter or sign is a word too, so that a script without spaces has words at all.
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Labelled:
    """The rows that a classifier can learn from, and what was left out of them."""

    rows: tuple[Row, ...]
    classes: tuple[str, ...]
    small_classes: int
    small_rows: int

    @property
    def texts(self) -> list[str]:
        """The inputs."""
        return [row.prompt for row in self.rows]

    @property
    def labels(self) -> list[int]:
        """The class of each row, by its place in `classes`."""
        place = {name: at for at, name in enumerate(self.classes)}
        return [place[str(row.label)] for row in self.rows]

    @property
    def rarest(self) -> int:
        """The rows of the smallest class kept."""
        return min(Counter(row.label for row in self.rows).values())

    @property
    def largest_share(self) -> float:
        """The share of the largest class: what guessing it would score."""
        return max(Counter(row.label for row in self.rows).values()) / len(self.rows)

    @property
    def left_out(self) -> str:
        """What was left out and why, as a sentence, or nothing."""
        if not self.small_classes:
            return ""
        if self.small_classes == 1:
            return f" 1 smaller class ({self.small_rows:,} rows) is left out."
        return f" {self.small_classes:,} smaller classes ({self.small_rows:,} rows) are left out."


@dataclass(frozen=True)
class OutOfFold:
    """Labelled rows with the probabilities of a model that did not see them.

    `probabilities` is a numpy array, rows by classes; `first` are the rows known and new in the
    first fold.
    """

    labelled: Labelled
    counter: Any
    features: Any
    labels: Any
    probabilities: Any
    first: Any

    @property
    def accuracy(self) -> float:
        """The share of rows whose label is the most probable one."""
        return float((self.probabilities.argmax(axis=1) == self.labels).mean())


def labelled(rows: Sequence[Row], limits: Mapping[str, float]) -> Labelled | str:
    """Return the rows that a classifier can learn from, or why there are none.

    Reads the limits `least_rows`, `least_rows_of_a_class` and `most_classes`.
    """
    with_label = [row for row in rows if row.label is not None]
    if not with_label:
        return "the answers are no labels that repeat"
    if any(row.answer is not None and row.answer != row.label for row in with_label):
        return "the labels stand beside the answers: they judge them, and are no answers"
    counts = Counter(row.label for row in with_label)
    if len(counts) > limits["most_classes"]:
        most = int(limits["most_classes"])
        return f"{len(counts):,} different answers are more than {most:,}: they are no labels"
    least = limits["least_rows_of_a_class"]
    kept = tuple(row for row in with_label if counts[row.label] >= least)
    classes = sorted({str(row.label) for row in kept})
    if len(classes) < 2:
        return f"fewer than 2 classes have {int(least)} distinct rows"
    if len(kept) < limits["least_rows"]:
        return f"only {len(kept):,} rows are in classes of at least {int(least)} distinct rows"
    small = sum(count < least for count in counts.values())
    return Labelled(kept, tuple(classes), small, len(with_label) - len(kept))


def learned(sample: Sample, limits: Mapping[str, float]) -> OutOfFold | str:
    """Return each row's probabilities by a model of the other folds, or why there are none.

    Reads the limits `folds` and `epochs` and those of `labelled`. Checks that ask for the same one
    after the other share the answer.
    """
    names = ("folds", "epochs", "least_rows", "least_rows_of_a_class", "most_classes")
    return _out_of_fold(sample, tuple((name, limits[name]) for name in names))


@lru_cache(maxsize=1)
def _out_of_fold(sample: Sample, told: tuple[tuple[str, float], ...]) -> OutOfFold | str:
    limits = dict(told)
    found = labelled(sample.train, limits)
    if isinstance(found, str):
        return found
    import numpy

    labels = numpy.array(found.labels)
    counter = vectorizer()
    features = counter.fit_transform(found.texts)
    probabilities = numpy.zeros((len(labels), len(found.classes)))
    fold = _folds(found, labels, int(limits["folds"]))
    first = None
    for number in range(int(limits["folds"])):
        known, new = (fold != number).nonzero()[0], (fold == number).nonzero()[0]
        model = classifier(limits).fit(features[known], labels[known])
        probabilities[numpy.ix_(new, model.classes_)] = model.predict_proba(features[new])
        first = (known, new) if first is None else first
    return OutOfFold(found, counter, features, labels, probabilities, first)


def _folds(found: Labelled, labels: Any, folds: int) -> Any:
    """Return the fold of each row, by class; rows of one text are in one, and judge not each other.

    Else a text that stands there with two answers would be held against itself.
    """
    import numpy

    keys = [normal(text) for text in found.texts]
    first = {key: at for at, key in reversed(list(enumerate(keys)))}
    places = numpy.array(sorted(first.values()))
    splitter = learner("model_selection").StratifiedKFold(folds, shuffle=True, random_state=SEED)
    fold = numpy.zeros(len(keys), dtype=int)
    for number, (_, new) in enumerate(splitter.split(places, labels[places])):
        fold[places[new]] = number
    return fold[[first[key] for key in keys]]


def normal(text: str) -> str:
    """Return what makes a text the same as another: its letters and digits, in lower case."""
    return "".join(filter(str.isalnum, text.lower()))


def vectorizer() -> Any:
    """Return the counter of words and pairs of words, weighed by how rare they are (TF-IDF)."""
    made = learner("feature_extraction.text").TfidfVectorizer
    import numpy

    # Half the bytes, and half the time to learn.
    return made(analyzer=_words_and_pairs, sublinear_tf=True, dtype=numpy.float32)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, in their order."""
    return WORD.findall(text.lower())


def _words_and_pairs(text: str) -> list[str]:
    found = words(text)
    return found + [f"{one} {next_one}" for one, next_one in pairwise(found)]


def classifier(limits: Mapping[str, float]) -> Any:
    """Return a logistic regression, one class against the rest, by stochastic gradients."""
    made = learner("linear_model").SGDClassifier
    # A tolerance instead of a fixed number of epochs can stop at nonsense without an error.
    return made(
        loss="log_loss",
        alpha=ALPHA,
        max_iter=int(limits["epochs"]),
        tol=None,
        random_state=SEED,
        n_jobs=-1,
    )


def prepare() -> None:
    """Import what learning takes; raises AdvisorError where it is not installed."""
    for module in ("linear_model", "feature_extraction.text", "model_selection", "metrics"):
        learner(module)


def learner(module: str) -> Any:
    """Return a module of scikit-learn.

    Raises AdvisorError where it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(f"sklearn.{module}")
    except ImportError:
        hint = "pip install 'finetune-advisor[data]'"
        raise AdvisorError("the checks that learn need scikit-learn", hint) from None
