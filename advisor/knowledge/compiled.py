"""The validated knowledge as one JSON file, made when the wheel is built, so that runs start fast.

It stands beside the packed folder and counts only while its digest is that of the TOML there:
whoever changes a file gets what the file says. It holds data alone, no code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.files import Files, read_files
from advisor.knowledge.lazy import LazyEntries, LazyTable
from advisor.knowledge.locate import compiled_file, knowledge_folder

AT_ONCE = (
    "version",
    "options",
    "topics",
    "groups",
    "facts",
    "rules",
    "gates",
    "pitfalls",
    "additions",
    "judgement",
    "calibration",
)
# Most runs read few of these, so each entry stays a JSON text until it is asked for.
LATER = ("sources", "models", "guides", "contested", "changes", "prices", "audiences")
# Entries of which a folder may have none.
OPTIONAL = ("feasibility", "profile")
NONE = "null"
PACKAGE = "advisor.knowledge."
# The key that names the type of an object; no file may use it.
KIND = ""


def open_base(named: Path | None = None) -> KnowledgeBase:
    """Return the knowledge to judge by: that of the folder that was named, else our own.

    Raises KnowledgeError as `load` does. A named folder is always read and validated as TOML.
    """
    files = read_files(knowledge_folder(named))
    body = _fresh(compiled_file(), files.digest) if named is None else None
    if body is not None:
        return restored(body, files)
    from advisor.knowledge.load import base_of

    return base_of(files)


def compiled(base: KnowledgeBase, asked_first: str | None = None) -> str:
    """Return the file: a line with the digests of the TOML and of what follows, then JSON.

    `asked_first` is the question that an interview without answers begins with.
    """
    later = {part: _texts(getattr(base, part)) for part in LATER}
    parts: dict[str, object] = {part: _plain(getattr(base, part)) for part in AT_ONCE}
    parts |= {"later": later, "shelf_lives": _text(base.shelf_lives)}
    parts["asked_first"] = asked_first
    parts |= {part: _text(entry) if (entry := getattr(base, part)) else NONE for part in OPTIONAL}
    body = json.dumps(parts, separators=(",", ":"), allow_nan=False)
    return f"{base.digest} {_digest(body.encode())}\n{body}"


def restored(body: bytes, files: Files) -> KnowledgeBase:
    """Return the knowledge of a compiled body, without validating it again."""
    parts = json.loads(body, object_hook=_object)
    shelf_lives = parts.pop("shelf_lives")
    feasibility, profile = (parts.pop(part) for part in OPTIONAL)
    parts |= {part: _lazy(texts) for part, texts in parts.pop("later").items()}
    return KnowledgeBase(
        **parts,
        digest=files.digest,
        faq=LazyTable(partial(_asked_for, files.folder, "faq")),
        kits=LazyTable(partial(_asked_for, files.folder, "kits")),
        read_shelf_lives=partial(_entry, shelf_lives),
        read_feasibility=None if feasibility == NONE else partial(_entry, feasibility),
        read_profile=partial(_entry, profile),
    )


def _fresh(path: Path, digest: str) -> bytes | None:
    """Return the body of a compiled file that is whole and made from the TOML of this digest."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return body if head == f"{digest} {_digest(body)}".encode() else None


def _digest(body: bytes) -> str:
    return "sha256:" + sha256(body).hexdigest()


def _texts(entries: Mapping[str, BaseModel]) -> dict[str, str]:
    return {key: _text(entry) for key, entry in entries.items()}


def _text(entry: BaseModel) -> str:
    return json.dumps(_plain(entry), separators=(",", ":"), allow_nan=False)


def _lazy(texts: Mapping[str, str]) -> LazyEntries[Any]:
    return LazyEntries({key: partial(_entry, text) for key, text in texts.items()})


def _entry(text: str) -> Any:
    return json.loads(text, object_hook=_object)


def _asked_for(folder: Path, name: str) -> Mapping[str, Any]:
    from advisor.knowledge.load import LATE, asked_for

    return asked_for(folder, name, LATE[name])


def _plain(value: object) -> object:
    """Return a value as JSON has it: of an entry what its file gave, with the name of its type."""
    if isinstance(value, BaseModel):
        kind = type(value)
        name = f"{kind.__module__.removeprefix(PACKAGE)}:{kind.__name__}"
        given = {key: _plain(getattr(value, key)) for key in sorted(value.model_fields_set)}
        return {KIND: name, **given}
    if isinstance(value, Mapping):
        if KIND in value:
            raise ValueError("a table of the knowledge has an empty key")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return {KIND: "date", "is": value.isoformat()} if isinstance(value, date) else value


def _object(found: dict[str, Any]) -> Any:
    """Return the entry, date or table that a JSON object stands for; every list is a tuple."""
    kind = found.pop(KIND, None)
    if kind == "date":
        return date.fromisoformat(found["is"])
    for key, value in found.items():
        if type(value) is list:
            found[key] = tuple(value)
    return found if kind is None else _blank(kind).model_copy(update=found)


@cache
def _blank(kind: str) -> BaseModel:
    """Return an entry of this type with nothing but defaults."""
    module, _, name = kind.partition(":")
    return cast(type[BaseModel], getattr(import_module(PACKAGE + module), name)).model_construct()
