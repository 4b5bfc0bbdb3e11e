"""What an open question could still decide: rules, gates, conditions for asking, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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


# Per input, for each cell and for none, the first cell that is seen alike.
Alike = dict[str, dict[Cell | None, Cell | None]]


def alike(marks: Mapping[str, Sequence[tuple[Cell, object]]]) -> Alike:
    """Return for each cell the first with the same mark; what stays unknown is by itself."""
    found: Alike = {}
    for name, marked in marks.items():
        seen: dict[object, Cell] = {}
        known: dict[Cell | None, Cell | None] = {c: seen.setdefault(m, c) for c, m in marked}
        found[name] = {None: None, **known}
    return found


@dataclass(eq=False)
class Entry:
    """A rule, a gate or a condition for asking that an open question could still decide.

    Its statuses are remembered by the first cells that it sees alike.
    """

    name: str
    inputs: tuple[str, ...]
    holds: Holds
    facts: tuple[str, ...]
    alike: Alike
    weights: Sums = ()
    known: dict[Key, Status] = field(default_factory=dict)

    def key(self, choice: Choice) -> Key:
        """Return the cells of the inputs, the first alike; None where one stays unknown."""
        return tuple([first[choice.get(name)] for name, first in self.alike.items()])

    @property
    def is_gate(self) -> bool:
        """Whether it weighs nothing."""
        return not any(self.weights)

    def cells(self, name: str) -> list[Cell]:
        """Return one cell of an input for each that it sees differently."""
        return [cell for cell in dict.fromkeys(self.alike[name].values()) if cell is not None]


@dataclass(eq=False)
class GroupSums:
    """One group: what its decided rules add, and its open rules.

    Its sums are remembered by the first cells that all its open rules see alike; `parts` takes
    from such a key that of each rule. `most` are gains that a search found.
    """

    cap: float
    fixed: Sums
    open_rules: list[Entry]
    inputs: tuple[str, ...] = field(init=False)
    alike: Alike = field(init=False)
    parts: list[tuple[Entry, Callable[[Key], Key]]] = field(init=False)
    sums: dict[Key, Sums] = field(default_factory=dict)
    most: dict[tuple[object, ...], tuple[float, Mapping[str, Cell | None]]] = field(
        default_factory=dict
    )

    def key(self, choice: Choice) -> Key:
        """Return the cells of the inputs, the first alike; None where one stays unknown."""
        return tuple([first[choice.get(name)] for name, first in self.alike.items()])

    def __post_init__(self) -> None:
        """Find what the open rules read, and what they see alike."""
        self.inputs = tuple(sorted({name for rule in self.open_rules for name in rule.inputs}))
        self.alike = alike({name: self._marks(name) for name in self.inputs})
        places = {name: place for place, name in enumerate(self.inputs)}
        self.parts = [
            (rule, _taking([(places[n], rule.alike[n]) for n in rule.inputs]))
            for rule in self.open_rules
        ]

    def _marks(self, name: str) -> list[tuple[Cell, object]]:
        seen = [rule.alike[name] for rule in self.open_rules if name in rule.alike]
        return [(c, tuple([first[c] for first in seen])) for c in seen[0] if c is not None]


Place = tuple[int, dict[Cell | None, Cell | None]]


def _taking(places: list[Place]) -> Callable[[Key], Key]:
    """Return a function that takes the key of a rule out of the key of its group."""
    if len(places) == 1:
        ((only, first),) = places
        return lambda key: (first[key[only]],)
    return lambda key: tuple([first[key[place]] for place, first in places])


def all_but(choice: Choice, name: str) -> dict[str, Cell]:
    """Return a choice without the answer to one question."""
    return {key: cell for key, cell in choice.items() if key != name}


def added(totals: Sums, shift: Sums) -> Sums:
    """Return totals moved by a shift."""
    return tuple([total + more for total, more in zip(totals, shift, strict=True)])


def most_moved(groups: Iterable[GroupSums]) -> dict[str, float]:
    """Return per input decibans beyond which its answer moves no two options apart.

    Clipping a sum to a cap never makes a difference larger.
    """
    found: dict[str, float] = {}
    for rule in (rule for group in groups for rule in group.open_rules):
        largest = sum(sorted(map(abs, rule.weights))[-2:])
        for name in rule.inputs:
            found[name] = found.get(name, 0.0) + largest
    return found
