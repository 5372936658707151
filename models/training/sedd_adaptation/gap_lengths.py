"""How long gaps are in prose, by where they stand in a sentence and how long the sentences around them are: the
automatic length (models/infill/length.ts, models/infill/sentence-words.ts).

    python -m sedd_adaptation.gap_lengths FOLDER --corpus CORPUS

A sentence is drawn from a paragraph, and from it the gap: the whole of it, its words up to one, from one on, or between
two. Only lengths that a canvas can have count. Prints, for the logarithm of the tokens, its mean where sentences are
as long as usual, the exponent of the mean words of the sentences around, what is left of the standard deviation; and
quartiles.
"""

import argparse
import math
import random
import re
from pathlib import Path

from tokenizers import Tokenizer

from .corpus import Corpus
from .opening import open_tokenizer
from .spans import LONGEST_SPAN

WORD = re.compile(r"\S+")
SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
KINDS = ("paragraph", "sentence", "opening", "closing", "middle")
WINDOW_TOKENS = 400
NEARBY_CHARACTERS = 640
"""On each side of a gap whose sentences are counted."""
USUAL_WORDS = 18
"""Words a sentence, where too few stand nearby."""
LEAST_SENTENCES = 3

Span = tuple[int, int]


def sentences(text: str, start: int, end: int) -> list[list[Span]]:
    """The words of each sentence from start to end; what stands behind the last end is left out."""
    found: list[list[Span]] = []
    words: list[Span] = []
    for match in WORD.finditer(text, start, end):
        words.append(match.span())
        if SENTENCE_END.search(match.group()):
            found.append(words)
            words = []
    return found


def whole_sentences(text: str, cut_before: bool) -> list[int]:
    """Words of each sentence of a text whose first one may be cut; those that a paragraph ends are not whole."""
    found: list[int] = []
    for index, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        counts = [len(words) for words in sentences(paragraph, 0, len(paragraph))]
        found += counts[1:] if index == 0 and cut_before else counts
    return found


def nearby_words(before: str, after: str, kind: str) -> float:
    """Mean words of the whole sentences around a gap."""
    left = whole_sentences(before[-NEARBY_CHARACTERS:], len(before) > NEARBY_CHARACTERS)
    right = whole_sentences(after[:NEARBY_CHARACTERS], kind in ("opening", "middle"))
    counts = left + right
    return sum(counts) / len(counts) if len(counts) >= LEAST_SENTENCES else USUAL_WORDS


def draw_gap(rng: random.Random, kind: str, window: str) -> Span | None:
    """Where a gap of this kind stands in a window of prose, or None if there is none."""
    bounds = [match.span() for match in re.finditer(r"\S(?:(?!\n\n).)*", window, re.DOTALL)][1:-1]
    paragraphs = [span for span in bounds if sentences(window, *span)]
    if not paragraphs:
        return None
    start, end = rng.choice(paragraphs)
    if kind == "paragraph":
        return start, end
    words = rng.choice(sentences(window, start, end))
    if kind == "sentence":
        return words[0][0], words[-1][1]
    if len(words) < 4:
        return None
    first, last = sorted(rng.sample(range(1, len(words)), 2))
    chosen = {"opening": words[:last], "closing": words[first:], "middle": words[first:last]}[kind]
    return chosen[0][0], chosen[-1][1]


def gaps(corpus: Corpus, tokenizer: Tokenizer, kind: str, count: int, seed: int) -> list[tuple[int, float]]:
    """Tokens of `count` gaps, at most LONGEST_SPAN each, and the mean words of the sentences around."""
    rng = random.Random(seed)
    found: list[tuple[int, float]] = []
    while len(found) < count:
        window = corpus.window(rng, WINDOW_TOKENS)
        span = draw_gap(rng, kind, window)
        if span is not None:
            start, end = span
            tokens = len(tokenizer.encode(f" {window[start:end]}", add_special_tokens=False).ids)
            if tokens <= LONGEST_SPAN:
                found.append((tokens, nearby_words(window[:start], window[end:], kind)))
    return found


def fit(found: list[tuple[int, float]]) -> tuple[float, float, float]:
    """Mean, exponent and spread of log tokens = mean + exponent · log(words / USUAL_WORDS), by least squares."""
    logarithms = [math.log(tokens) for tokens, _ in found]
    ratios = [math.log(words / USUAL_WORDS) for _, words in found]
    mean, centre = sum(logarithms) / len(found), sum(ratios) / len(found)
    product = sum((x - centre) * (y - mean) for x, y in zip(ratios, logarithms, strict=True))
    exponent = product / sum((x - centre) ** 2 for x in ratios)
    level = mean - exponent * centre
    squares = [(y - level - exponent * x) ** 2 for x, y in zip(ratios, logarithms, strict=True)]
    return level, exponent, math.sqrt(sum(squares) / len(found))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--split", default="train")
    parser.add_argument("--gaps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    corpus = Corpus.read(arguments.corpus, arguments.split)
    tokenizer = open_tokenizer(arguments.folder)
    for kind in KINDS:
        found = gaps(corpus, tokenizer, kind, arguments.gaps, arguments.seed)
        level, exponent, spread = fit(found)
        tokens = sorted(tokens for tokens, _ in found)
        quartiles = [tokens[len(found) * quarter // 4] for quarter in (1, 2, 3)]
        line = f"log {level:.2f} + {exponent:.2f} log words/{USUAL_WORDS}, +- {spread:.2f}"
        print(f"{kind:10s} {line}   quartiles {quartiles}")


if __name__ == "__main__":
    main()
