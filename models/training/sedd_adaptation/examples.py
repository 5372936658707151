"""From text to training batches: tokenised pieces, PAD slack, mask patterns, packed rows."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from .attention import CanvasSegment
from .corpus import Corpus
from .layout import Layout, lay_out
from .masks import draw_patterns
from .model_folder import Architecture
from .spans import LONGEST_SPAN, Pieces, log_uniform, split_text

SHORTEST_CONTEXT = 24
LONGEST_CONTEXT = 448
LONGEST_SLACK = 24
SHARE_WITH_SLACK = 0.5
SHARE_PADS_REVEALED = 0.3
PAIRS = 2


@dataclass(frozen=True)
class Example:
    """One window and the patterns under which its canvases are trained (they are its alternatives).

    tokens: [N] the truth of every canvas token, PADs included; masked: [A, N] which of them are hidden.
    """

    layout: Layout
    tokens: torch.Tensor
    masked: torch.Tensor

    def size(self) -> int:
        """Tokens that the network reads: the context once, the canvases once a pattern."""
        return len(self.layout.context_ids) + self.masked.numel()


@dataclass(frozen=True)
class Batch:
    """Examples packed for the network. Rows of canvases: example by example, pattern by pattern.

    targets [M]: the truth of every masked token; target_rows [M]: the canvas rows that predict them;
    target_weights [M]: sum to 1, so that sum(weights * CE) is the loss.
    """

    context_ids: torch.Tensor
    context_positions: torch.Tensor
    context_lengths: list[int]
    canvas_ids: torch.Tensor
    canvas_positions: torch.Tensor
    segments: list[CanvasSegment]
    targets: torch.Tensor
    target_rows: torch.Tensor
    target_weights: torch.Tensor
    tokens: int


def encode_pieces(pieces: Pieces, tokenizer: Tokenizer) -> tuple[list[list[int]], list[list[int]]]:
    """Token ids of contexts and canvases, every piece tokenised by itself."""

    def encode(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    return [encode(text) for text in pieces.contexts], [encode(text) for text in pieces.canvases]


def draw_example(
    rng: random.Random, corpus: Corpus, tokenizer: Tokenizer, architecture: Architecture
) -> Example:
    """Draws a window, its canvases, PAD slack and mask patterns. Windows that suit no canvas are drawn again."""
    while True:
        context_tokens = log_uniform(rng, SHORTEST_CONTEXT, LONGEST_CONTEXT)
        text = corpus.window(rng, context_tokens + LONGEST_SPAN // 3)
        if not text.split():
            continue
        contexts, canvases = encode_pieces(split_text(rng, text), tokenizer)
        if (
            0 < sum(map(len, canvases)) <= LONGEST_SPAN
            and sum(map(len, contexts)) <= LONGEST_CONTEXT + LONGEST_SPAN
        ):
            return build_example(rng, contexts, canvases, architecture)


def build_example(
    rng: random.Random, contexts: list[list[int]], canvases: list[list[int]], architecture: Architecture
) -> Example:
    """Adds PAD slack at the tails of the canvases (in a share of the examples) and draws the masks.

    PADs are masked under most patterns; revealed ones teach what an already decided length means.
    """
    slack = [0] * len(canvases)
    if rng.random() < SHARE_WITH_SLACK:
        slack = [rng.randint(0, min(LONGEST_SLACK, len(canvas) + 8)) // len(canvases) for canvas in canvases]
    padded = [canvas + [architecture.pad_id] * spare for canvas, spare in zip(canvases, slack, strict=True)]
    tokens = torch.tensor([token for canvas in padded for token in canvas])
    is_pad = tokens == architecture.pad_id
    patterns = draw_patterns(rng, int((~is_pad).sum()), PAIRS)
    masked = torch.ones(len(patterns), len(tokens), dtype=torch.bool)
    for row, pattern in zip(masked, patterns, strict=True):
        row[~is_pad] = torch.tensor(pattern)
        if not all(pattern) and rng.random() < SHARE_PADS_REVEALED:
            row[is_pad] = False
    layout = lay_out(contexts, [len(canvas) for canvas in padded], architecture.end_of_text_id)
    return Example(layout, tokens, masked)


def pattern_weights(tokens: torch.Tensor, masked: torch.Tensor, pad_id: int) -> torch.Tensor:
    """Weights [A, N] of the cross-entropies: each pattern's sum to 1, all its masked PADs count as one token."""
    pads = masked & (tokens == pad_id)
    pad_count = pads.sum(1, keepdim=True)
    weights = torch.where(pads, 1 / pad_count.clamp(min=1), masked.float())
    return weights / weights.sum(1, keepdim=True)


def pack(examples: list[Example], architecture: Architecture) -> Batch:
    """Packs examples; the loss is the mean over patterns of the mean cross-entropy of their masked tokens."""
    segments, ids, positions, target_rows, targets, weights = [], [], [], [], [], []
    context_start = canvas_start = 0
    for example in examples:
        layout, alternatives = example.layout, len(example.masked)
        rows = len(layout.canvas_positions)
        segments.append(CanvasSegment(alternatives, rows, layout.context_keys + context_start))
        context_start += len(layout.context_ids)
        for masked in example.masked:
            ids.append(layout.canvas_ids(torch.where(masked, architecture.mask_id, example.tokens)))
            target_rows.append(layout.prediction_rows[masked] + canvas_start)
            targets.append(example.tokens[masked])
            canvas_start += rows
        positions.append(layout.canvas_positions.repeat(alternatives))
        weights.append(pattern_weights(example.tokens, example.masked, architecture.pad_id)[example.masked])
    patterns = sum(len(example.masked) for example in examples)
    return Batch(
        context_ids=torch.cat([example.layout.context_ids for example in examples]),
        context_positions=torch.cat([example.layout.context_positions for example in examples]),
        context_lengths=[len(example.layout.context_ids) for example in examples],
        canvas_ids=torch.cat(ids),
        canvas_positions=torch.cat(positions),
        segments=segments,
        targets=torch.cat(targets),
        target_rows=torch.cat(target_rows),
        target_weights=torch.cat(weights) / patterns,
        tokens=sum(example.size() for example in examples),
    )


def draw_batch(draw: Callable[[], Example], architecture: Architecture, tokens: int) -> Batch:
    """Draws examples until they hold at least `tokens` tokens, and packs them."""
    examples: list[Example] = []
    while sum(example.size() for example in examples) < tokens:
        examples.append(draw())
    return pack(examples, architecture)
