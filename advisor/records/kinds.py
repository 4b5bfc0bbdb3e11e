"""The kinds of entry that can be listed and shown, by the name of their mapping in the base."""

from __future__ import annotations

KINDS = (
    "rules",
    "gates",
    "pitfalls",
    "additions",
    "questions",
    "audiences",
    "facts",
    "groups",
    "sources",
    "models",
    "options",
    "contested",
    "changes",
    "faq",
    "guides",
    "kits",
)
