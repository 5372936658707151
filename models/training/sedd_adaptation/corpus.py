"""Prose from {train,valid,test}.jsonl.gz, one document a line with `kind` and `text`, and windows cut from it."""

import gzip
import json
import random
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

CHARACTERS_PER_TOKEN = 4.3
# Technical documentation teaches little about prose: it is drawn less often than its share of the corpus.
KIND_WEIGHTS = {"fiction": 1.0, "nonfiction": 0.8, "docs": 0.15}
PARAGRAPH_START = re.compile(r"(?:^|\n\n)(?=\S)")
WORD_START = re.compile(r"(?<!\S)\S")


@dataclass(frozen=True)
class Corpus:
    """Documents, and the running sums of their sampling weights (characters times the weight of their kind)."""

    texts: list[str]
    cumulative_weights: list[float]

    @staticmethod
    def of(documents: list[tuple[str, str]]) -> "Corpus":
        """A corpus of (kind, text) pairs; a kind without a weight counts fully."""
        weights = [len(text) * KIND_WEIGHTS.get(kind, 1.0) for kind, text in documents]
        return Corpus([text for _, text in documents], list(accumulate(weights)))

    @staticmethod
    def read(folder: Path, split: str) -> "Corpus":
        """Reads FOLDER/SPLIT.jsonl.gz. A missing file raises FileNotFoundError with its path."""
        with gzip.open(folder / f"{split}.jsonl.gz", "rt", encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
        return Corpus.of([(record["kind"], record["text"]) for record in records])

    def window(self, rng: random.Random, tokens: int) -> str:
        """About `tokens` tokens of consecutive text, cut at words; half of the windows start with a paragraph."""
        draw = rng.random() * self.cumulative_weights[-1]
        text = self.texts[bisect_right(self.cumulative_weights, draw)]
        length = int(tokens * CHARACTERS_PER_TOKEN)
        start = rng.randrange(max(1, len(text) - length // 2))
        pattern = PARAGRAPH_START if rng.random() < 0.5 else WORD_START
        found = pattern.search(text, start)
        begin = found.end() if found and pattern is PARAGRAPH_START else found.start() if found else start
        window = text[begin : begin + length]
        ends_inside_a_word = begin + length < len(text)
        return window.rsplit(None, 1)[0] if ends_inside_a_word else window.rstrip()
