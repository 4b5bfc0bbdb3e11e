"""The model that is asked about: by its name in the catalogue, its config.json, or its size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.answers.values import Answers
from advisor.errors import AnswersError, Problem
from advisor.feasibility.architecture import (
    Architecture,
    from_catalogue,
    from_config,
    from_parameters,
)
from advisor.knowledge.base import KnowledgeBase
from advisor.text import nearest, visible

LARGEST_CONFIG = 1_000_000
MOST_PARAMS_B = 100_000.0


@dataclass(frozen=True)
class Target:
    """A model with its widths, several where they are not known; and its context in tokens."""

    name: str
    architectures: tuple[Architecture, ...]
    context: int | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed of it."""
        if len(self.architectures) > 1:
            count = len(self.architectures)
            return (f"Its widths are unknown: the {count} known models nearest in size stand in.",)
        return self.architectures[0].notes


def by_name(base: KnowledgeBase, name: str) -> Target:
    """Return a model of the catalogue.

    Raises AnswersError where there is none of this name, or neither widths nor size are known.
    """
    model = base.model(name)
    if model is None:
        near = nearest(name, list(base.models))
        hint = f"did you mean {near}?" if near else "see: advisor knowledge list models"
        to_do = f"{hint} or give --config FILE or --params-b N"
        raise _fault("--model", visible(name)[:120], "is not in the catalogue", to_do)
    widths = from_catalogue(model)
    if widths is not None:
        return Target(model.title, (widths,), model.context)
    if model.params_b is None:
        to_do = "give --config FILE or --params-b N of an open model"
        raise _fault("--model", name, "its size is not published", to_do)
    return Target(model.title, _of_size(base, float(model.params_b)), model.context)


def of_answers(base: KnowledgeBase, answers: Answers, name: str | None = None) -> Target | None:
    """Return the model of this name, else that of the answers, by name or size; None if untold.

    Raises AnswersError where it is not known.
    """
    name = name or answers.model_name
    size = answers.value("model.params_b")
    if name is not None and (name in base.models or size is None):
        return by_name(base, name)
    return by_size(base, float(size)) if isinstance(size, (int, float)) else None


def by_size(base: KnowledgeBase, params_b: float) -> Target:
    """Return a model of this many billion parameters, of which nothing else is known.

    Raises AnswersError where that is no size, or the catalogue knows no widths to compare with.
    """
    if not 0 < params_b <= MOST_PARAMS_B:
        what = f"found {params_b:g}"
        raise _fault("--params-b", "", what, "write billions of parameters, such as 8")
    return Target(f"{params_b:g} billion parameters", _of_size(base, params_b))


def by_config(content: bytes, name: str) -> Target:
    """Return the model of a config.json.

    Raises AnswersError with every fault of it.
    """
    name = visible(name)
    if len(content) > LARGEST_CONFIG:
        raise _fault(name, "", "over 1 MB", "a config.json has a few kilobytes")
    try:
        table = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _fault(name, "", "not JSON in UTF-8", "name a model's config.json") from None
    if not isinstance(table, dict):
        raise _fault(name, "", "no JSON object", "name a model's config.json")
    widths = from_config(table, name)
    context = table.get("max_position_embeddings")
    known = isinstance(context, int) and not isinstance(context, bool) and context > 0
    return Target(name, (widths,), context if known else None)


def known_widths(base: KnowledgeBase) -> Iterator[Architecture]:
    """Yield the widths of every model of the catalogue that has them."""
    for model in base.models.values():
        widths = from_catalogue(model)
        if widths is not None:
            yield widths


def _of_size(base: KnowledgeBase, params_b: float) -> tuple[Architecture, ...]:
    found = from_parameters(params_b, known_widths(base))
    if not found:
        to_do = "give --config FILE"
        raise _fault("--params-b", "", "the catalogue knows no widths to compare with", to_do)
    return found


def _fault(path: str, key: str, what: str, to_do: str) -> AnswersError:
    return AnswersError((Problem(path, key, what, to_do),))
