"""The texts of the evaluation: a window of unseen prose with one span of exactly 8, 16 or 32 tokens, text on both sides."""

import random
from dataclasses import dataclass

from tokenizers import Tokenizer

from .corpus import Corpus
from .examples import encode_pieces
from .spans import WORD, cut, log_uniform

SPAN_LENGTHS = (8, 16, 32)
SHORTEST_SIDE = 16
SHORTEST_WINDOW, LONGEST_WINDOW = 96, 320


@dataclass(frozen=True)
class Text:
    """Tokens before the span, the span, tokens after it; `seed` fixes its masks, whatever the model."""

    before: list[int]
    span: list[int]
    after: list[int]
    seed: int


def draw_texts(corpus: Corpus, tokenizer: Tokenizer, count: int, seed: int) -> list[Text]:
    """`count` texts whose spans have the lengths of SPAN_LENGTHS in turn. The same arguments give the same texts."""
    rng = random.Random(seed)
    texts: list[Text] = []
    while len(texts) < count:
        window = corpus.window(rng, log_uniform(rng, SHORTEST_WINDOW, LONGEST_WINDOW))
        text = cut_span(rng, window, SPAN_LENGTHS[len(texts) % len(SPAN_LENGTHS)], tokenizer, len(texts))
        if text is not None:
            texts.append(text)
    return texts


def cut_span(
    rng: random.Random, window: str, tokens: int, tokenizer: Tokenizer, seed: int
) -> Text | None:
    """Whole words with the space before them that make exactly `tokens` tokens; None if a place drawn does not offer it."""
    words = [match.span() for match in WORD.finditer(window)]
    if len(words) < 2:
        return None
    first = rng.randrange(1, len(words))
    start = words[first][0] - 1
    if window[start] != " ":
        return None
    for _, end in words[first : first + tokens]:
        contexts, canvases = encode_pieces(cut(window, [(start, end)]), tokenizer)
        if len(canvases[0]) < tokens:
            continue
        long_enough = min(map(len, contexts)) >= SHORTEST_SIDE
        fits = len(canvases[0]) == tokens and long_enough
        return Text(contexts[0], canvases[0], contexts[1], seed) if fits else None
    return None
