"""The likelihood bound of whole texts in PyTorch, as `lacuna score` computes it: the same canvases, the same masks.

python -m sedd_adaptation.score FOLDER FILE [--evaluations 16] [--seed 0]
"""

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy

from .attention import CanvasSegments, CausalSegments
from .examples import Example, pack
from .layout import lay_out
from .network import BANNED, ContextDenoiser
from .objective import encode_context
from .opening import open_network, open_tokenizer
from .stream import Stream

CANVAS, BLOCK, CONTEXT = 64, 256, 256


@dataclass(frozen=True)
class Sizes:
    """In tokens: a canvas, a block of canvases, and what is read before a block (models/scoring/scoring-blocks.ts)."""

    canvas: int = CANVAS
    block: int = BLOCK
    context: int = CONTEXT

    @staticmethod
    def of(window: int) -> "Sizes":
        """What fits into a window."""
        room = window - 1
        if room >= CONTEXT + BLOCK:
            return Sizes()
        half = max(1, room // 2)
        canvas = min(CANVAS, half)
        return Sizes(canvas, half - half % canvas, max(0, min(half, room - half)))


@dataclass(frozen=True)
class Score:
    """Of a text, in nats: the bound with its standard error, and the exact cost when read left to right at scale 0."""

    tokens: int
    nats: float
    standard_error: float
    autoregressive: float


def draw_masks(stream: Stream, length: int, evaluations: int) -> list[tuple[int, list[int]]]:
    """(stratum, masked positions) of each evaluation; two a stratum, three in the first when their number is odd."""
    strata = evaluations // 2
    uniforms = [(i % strata, ((i % strata) + stream.uniform()) / strata) for i in range(evaluations)]
    return [(stratum, stream.subset(length, 1 + int(uniform * length))) for stratum, uniform in uniforms]


def canvas_nats(
    network: ContextDenoiser, before: list[int], canvas: list[int], masks: list[list[int]]
) -> list[float]:
    """n * mean cross-entropy of the masked tokens, PAD excluded, one number a mask."""
    architecture = network.architecture
    layout = lay_out([before, []], [len(canvas)], architecture.end_of_text_id)
    masked = torch.zeros(len(masks), len(canvas), dtype=torch.bool)
    for row, positions in zip(masked, masks, strict=True):
        row[positions] = True
    batch = pack([Example(layout, torch.tensor(canvas), masked)], architecture)
    plan = CanvasSegments(batch.segments, encode_context(network, batch))
    hidden = network.hidden(batch.canvas_ids, batch.canvas_positions, torch.ones(len(batch.canvas_ids)), plan)
    logits = network.logits(hidden[batch.target_rows], BANNED)
    losses = cross_entropy(logits, batch.targets, reduction="none").double()
    return [len(canvas) * part.mean().item() for part in losses.split([len(mask) for mask in masks])]


def stratified(strata: list[int], values: list[float]) -> tuple[float, float]:
    """Mean and its variance, all strata weighing the same."""
    groups: dict[int, list[float]] = {}
    for stratum, value in zip(strata, values, strict=True):
        groups.setdefault(stratum, []).append(value)
    mean = variance = 0.0
    for group in groups.values():
        centre = sum(group) / len(group)
        mean += centre / len(groups)
        variance += sum((value - centre) ** 2 for value in group) / (len(group) - 1) / len(group)
    return mean, variance / len(groups) ** 2


def left_to_right_nats(network: ContextDenoiser, before: list[int], tokens: list[int]) -> float:
    """The exact cost of `tokens` after `before` under the base model, causal."""
    ids = torch.tensor([network.architecture.end_of_text_id, *before, *tokens])
    hidden = network.hidden(ids, torch.arange(len(ids)), None, CausalSegments([len(ids)]))
    logits = network.logits(hidden[-len(tokens) - 1 : -1], BANNED)
    return cross_entropy(logits, ids[-len(tokens) :], reduction="none").double().sum().item()


@torch.no_grad()
def score(network: ContextDenoiser, tokenizer: Tokenizer, text: str, evaluations: int, seed: int) -> Score:
    """The bound of a text by the chain rule over canvases, and within each by stratified exact-k masks."""
    shown = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    ids = tokenizer.encode(shown, add_special_tokens=False).ids
    sizes = Sizes.of(network.architecture.window)
    stream = Stream(seed)
    nats = variance = autoregressive = 0.0
    canvases = 0
    for start in range(0, len(ids), sizes.block):
        end, first = min(start + sizes.block, len(ids)), max(0, start - sizes.context)
        for at in range(start, end, sizes.canvas):
            canvas = ids[at : min(at + sizes.canvas, end)]
            draws = draw_masks(stream.derive(str(canvases)), len(canvas), evaluations)
            values = canvas_nats(network, ids[first:at], canvas, [mask for _, mask in draws])
            mean, spread = stratified([stratum for stratum, _ in draws], values)
            nats, variance, canvases = nats + mean, variance + spread, canvases + 1
        autoregressive += left_to_right_nats(network, ids[first:start], ids[start:end])
    return Score(len(ids), nats, math.sqrt(variance), autoregressive)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--evaluations", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    network, _ = open_network(arguments.folder)
    text = arguments.file.read_bytes().decode("utf-8")
    result = score(network, open_tokenizer(arguments.folder), text, arguments.evaluations, arguments.seed)
    per_token = {
        "tokens": result.tokens,
        "natsPerToken": result.nats / result.tokens,
        "standardErrors": {"natsPerToken": result.standard_error / result.tokens},
        "autoregressive": {"natsPerToken": result.autoregressive / result.tokens},
    }
    print(json.dumps(per_token))


if __name__ == "__main__":
    main()
