"""The user's own keys: a small file in the platform's config folder, read and told."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character
from textual.screen import ModalScreen, Screen

import advisor.tui
from advisor.errors import Problem, ProblemsError
from advisor.store import config_folder
from advisor.text import nearest, shorten, visible

FILE = "keys.toml"
MODIFIERS = {"ctrl", "shift", "alt"}
NAMED = {key.value for key in Keys} | {f"f{number}" for number in range(1, 25)}
NAMED |= set(KEY_NAME_REPLACEMENTS.values())
LONGEST = 60


@dataclass(frozen=True)
class Act:
    """Something a key does: its id, its keys by default, and what it does in words."""

    id: str
    keys: tuple[str, ...]
    told: str


def keys_path() -> Path:
    """Return where the file of keys lies, whether there is one or not."""
    return config_folder() / FILE


def acts() -> dict[str, Act]:
    """Return everything that has a key, by id, the app's own first."""
    found: dict[str, Act] = {}
    for made in _classes():
        for binding in made.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id and not binding.system:
                keys = tuple(key.strip() for key in binding.key.split(","))
                found.setdefault(binding.id, Act(binding.id, keys, binding.tooltip))
    return found


def _classes() -> list[type[DOMNode]]:
    classes: list[type[DOMNode]] = []
    for module in walk_packages(advisor.tui.__path__, "advisor.tui."):
        for made in vars(import_module(module.name)).values():
            if isinstance(made, type) and issubclass(made, DOMNode):
                classes += [made] if made.__module__ == module.name else []
    return sorted(classes, key=lambda made: (not issubclass(made, App), made.__module__))


def read_keys(path: Path | None = None) -> Mapping[str, str]:
    """Return the keys that the user's file gives to acts, or nothing where there is no file.

    Raises ProblemsError with every fault of the file.
    """
    path = path or keys_path()
    name = visible(str(path))
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as fault:
        told = f"cannot be read: {visible(str(fault))}"
        raise ProblemsError((Problem(name, "", told, "mend or remove the file"),)) from None
    given = dict(_flat(table))
    problems = [*_faults(name, given, acts())]
    if problems:
        raise ProblemsError(tuple(problems), "see: advisor keys")
    return {id: ",".join(_keys(value)) for id, value in given.items()}


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _keys(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(key) for key in _listed(value)]


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()


def _faults(path: str, given: Mapping[str, object], known: Mapping[str, Act]) -> Iterator[Problem]:
    for id, value in given.items():
        shown = shorten(visible(id), LONGEST)
        texts = [value] if isinstance(value, str) else [*_listed(value)]
        if id not in known:
            near = nearest(id, list(known))
            yield Problem(
                path,
                shown,
                "nothing here has this id",
                f"did you mean {near}?" if near else "see: advisor keys",
            )
        elif not texts or not all(isinstance(text, str) for text in texts):
            yield Problem(path, shown, "this is no key", 'write "f6", or ["f6", "v"]')
        else:
            for key in map(str, texts):
                if not _is_key(key):
                    found = shorten(visible(key), LONGEST)
                    yield Problem(
                        path, shown, f'found "{found}"', "write such as f6, ctrl+k, v or escape"
                    )
    yield from _clashes(path, {id: _keys(value) for id, value in given.items() if id in known})


def _is_key(key: str) -> bool:
    *modifiers, last = key.split("+") if key != "+" else ["+"]
    if not set(modifiers) <= MODIFIERS or not last.isprintable():
        return False
    return len(last) == 1 or last in NAMED or key_to_character(last) is not None


def _clashes(path: str, given: Mapping[str, list[str]]) -> Iterator[Problem]:
    """Yield a fault for each key that would do two things on one screen."""
    told: set[tuple[str, str]] = set()
    for place in _places():
        taken: dict[str, str] = {}
        for id, keys in place.items():
            for key in given.get(id, keys):
                other = taken.setdefault(key, id)
                pair = (other, id)
                if other != id and pair not in told and not given.keys().isdisjoint(pair):
                    told.add(pair)
                    mine, theirs = (id, other) if id in given else (other, id)
                    yield Problem(
                        path, mine, f"{key} is the key of {theirs}", "choose another for one"
                    )


def _places() -> Iterator[dict[str, list[str]]]:
    """Yield, for the app with each of its screens, the keys of every act there."""
    classes = _classes()
    top = [made for made in classes if issubclass(made, App)]
    for screen in (made for made in classes if issubclass(made, Screen)):
        place: dict[str, list[str]] = {}
        for made in (*screen.__mro__, *(() if issubclass(screen, ModalScreen) else top)):
            for binding in made.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id:
                    keys = [key.strip() for key in binding.key.split(",")]
                    place.setdefault(binding.id, keys)
        yield place


def told() -> Iterator[str]:
    """Yield a file of keys in which every line is still a comment, one act a line."""
    yield f"# Keys of the advisor: put the lines you change into {visible(str(keys_path()))}"
    yield "# and take their # away. A key is such as f6, ctrl+k, v or escape; several are a list."
    topic = ""
    for act in acts().values():
        before = act.id.partition(".")[0]
        if before != topic:
            topic = before
            yield ""
        keys = ", ".join(f'"{key}"' for key in act.keys)
        value = f"[{keys}]" if len(act.keys) > 1 else keys
        yield f"# {act.id} = {value}  # {act.told}"
