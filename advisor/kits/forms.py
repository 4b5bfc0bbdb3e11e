"""How each form of file holds a value, a reason and its sources; it knows no advice."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence

from advisor.text import ADDRESS, shorten, visible, within_markdown

WIDTH = 92
LONGEST = 200
# The tools that read the files fill in {{...}}, {%...%} and ${...}, also within quotes.
_TEMPLATE = re.compile(r"(?<=\{)(?=[{%#])|(?<=\$)(?=\{)")


def tamed(text: str) -> str:
    """Return untrusted text on one line, with nothing in it that a template engine acts on."""
    return _TEMPLATE.sub(" ", shorten(visible(text), LONGEST))


def _yaml(value: object) -> str:
    # A JSON scalar is a YAML scalar; whatever the text holds, it stays within its quotes.
    return json.dumps(tamed(value) if isinstance(value, str) else value, ensure_ascii=False)


def _text(value: object) -> str:
    return tamed(str(value))


# How a value stands in the text of each form; in a comment of YAML it stands as text.
HELD: dict[str, Callable[[object], str]] = {
    "yaml": _yaml,
    "markdown": lambda value: within_markdown(_text(value)),
    "text": _text,
    "csv": lambda value: _text(value).replace('"', '""'),
    "jsonl": lambda value: json.dumps(_text(value), ensure_ascii=False)[1:-1],
}


def held(form: str, line: str, value: object, shown: str) -> str:
    """Return a value as it may stand in this line; `shown` is the value in words."""
    if form == "yaml":
        return tamed(shown) if line.lstrip().startswith("#") else _yaml(value)
    return HELD[form](shown)


def reason(form: str, first_line: str, because: str, mark: str) -> tuple[list[str], list[str]]:
    """Return the lines that tell why, those before the text and those after it."""
    told = f"{visible(because)} {mark}".strip()
    if form == "yaml":
        # A mark is one word, so that no line ends within it.
        lines = textwrap.wrap(
            told.replace(mark, mark.replace(" ", "\0")) if mark else told, WIDTH,
            initial_indent="# ", subsequent_indent="# ",
        )  # fmt: skip
        return ["", *(line.replace("\0", " ") for line in lines)], []
    indent = first_line[: len(first_line) - len(first_line.lstrip())]
    return [], [f"{indent}  - Why: {within_markdown(told)}"]


def opening(form: str, title: str, sentences: Sequence[str]) -> Iterator[str]:
    """Yield the lines that open a file that can hold comments."""
    if form == "yaml":
        for sentence in (title, *sentences):
            yield from textwrap.wrap(
                tamed(sentence), WIDTH, initial_indent="# ", subsequent_indent="# "
            )
    else:
        yield f"# {within_markdown(tamed(title))}"
        yield ""
        yield from (within_markdown(tamed(sentence)) for sentence in sentences)
    yield ""


def closing(form: str, sources: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    """Yield the sources that were cited: number, citation and how it was seen."""
    if not sources:
        return
    yield from ("", "# Sources") if form == "yaml" else ("", "## Sources", "")
    for number, cited, seen in sources:
        if form == "yaml":
            yield from textwrap.wrap(
                f"[{number}] {visible(cited)}{seen}", WIDTH,
                initial_indent="#   ", subsequent_indent="#       ",
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
        else:
            before, found, address = cited.rpartition(" https://")
            link = f"https://{address}"
            linked = found and ADDRESS.fullmatch(link)
            text = f"{within_markdown(before)} <{link}>" if linked else within_markdown(cited)
            yield f"- \\[{number}\\] {text}{seen}"
