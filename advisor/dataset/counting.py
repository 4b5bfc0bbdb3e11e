"""Tokens of texts, counted with a vocabulary that needs no network, or estimated without one."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

EXACT, SAMPLED, WORDS = "exact", "sampled", "words"
VOCABULARY = "o200k_base"
EXACT_CHARACTERS = 20_000_000
"""Texts up to this size are counted whole: about a second."""
WORDS_OFF = 0.2
"""How far words and punctuation were off at most on prose, code and tool calls in English
(3 %, 15 % and 19 %, measured); other scripts are further off, which bytes tell."""
_PIECES = re.compile(r"\w+|[^\w\s]")
_Z = 1.96


@dataclass(frozen=True)
class Tokens:
    """Tokens in all, with an interval where they are not counted one by one."""

    tokens: int
    low: int
    high: int
    method: str
    how: str
    characters: int

    @property
    def characters_per_token(self) -> float:
        """Return the mean length of a token."""
        return self.characters / max(self.tokens, 1)


def prepare() -> None:
    """Begin to load the vocabulary, which takes a second, beside other work."""
    _loading()


def counter() -> tuple[Callable[[Sequence[str]], list[int]], bool]:
    """Return what counts the tokens of texts, and whether it is exact."""
    _loading().join()
    try:
        import toktok
    except ImportError:
        return lambda texts: [len(_PIECES.findall(text)) for text in texts], False
    return lambda texts: list(toktok.batch_count(list(texts), VOCABULARY)), True


@cache
def _loading() -> threading.Thread:
    def load() -> None:
        with suppress(ImportError):
            import toktok

            toktok.batch_count([""], VOCABULARY)

    begun = threading.Thread(target=load, daemon=True)
    begun.start()
    return begun


def whole(total: int, characters: int, exact: bool) -> Tokens:
    """Return tokens that were counted over all texts."""
    if exact:
        return Tokens(total, total, total, EXACT, f"counted with {VOCABULARY}", characters)
    low, high = math.floor(total * (1 - WORDS_OFF)), math.ceil(total * (1 + WORDS_OFF))
    how = "an estimate: words and punctuation, no tokenizer is installed"
    return Tokens(total, low, high, WORDS, how, characters)


def sampled(counts: Sequence[int], lengths: Sequence[int], characters: int, exact: bool) -> Tokens:
    """Return tokens of all texts by the ratio of tokens to characters in a sample.

    The interval is the 95 % one of a ratio estimate (Cochran, Sampling Techniques, section 6.3).
    """
    ratio = sum(counts) / max(sum(lengths), 1)
    rest = sum((t - ratio * c) ** 2 for t, c in zip(counts, lengths, strict=True))
    mean = sum(lengths) / max(len(lengths), 1)
    n = len(counts)
    error = math.sqrt(rest / max(n - 1, 1) / max(n, 1)) / max(mean, 1e-9)
    off = _Z * error + (0 if exact else ratio * WORDS_OFF)
    low, high = math.floor((ratio - off) * characters), math.ceil((ratio + off) * characters)
    counted = VOCABULARY if exact else "words and punctuation"
    how = f"an estimate from {n:,} distinct rows, {counted}"
    return Tokens(round(ratio * characters), max(low, 0), high, SAMPLED, how, characters)
