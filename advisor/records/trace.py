"""What a judgement rested on, small enough to stand in comments below the saved answers.

`advisor rejudge` reads it to say what changed, without the knowledge of that day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from advisor.advice import Advice
from advisor.answers.values import Answer, Answers
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Span, written
from advisor.knowledge.entries.judging import Entry

HEAD = "# What this rested on (decibans, options in order), for `advisor rejudge`:"
WIDTH = 76
DECIMALS = 6
ID_DIGITS = 5
IDS_A_LINE = 12

Table = dict[str, Any]


def rests_on(advice: Advice) -> list[Table]:
    """Return the rules and gates that counted, the facts they read, and what was known of."""
    base, verdict = advice.base, advice.verdict
    told: list[Table] = [
        {
            "verdict": {
                "strength": verdict.strength,
                "certainty": verdict.certainty,
                "temperature": base.calibration.temperature,
                "prior": [base.options[option].prior_db for option in base.options],
                "answers": answers_digest(advice.answers),
            }
        }
    ]
    told += [_rule(base, trace.id, trace.effect_db) for trace in verdict.fired]
    held = sorted({gate for option in verdict.options for gate in option.blocked_by})
    told += [_gate(base, gate) for gate in held]
    told += list(_figures(advice))
    told.append({"known": list(_chunks(known_ids(base)))})
    return told


def _rule(base: KnowledgeBase, name: str, effect: Mapping[str, float]) -> Table:
    rule = base.rules[name]
    return {
        "rule": name,
        "effect": [round(effect[option], DECIMALS) + 0.0 for option in base.options],
        "weight": [base.weights[name][option] for option in base.options],
        "when": digest_of(rule),
        "grade": rule.grade,
        "sources": {key: base.sources[key].grade for key in rule.sources if key in base.sources},
    }


def _gate(base: KnowledgeBase, name: str) -> Table:
    gate = base.gates[name.removeprefix("gates/")]
    return {"gate": name, "forbids": list(gate.forbid.options), "when": digest_of(gate)}


def _figures(advice: Advice) -> Iterator[Table]:
    base = advice.base
    facts = {name: advice.readings[name] for name in base.facts if name in advice.readings}
    if facts:
        yield {"facts": {name: plain_reading(value) for name, value in facts.items()}}
    catalogue = catalogue_of(advice)
    if catalogue:
        yield {"catalogue": catalogue}
    if advice.answers.facts:
        yield {"witnessed": {name: witness(fact) for name, fact in advice.answers.facts.items()}}


def catalogue_of(advice: Advice) -> Table:
    """Return what the model's name answered, and those of its figures that facts read."""
    given = {
        question: answer.value
        for question, answer in advice.answers.given.items()
        if answer.origin == "catalogue"
    }
    model = advice.base.model(advice.answers.model_name)
    if model is None:
        return given
    read = {op for fact in advice.base.facts.values() for op in fact.formula.operands}
    figures = {f"catalogue.{name}": value for name, value in model.figures.items()}
    return {**given, **{name: iso(figures[name]) for name in figures if name in read}}


def plain_reading(value: object) -> object:
    """Return a reading as JSON can hold it."""
    if isinstance(value, Span):
        return {"value": value.value, "low": value.low, "high": value.high}
    return iso(value)


def iso(value: object) -> object:
    """Return a date as text, and anything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def witness(fact: Answer) -> Table:
    """Return a fact that a witness gave, with its provenance."""
    told: Table = {"value": fact.value, "from": fact.origin, "low": fact.low, "high": fact.high}
    told |= {"method": fact.method, "digest": fact.digest, "date": iso(fact.date)}
    return {key: value for key, value in told.items() if value not in (None, "")}


def answers_digest(answers: Answers) -> str:
    """Return eight characters that change with what was answered, the catalogue apart."""
    given = {
        question: [iso(answer.value), answer.low, answer.high]
        for question, answer in sorted(answers.given.items())
        if answer.origin != "catalogue"
    }
    prices = {model: dict(prices) for model, prices in sorted(answers.prices.items())}
    text = json.dumps([given, prices], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def digest_of(entry: Entry) -> str:
    """Return eight characters that change with the condition of an entry."""
    text = json.dumps(written(entry.when), separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def short_id(name: str) -> str:
    """Return five characters for the id of an entry, enough to tell some hundred apart."""
    return hashlib.sha256(name.encode()).hexdigest()[:ID_DIGITS]


def known_ids(base: KnowledgeBase) -> list[str]:
    """Return a short id for every reviewed rule and gate, fired or not."""
    return sorted(short_id(name) for name in base.weighing)


def _chunks(ids: list[str]) -> Iterator[str]:
    for start in range(0, len(ids), IDS_A_LINE):
        yield "".join(ids[start : start + IDS_A_LINE])


def comments(tables: list[Table]) -> Iterator[str]:
    """Yield the tables as comment lines of a TOML file, broken after commas."""
    for table in tables:
        left = json.dumps(table, ensure_ascii=True, allow_nan=False)
        while len(left) > WIDTH:
            cut = left.rfind(", ", 0, WIDTH)
            cut = cut if cut > 0 else left.find(", ")
            if cut < 0:
                break
            yield f"# {left[: cut + 1]}"
            left = left[cut + 2 :]
        yield f"# {left}"


def from_comments(toml: str) -> list[Table]:
    """Return the tables out of the comments of a saved answers file; what is no table is left."""
    lines = toml.split("\n")
    if HEAD not in lines:
        return []
    told = []
    for one in lines[lines.index(HEAD) + 1 :]:
        if not one.startswith("#"):
            break
        told.append(one[2:])
    text, found, place = " ".join(told), [], 0
    decoder = json.JSONDecoder()
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        if isinstance(value, dict):
            found.append(value)
        place += 1
    return found
