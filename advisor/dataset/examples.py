"""The rows of a data file as examples: the same expressions for every engine.

They are built in layers, each a view: expressions that are spelled out again wherever they are
used cost an engine several times as much.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from advisor.dataset.formats import ANSWERING, ASKING, INSTEAD, ROLES, SETTING, Field, Form

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

BROKEN, EMPTY, UNANSWERED, UNPAIRED = 1, 2, 3, 4
"""How a row can break the form: no text where one belongs, empty text, no answer, no pair."""
_JSON = r"(?s)^(?:-?[0-9][0-9.eE+-]*|\[.*\]|\{.*\})$"
"""A text that may have been another JSON value before it was read as text."""
LIST, PARTS = '[{"', ('[{"type":"', '[{"text":"')
"""How a list begins where it is read as text, and how one of parts does: without spaces."""
SHORT, ANSWERED = 2, 1
"""How a conversation ends: a short one with its answer, a longer one with an answer, else 0."""
PAIR, SET_PAIR = 2, 3
"""Shapes of nearly all conversations: one question and its answer, without or with a setting."""


def examples(table: Any, form: Form, engine: Engine, *, answered: bool, typed: bool) -> Any:
    """Return prompt, answer, label, context, fault and doubt of every row of `table`.

    Where `answered`, a row without an answer breaks the form. A part that the form lacks is null.
    Doubt tells texts that may have been no JSON strings, where the table is not `typed`.
    """
    import ibis

    reader = _Reader(table, form, engine)
    prompt, answer, context = _asked(reader, form)
    label = reader.scalar(form.label) if form.label else None
    if form.label and form.answer and form.label.column == form.answer.column:
        answer = label
    null = ibis.null("string")
    turns = _turns(form)
    paired = (
        reader.answer(form.beside).notnull() if answered and form.beside else ibis.literal(True)
    )
    layer = engine.view(
        reader.table.select(
            prompt=prompt,
            answer=null if answer is None else answer,
            label=null if label is None else label,
            context=null if context is None else context,
            paired=paired,
            ended=reader.ended(turns[-1]) if turns and not typed else ibis.literal(0),
        )
    )
    branches = [(layer.prompt.isnull(), BROKEN), (~visible(layer.prompt), EMPTY)]
    if answered and answer is not None:
        branches.append((layer.answer.isnull(), UNANSWERED))
    branches.append((~layer.paired, UNPAIRED))
    fault = ibis.cases(*branches, else_=0).cast("int8")
    doubt = ibis.literal(False) if typed else _doubt(layer, form)
    return engine.view(layer.mutate(fault=fault, doubt=doubt).drop("paired", "ended"))


def _turns(form: Form) -> list[Field]:
    """Return the columns of conversations, that of the answer last."""
    return [one for one in (form.prompt, form.answer) if one and one.kind == "turns"]


def _doubt(layer: Any, form: Form) -> Any:
    """Tell rows that may say something else where they are read with types."""
    doubt = _doubtful(layer.prompt)
    if form.answer is None or form.answer.kind != "scalar":
        doubt = doubt | _doubtful(layer.answer)
    turns = _turns(form)
    if not turns:
        return doubt
    # The last turn may hold calls in place of a text, one before it a list of parts.
    silent = _cases((layer.answer > "", False), else_=layer.ended > 0)
    texts = (layer.prompt, layer.context)
    within = reduce(or_, (text.contains(start) for text in texts for start in PARTS))
    if len(turns) == 1:
        within = _cases((layer.ended == SHORT, layer.context.startswith(LIST)), else_=within)
    return doubt | silent | within.fill_null(False) | ~layer.paired


def visible(text: Any) -> Any:
    """Tell texts in which something can be seen: nearly all show it by their first character.

    What stands behind a case is left undone where it is not needed; both sides of an AND are not.
    """
    import ibis

    return ibis.cases((text >= "!", True), else_=text.re_search(r"\S"))


def _doubtful(text: Any) -> Any:
    """Tell texts that read like another JSON value; few start so, which is told first."""
    import ibis

    could = ibis.cases((text >= "a", text >= "{"), (text >= "A", text >= "["), else_=text >= "-")
    like = ibis.cases((could, text.re_search(_JSON)), else_=text.isin(["true", "false"]))
    return like.fill_null(False)


def _asked(reader: _Reader, form: Form) -> tuple[Any, Any, Any]:
    asked = form.prompt or form.answer
    if asked is None:
        raise ValueError("a form reads at least one column")
    context = reader.text(form.context) if form.context else None
    if asked.kind == "turns":
        prompt, answer, setting = reader.conversation(asked)
        context = setting if context is None else context
        if form.prompt and form.answer:
            answer = reader.answer(form.answer)
        return prompt, answer, context
    prompt = reader.text(asked)
    there = prompt.notnull() & (prompt != "")
    if form.lead:
        lead = reader.text(form.lead)
        prompt = _cases((there, lead + "\n" + prompt), else_=lead)
    return prompt, reader.answer(form.answer) if form.answer else None, context


def _cases(*branches: tuple[Any, Any], else_: Any = None) -> Any:
    import ibis

    return ibis.cases(*branches, else_=else_)


class _Reader:
    """Turns columns into text; a value of another kind is null."""

    def __init__(self, table: Any, form: Form, engine: Engine) -> None:
        """Read from `table`, every conversation in it with its shape beside."""
        self.engine = engine
        shaped = [field for field in form.fields if field.kind == "turns"]
        shapes = {_shape(field): self._shape(table[field.column], field) for field in shaped}
        self.table = engine.view(table.mutate(**shapes)) if shapes else table

    def text(self, field: Field) -> Any:
        return self._text(self.table[field.column])

    def scalar(self, field: Field) -> Any:
        value = self.table[field.column]
        return self.engine.json_scalar(value) if value.type().is_json() else value.cast("string")

    def answer(self, field: Field) -> Any:
        if field.kind == "turns":
            return self.conversation(field)[1]
        if field.kind == "list":
            return self.table[field.column].map(self._text).join("\n")
        if field.kind == "scalar":
            return self.scalar(field)
        return self.text(field)

    def _text(self, value: Any) -> Any:
        if value.type().is_json():
            return self.engine.json_text(value)
        if value.type().is_string():
            return value
        import ibis

        return ibis.null("string")

    def conversation(self, field: Field) -> tuple[Any, Any, Any]:
        """Return what was asked, the last answer and the setting of a conversation.

        Walking a list costs the engines several times as much as an element at a known place.
        """
        turns, shape = self.table[field.column], self.table[_shape(field)]
        count = turns.length()
        last = turns[self.engine.within(turns, count - 1)]
        answered = self._role(last, field, ANSWERING)

        def turn(place: int) -> Any:
            return turns[self.engine.within(turns, place)]

        def at(place: int) -> Any:
            return self._content(turn(place), field)

        prompt = _cases(
            (shape == PAIR, at(0)),
            (shape == SET_PAIR, at(1)),
            else_=self._walked(turns, field, answered),
        )
        answer = _cases(
            (shape == PAIR, self._reply(turn(1), field)),
            (shape == SET_PAIR, self._reply(turn(2), field)),
            (answered, self._reply(last, field)),
        )
        setting = turns.filter(lambda turn: self._role(turn, field, SETTING))
        setting = setting.map(lambda turn: self._content(turn, field)).join("\n")
        context = _cases((shape == PAIR, ""), (shape == SET_PAIR, at(0)), else_=setting)
        return prompt, answer, context

    def ended(self, field: Field) -> Any:
        """Return how a conversation ends."""
        turns, shape = self.table[field.column], self.table[_shape(field)]
        last = turns[self.engine.within(turns, turns.length() - 1)]
        return _cases((shape > 0, SHORT), (self._role(last, field, ANSWERING), ANSWERED), else_=0)

    def _shape(self, turns: Any, field: Field) -> Any:
        count = turns.length()

        def is_(place: int, roles: tuple[str, ...]) -> Any:
            return self._role(turns[self.engine.within(turns, place)], field, roles)

        # The commonest names first, by themselves.
        usual = is_(0, SETTING[:1]) & is_(1, ASKING[:1]) & is_(2, ANSWERING[:1])
        pair = (count == PAIR) & is_(0, ASKING) & is_(1, ANSWERING)
        set_pair = (count == SET_PAIR) & is_(0, SETTING) & is_(1, ASKING) & is_(2, ANSWERING)
        return _cases(
            ((count == SET_PAIR) & usual, SET_PAIR), (pair, PAIR), (set_pair, SET_PAIR), else_=0
        ).cast("int8")

    def _walked(self, turns: Any, field: Field, answered: Any) -> Any:
        """Return every turn before the last answer as one text, null where a turn is unsound."""
        strange = turns.filter(
            lambda turn: ~self._role(turn, field, ROLES) | self._unsaid(turn, field)
        )
        asked = turns[: turns.length() - answered.cast("int64")]
        asked = asked.filter(lambda turn: ~self._role(turn, field, SETTING))
        text = asked.map(lambda turn: self._content(turn, field)).join("\n")
        return _cases(((strange.length() == 0) & (turns.length() > 0), text))

    def _role(self, turn: Any, field: Field, roles: tuple[str, ...]) -> Any:
        return turn[field.role].isin(roles).fill_null(False)

    def _content(self, turn: Any, field: Field) -> Any:
        content = turn[field.content]
        kind = content.type()
        if kind.is_json() or (kind.is_string() and not self.engine.tells_types):
            return self.engine.said(content)
        if kind.is_array() and kind.value_type.is_struct() and "text" in kind.value_type.names:
            return content.map(lambda part: self._text(part["text"])).join("\n")
        return self._text(content)

    def _reply(self, turn: Any, field: Field) -> Any:
        """Return what an answering turn says, or what it holds in place of a text."""
        import ibis

        said = self._content(turn, field)
        names = [name for name in INSTEAD if name in turn.type().names]
        if not names:
            return said
        held = (self._instead(turn[name]) for name in names)
        return _cases((visible(said), said), else_=ibis.coalesce(*held, said))

    def _instead(self, value: Any) -> Any:
        if value.type().is_array() or value.type().is_struct():
            value = self.engine.written(value)
        is_list = value.fill_null("").startswith("[")
        return _cases((is_list, self.engine.calls(value)), else_=self._text(value))

    def _unsaid(self, turn: Any, field: Field) -> Any:
        """Tell whether a turn holds no text; an answer may be a call without any."""
        value = turn[field.content]
        allowed = value.isnull() & self._role(turn, field, ANSWERING)
        return self._content(turn, field).isnull() & ~allowed


def _shape(field: Field) -> str:
    return f"shape of {field.column}"
