"""How long gaps are in prose, by where they stand in a sentence: the prior of the automatic length (models/infill/length.ts).

    python -m sedd_adaptation.gap_lengths FOLDER --corpus CORPUS

A sentence is drawn from a paragraph, and from it the gap: the whole of it, its words up to one, from one on, or between
two. Only lengths that a canvas can have count. Prints mean and standard deviation of the logarithm of the tokens, and
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

SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
KINDS = ("paragraph", "sentence", "opening", "closing", "middle")
WINDOW_TOKENS = 400


def sentences(paragraph: str) -> list[list[str]]:
    """The words of each sentence; what stands after the last end is left out."""
    found: list[list[str]] = []
    words: list[str] = []
    for word in paragraph.split():
        words.append(word)
        if SENTENCE_END.search(word):
            found.append(words)
            words = []
    return found


def draw_gap(rng: random.Random, kind: str, window: str) -> str | None:
    """The text of a gap of this kind from a window of prose, or None if there is none."""
    paragraphs = [paragraph for paragraph in window.split("\n\n")[1:-1] if sentences(paragraph)]
    if not paragraphs:
        return None
    paragraph = rng.choice(paragraphs)
    if kind == "paragraph":
        return paragraph
    words = rng.choice(sentences(paragraph))
    if kind == "sentence":
        return " ".join(words)
    if len(words) < 4:
        return None
    first, last = sorted(rng.sample(range(1, len(words)), 2))
    bounds = {"opening": (0, last), "closing": (first, len(words)), "middle": (first, last)}[kind]
    return " ".join(words[slice(*bounds)])


def lengths(corpus: Corpus, tokenizer: Tokenizer, kind: str, count: int, seed: int) -> list[int]:
    """Tokens of `count` gaps, at most LONGEST_SPAN each, shortest first."""
    rng = random.Random(seed)
    found: list[int] = []
    while len(found) < count:
        gap = draw_gap(rng, kind, corpus.window(rng, WINDOW_TOKENS))
        if gap is not None:
            tokens = len(tokenizer.encode(f" {gap}", add_special_tokens=False).ids)
            if tokens <= LONGEST_SPAN:
                found.append(tokens)
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--split", default="train")
    parser.add_argument("--gaps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    corpus = Corpus.read(arguments.corpus, arguments.split)
    tokenizer = open_tokenizer(arguments.folder)
    for kind in KINDS:
        found = lengths(corpus, tokenizer, kind, arguments.gaps, arguments.seed)
        logarithms = [math.log(tokens) for tokens in found]
        mean = sum(logarithms) / len(found)
        spread = math.sqrt(sum((value - mean) ** 2 for value in logarithms) / len(found))
        quartiles = [found[len(found) * quarter // 4] for quarter in (1, 2, 3)]
        print(f"{kind:10s} log {mean:.2f} +- {spread:.2f}   quartiles {quartiles}")


if __name__ == "__main__":
    main()
