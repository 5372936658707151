"""Which parts of a text become canvases: words, clauses or sentences, as a writer would select them.

Lengths and mix: README.md, "Objective". A canvas owns its leading space, as it does when the app fills a region.
"""

import math
import random
import re
from dataclasses import dataclass

WORD = re.compile(r"\S+")
CLAUSE_END = re.compile(r"(?:[.!?;:,]|--|\u2014)[\"')\]\u201d\u2019]*$")
LEADING_PUNCTUATION = re.compile(r"^\W+(?=\w)")
TRAILING_PUNCTUATION = re.compile(r"(?<=\w)\W+$")
WORDS_PER_TOKEN = 0.75
LONGEST_SPAN = 64
KINDS = ("one span", "several spans", "rest of text")
KIND_SHARES = (0.67, 0.22, 0.11)


@dataclass(frozen=True)
class Pieces:
    """A text split around its canvases: `contexts` has one more entry than `canvases`, and joining them in turn
    gives the text back. Only the first and the last context can be empty."""

    contexts: list[str]
    canvases: list[str]


def log_uniform(rng: random.Random, low: int, high: int) -> int:
    """An integer in [low, high] whose logarithm is about uniform."""
    return min(high, int(math.exp(rng.uniform(math.log(low), math.log(high + 1)))))


def split_text(rng: random.Random, text: str) -> Pieces:
    """Chooses the canvases of a text of at least a few words."""
    words = [match.span() for match in WORD.finditer(text)]
    kind = rng.choices(KINDS, KIND_SHARES)[0]
    if kind == "several spans" and len(words) >= 8:
        chosen = _several(rng, text, words)
    else:
        chosen = [_one(rng, text, words, log_uniform(rng, 1, LONGEST_SPAN))]
    if kind == "rest of text" and chosen[0][0] > 0:
        text = text[: chosen[0][1]]
    return cut(text, chosen)


def cut(text: str, spans: list[tuple[int, int]]) -> Pieces:
    """Splits at character spans that are in order and do not touch."""
    contexts, canvases, at = [], [], 0
    for start, end in spans:
        contexts.append(text[at:start])
        canvases.append(text[start:end])
        at = end
    return Pieces([*contexts, text[at:]], canvases)


def _one(rng: random.Random, text: str, words: list[tuple[int, int]], tokens: int) -> tuple[int, int]:
    """One span of about `tokens` tokens: whole clauses half of the time, else any run of words."""
    wanted = max(1, round(tokens * WORDS_PER_TOKEN))
    ends = [index for index, (start, end) in enumerate(words) if CLAUSE_END.search(text[start:end])]
    if rng.random() < 0.5 and len(ends) > 1:
        first_clause = rng.randrange(len(ends) - 1)
        first = ends[first_clause] + 1
        last = min(ends[first_clause + 1 :], key=lambda end: abs(end - first + 1 - wanted))
        return _characters(rng, text, words, first, last, whole=True)
    first = rng.randrange(max(1, len(words) - wanted + 1))
    return _characters(rng, text, words, first, min(first + wanted, len(words)) - 1, whole=False)


def _several(rng: random.Random, text: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two to four runs of words that share LONGEST_SPAN; half of the time only one to six words apart (kept words)."""
    count = rng.randint(2, min(4, len(words) // 4))
    lengths = [
        max(1, round(log_uniform(rng, 1, LONGEST_SPAN // count) * WORDS_PER_TOKEN)) for _ in range(count)
    ]
    close = rng.random() < 0.5
    room = len(words) - count
    lengths = [min(length, max(1, room // count)) for length in lengths]
    spare = len(words) - sum(lengths) - (count - 1)
    if close:
        gaps = [1 + (rng.randrange(6) if spare > 6 * count else 0) for _ in range(count - 1)]
        offset = rng.randrange(max(1, len(words) - sum(lengths) - sum(gaps) + 1))
    else:
        cuts = sorted(rng.randrange(max(1, spare + 1)) for _ in range(count))
        gaps = [1 + after - before for before, after in zip(cuts, cuts[1:], strict=False)]
        offset = cuts[0]
    spans, first = [], offset
    for index, length in enumerate(lengths):
        spans.append(_characters(rng, text, words, first, first + length - 1, whole=False))
        first += length + (gaps[index] if index < len(gaps) else 0)
    return spans


def _characters(
    rng: random.Random, text: str, words: list[tuple[int, int]], first: int, last: int, whole: bool
) -> tuple[int, int]:
    """Characters of words first..last with the space before; at random without outer punctuation, unless whole."""
    start, end = words[first][0], words[last][1]
    leading = (
        None if whole or rng.random() < 0.5 else LEADING_PUNCTUATION.search(text[start : words[first][1]])
    )
    trailing = (
        None if whole or rng.random() < 0.5 else TRAILING_PUNCTUATION.search(text[words[last][0] : end])
    )
    if trailing:
        end = words[last][0] + trailing.start()
    if leading:
        return start + leading.end(), end
    owns_space = start > 0 and text[start - 1] == " " and (start < 2 or not text[start - 2].isspace())
    return start - 1 if owns_space else start, end
