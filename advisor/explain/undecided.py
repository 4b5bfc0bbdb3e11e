"""What an open question could still decide: rules, gates, conditions for asking, groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.explain.cells import Cell
from advisor.knowledge.conditions import Holds, Truth

# Which cell each open question is in; an absent question stays unknown.
Choice = Mapping[str, Cell]
Key = tuple[Cell | None, ...]
# Decibans per option, in the order of the options.
Sums = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a condition holds in some cells: at their values, throughout, and by a bound."""

    here: Truth
    surely: bool
    possibly: bool
    never: bool


@dataclass
class Entry:
    """A rule, a gate or a condition for asking that an open question could still decide."""

    name: str
    inputs: tuple[str, ...]
    holds: Holds
    facts: tuple[str, ...]
    weights: Sums = ()
    known: dict[Key, Status] = field(default_factory=dict)


@dataclass
class GroupSums:
    """One group: what its decided rules add, and its open rules."""

    cap: float
    fixed: Sums
    open_rules: list[Entry] = field(default_factory=list)
    inputs: tuple[str, ...] = ()
    sums: dict[Key, Sums] = field(default_factory=dict)

    def key(self, choice: Choice) -> Key:
        """Return the cells of the inputs, None where one stays unknown."""
        return tuple([choice.get(name) for name in self.inputs])


def added(totals: Sums, shift: Sums) -> Sums:
    """Return totals moved by a shift."""
    return tuple([total + more for total, more in zip(totals, shift, strict=True)])
