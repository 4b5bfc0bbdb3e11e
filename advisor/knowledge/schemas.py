"""JSON Schemas generated from the entry types, for editors and for the check of raw files.

`python -m advisor.knowledge.schemas` writes them.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from advisor.knowledge.entries import (
    asking,
    cases,
    catalogue,
    feasibility,
    guides,
    judging,
    kits,
    news,
    profiling,
    settings,
    telling,
)
from advisor.knowledge.locate import knowledge_folder

# Which type each file or folder holds.
FORMS: dict[str, type[BaseModel]] = {
    "about": settings.About,
    "calibration": settings.Calibration,
    "facts": settings.Facts,
    "groups": settings.Groups,
    "judgement": settings.Judgement,
    "options": settings.Options,
    "addition": judging.Addition,
    "audience": asking.Audience,
    "case": cases.CaseFile,
    "feasibility": feasibility.Feasibility,
    "gate": judging.Gate,
    "guide": guides.Guide,
    "models": catalogue.Family,
    "pitfall": judging.Pitfall,
    "prices": feasibility.PriceList,
    "profile": profiling.Profile,
    "questions": asking.Topic,
    "rule": judging.Rule,
    "source": telling.Source,
    "change": news.Change,
    "contested": news.Contested,
    "faq": news.Frequent,
    "kit": kits.Kit,
    "shelf_life": news.ShelfLives,
}

FOLDER_FORMS = {
    "additions": "addition",
    "audiences": "audience",
    "cases": "case",
    "gates": "gate",
    "guides": "guide",
    "kits": "kit",
    "models": "models",
    "pitfalls": "pitfall",
    "prices": "prices",
    "questions": "questions",
    "rules": "rule",
    "sources": "source",
    "changes": "change",
    "contested": "contested",
}


def schema(form: str) -> dict[str, object]:
    """Return the JSON Schema of one form of file."""
    made = FORMS[form].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def schema_files() -> dict[str, str]:
    """Return every schema file by its name, as the text that is committed."""
    return {
        f"{form}.schema.json": json.dumps(schema(form), indent=2, ensure_ascii=False) + "\n"
        for form in FORMS
    }


def form_of(path: str) -> str:
    """Return the form of a file by its path below the knowledge folder."""
    head, _, rest = path.partition("/")
    return FOLDER_FORMS.get(head, head) if rest else head.removesuffix(".toml")


def write_schemas(folder: Path) -> None:
    """Write every schema file below the knowledge folder."""
    for name, text in schema_files().items():
        (folder / "schemas" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(knowledge_folder())
