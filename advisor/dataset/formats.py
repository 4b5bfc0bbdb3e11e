"""The forms of fine-tuning data, in the order in which they are told apart; it reads no file.

Detection order: messages, conversations, chosen and rejected, prompt with completion(s),
instruction with output, question with answer, text with label, text. A boolean label tells KTO
from prompt and completion, lists tell stepwise supervision from both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from advisor.text import nearest, visible

Kind = Literal["text", "scalar", "turns", "list"]

ASKING = ("user", "human", "prompter", "tool", "function", "observation", "function_response")
ANSWERING = ("assistant", "gpt", "model", "bot", "chatgpt", "function_call", "tool_call")
SETTING = ("system", "developer", "context", "tool_definition")
ROLES = (*ASKING, *ANSWERING, *SETTING)
ROLE_NAMES = ("role", "from")
TEXT_NAMES = ("content", "value")
INSTEAD = ("refusal", "tool_calls", "function_call")
"""What an answering turn may hold in place of a text."""


@dataclass(frozen=True)
class Field:
    """One column that a form reads: text, a scalar, turns of a conversation or a list of text."""

    column: str
    kind: Kind = "text"
    role: str = "role"
    content: str = "content"
    mixed: bool = False
    """Whether some turn is known to hold another thing than one text: parts, or calls of tools."""


@dataclass(frozen=True)
class Form:
    """Where a format keeps its context, prompt, answer and label."""

    format: str
    prompt: Field | None
    answer: Field | None = None
    label: Field | None = None
    context: Field | None = None
    lead: Field | None = None
    """A part of the prompt that stands before it: an instruction that differs by row."""
    beside: Field | None = None
    """A column that must be there too: the rejected answer of a pair."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return every column that is read, each once."""
        all_ = (self.prompt, self.answer, self.label, self.context, self.lead, self.beside)
        return tuple({one.column: one for one in all_ if one is not None}.values())


Rows = Sequence[Mapping[str, Any]]
_CHOSEN = (
    ("chosen", "rejected"),
    ("chosen_response", "rejected_response"),
    ("preferred_output", "non_preferred_output"),
)
_PROMPTS = ("prompt", "question", "input", "instruction")
_LABELS = ("label", "category", "intent", "class", "target", "labels")
_TEXTS = ("text", "utterance", "sentence", "content", "query", "input")
_INSTRUCTED = (("instruction", "output"), ("instruction", "response"), ("INSTRUCTION", "RESPONSE"))
_QUESTIONED = (("question", "answer"), ("question", "response"), ("query", "response"))


def detect(rows: Rows, *, label: str | None = None, text: str | None = None) -> Form | str:
    """Return the form that most rows have, the first in the order where two have as many.

    Where no row has a known form, return the reason, in words.
    """
    if label or text:
        return _named(rows, label, text)
    found: Counter[str] = Counter()
    for row in rows:
        name = format_of(row)
        if name is not None:
            found[name] += 1
    if not found:
        seen = sorted({str(key) for row in rows[:50] for key in row})[:8]
        columns = visible(", ".join(seen)) if seen else "none"
        return f"no known form: the columns are {columns}"
    most = max(found.values())
    best = next(name for name in ORDER if found[name] == most)
    return MAKERS[best]([row for row in rows if format_of(row) == best])


def format_of(row: Mapping[str, Any]) -> str | None:
    """Return the name of the form that one row has, or None."""
    return next((name for name in ORDER if TESTS[name](row)), None)


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str | None:
    return next((name for name in names if name in row), None)


def _pair(row: Mapping[str, Any], pairs: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    return next((pair for pair in pairs if pair[0] in row and pair[1] in row), None)


def _is_list(row: Mapping[str, Any], key: str) -> bool:
    return isinstance(row.get(key), list)


TESTS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "openai_chat": lambda row: "messages" in row,
    "sharegpt": lambda row: "conversations" in row,
    "preference": lambda row: _pair(row, _CHOSEN) is not None,
    "stepwise": lambda row: "prompt" in row and _is_list(row, "completions"),
    "kto": lambda row: (
        "kto_tag" in row
        or ("prompt" in row and "completion" in row and isinstance(row.get("label"), bool))
    ),
    "prompt_completion": lambda row: "prompt" in row and "completion" in row,
    "alpaca": lambda row: _pair(row, _INSTRUCTED) is not None,
    "question_answer": lambda row: _pair(row, _QUESTIONED) is not None,
    "text_label": lambda row: bool(_first(row, _TEXTS)) and bool(_first(row, _LABELS)),
    "text": lambda row: "text" in row,
    "prompt_only": lambda row: "prompt" in row or "instruction" in row or "question" in row,
}
ORDER = tuple(TESTS)


def _turns(rows: Rows, column: str) -> Field:
    lists = (row[column] for row in rows if _is_list(row, column))
    turns = [turn for turns in lists for turn in turns if isinstance(turn, Mapping)]
    for turn in turns:
        role, content = _first(turn, ROLE_NAMES), _first(turn, TEXT_NAMES)
        if role and content:
            mixed = any(_is_list(one, content) or any(map(one.get, INSTEAD)) for one in turns)
            return Field(column, "turns", role, content, mixed)
    return Field(column, "turns")


def _field(rows: Rows, column: str) -> Field:
    """Return a column as text, or as turns where most rows hold a list there."""
    lists = sum(_is_list(row, column) for row in rows)
    return _turns(rows, column) if 2 * lists > len(rows) else Field(column)


def _constant(rows: Rows, column: str) -> bool:
    values = {row[column] for row in rows if isinstance(row.get(column), str)}
    return len(values) == 1 and len(rows) > 1


def _chat(rows: Rows) -> Form:
    return Form("openai_chat", _turns(rows, "messages"))


def _sharegpt(rows: Rows) -> Form:
    return Form("sharegpt", _turns(rows, "conversations"))


def _preference(rows: Rows) -> Form:
    chosen, rejected = _pair(rows[0], _CHOSEN) or _CHOSEN[0]
    prompt = _first(rows[0], _PROMPTS)
    return Form(
        "preference",
        _field(rows, prompt) if prompt else None,
        _field(rows, chosen),
        beside=_field(rows, rejected),
    )


def _stepwise(rows: Rows) -> Form:
    return Form("stepwise", _field(rows, "prompt"), Field("completions", "list"))


def _kto(rows: Rows) -> Form:
    if "prompt" in rows[0] and "completion" in rows[0]:
        form = _completion(rows)
    elif "messages" in rows[0]:
        form = _chat(rows)
    else:
        form = _alpaca(rows)
    tag = Field("kto_tag" if "kto_tag" in rows[0] else "label", "scalar")
    return Form("kto", form.prompt, form.answer, tag, form.context, form.lead)


def _completion(rows: Rows) -> Form:
    return Form("prompt_completion", _field(rows, "prompt"), _field(rows, "completion"))


def _alpaca(rows: Rows) -> Form:
    asked, answered = _pair(rows[0], _INSTRUCTED) or _INSTRUCTED[0]
    return _instructed("alpaca", rows, asked, Field(answered))


def _instructed(name: str, rows: Rows, asked: str, answer: Field | None) -> Form:
    """Return a form with an instruction; the same one in every row is context, not prompt."""
    if not any(row.get("input") for row in rows):
        return Form(name, Field(asked), answer)
    if _constant(rows, asked):
        return Form(name, Field("input"), answer, context=Field(asked))
    return Form(name, Field("input"), answer, lead=Field(asked))


def _question(rows: Rows) -> Form:
    asked, answered = _pair(rows[0], _QUESTIONED) or _QUESTIONED[0]
    context = Field("system_prompt") if "system_prompt" in rows[0] else None
    return Form("question_answer", Field(asked), Field(answered), context=context)


def _text_label(rows: Rows) -> Form:
    text, label = _first(rows[0], _TEXTS), _first(rows[0], _LABELS)
    field = Field(str(label), "scalar")
    return Form("text_label", Field(str(text)), field, field)


def _text(_rows: Rows) -> Form:
    return Form("text", Field("text"))


def _prompt_only(rows: Rows) -> Form:
    asked = _first(rows[0], ("prompt", "instruction", "question")) or "prompt"
    return _instructed("prompt_only", rows, asked, None)


MAKERS: dict[str, Callable[[Rows], Form]] = {
    "openai_chat": _chat,
    "sharegpt": _sharegpt,
    "preference": _preference,
    "stepwise": _stepwise,
    "kto": _kto,
    "prompt_completion": _completion,
    "alpaca": _alpaca,
    "question_answer": _question,
    "text_label": _text_label,
    "text": _text,
    "prompt_only": _prompt_only,
}


def _named(rows: Rows, label: str | None, text: str | None) -> Form | str:
    """Return the form whose columns the user named; a column that no row has is told."""
    columns = sorted({str(key) for row in rows for key in row})
    for name in (label, text):
        if name and name not in columns:
            near = nearest(name, columns)
            hint = f"; did you mean {near}?" if near else ""
            return visible(f"no column {name}: the columns are {', '.join(columns[:20])}{hint}")
    found = None if text and label else detect(rows)
    known = found if isinstance(found, Form) else None
    prompt = Field(text) if text else known.prompt if known else None
    tag = Field(label, "scalar") if label else known.label if known else None
    if prompt is None:
        return "no text is known: name its column as well (--text COLUMN)"
    if known and not text:
        return Form(known.format, prompt, known.answer or tag, tag, known.context, known.lead)
    return Form("text_label" if tag else "text", prompt, tag, tag)


def without_answers(form: Form, rows: Rows) -> Form:
    """Return the form as a file without answers has it, without the columns that no row has."""
    columns = {key for row in rows for key in row}

    def kept(field: Field | None) -> Field | None:
        return field if field and field.column in columns else None

    return Form(
        form.format,
        kept(form.prompt),
        kept(form.answer),
        kept(form.label),
        kept(form.context),
        kept(form.lead),
        kept(form.beside),
    )
