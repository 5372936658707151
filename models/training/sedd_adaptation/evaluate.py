"""Evaluation of a denoiser on text that it has not seen, with standard errors over texts (README.md, "Evaluate").

Every figure is nats a token of one span (8, 16 or 32 tokens, whole words, text on both sides), averaged over texts; those
that end in "/8", "/16" or "/32" over the texts with such a span.

    python -m sedd_adaptation.evaluate FOLDER --corpus CORPUS --split valid --texts 210 [--state STATE] [--output FILE]
"""

import argparse
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from .attention import CausalSegments
from .corpus import Corpus
from .evaluation_texts import Text, draw_texts
from .examples import Example, pack
from .layout import lay_out
from .masks import exact
from .network import ContextDenoiser
from .objective import token_losses
from .opening import open_network, open_tokenizer

RATIOS = (0.15, 0.3, 0.5, 0.7, 0.9, 1.0)
BOUND_EVALUATIONS = 16
BY_LENGTH = ("anyOrderMinusBaseline", "leftToRightMinusBaseline", "rightContextGain.leftToRight")
CANVAS_BUCKETS = (8, 16, 32, 64)


@dataclass(frozen=True)
class Figure:
    """A mean over texts and its standard error."""

    mean: float
    standard_error: float

    @staticmethod
    def of(values: list[float]) -> "Figure":
        tensor = torch.tensor(values, dtype=torch.float64)
        return Figure(tensor.mean().item(), (tensor.std() / len(values) ** 0.5).item())


def pattern_losses(network: ContextDenoiser, text: Text, patterns: list[list[bool]]) -> list[torch.Tensor]:
    """Cross-entropies of the masked tokens of a span, one tensor [k] a pattern."""
    layout = lay_out([text.before, text.after], [len(text.span)], network.architecture.end_of_text_id)
    example = Example(layout, torch.tensor(text.span), torch.tensor(patterns))
    with torch.no_grad():
        losses = token_losses(network, pack([example], network.architecture))
    return list(losses.split([sum(pattern) for pattern in patterns]))


def ratio_patterns(text: Text) -> list[list[bool]]:
    """One mask a ratio of RATIOS, fixed by the text's seed."""
    rng, length = random.Random(text.seed), len(text.span)
    return [exact(rng, length, max(1, round(ratio * length))) for ratio in RATIOS]


def bound_patterns(text: Text, evaluations: int) -> list[list[bool]]:
    """Masks with k stratified over {1..n} (the any-order form of the bound: RADD, arXiv 2406.03736)."""
    rng, length = random.Random(text.seed), len(text.span)
    offset = rng.random()
    counts = [1 + int(length * ((offset + index) / evaluations)) for index in range(evaluations)]
    return [exact(rng, length, min(count, length)) for count in counts]


def left_to_right_patterns(length: int) -> list[list[bool]]:
    """What a left-to-right decode visits: 0, 1, ... n-1 tokens revealed."""
    return [[index >= revealed for index in range(length)] for revealed in range(length)]


def autoregressive_loss(network: ContextDenoiser, text: Text) -> float:
    """The baseline B: the base model (scale 0, causal) reads the left side only. Mean nats a token of the span."""
    ids = torch.tensor([network.architecture.end_of_text_id, *text.before, *text.span])
    with torch.no_grad():
        hidden = network.hidden(ids, torch.arange(len(ids)), None, CausalSegments([len(ids)]))
        logits = network.logits(hidden[-len(text.span) - 1 : -1], -1e4)
    return cross_entropy(logits, ids[-len(text.span) :]).item()


def estimate_length(network: ContextDenoiser, text: Text) -> tuple[int, float]:
    """The length from one all-masked pass over the smallest bucket with room: (median, -log p of the true length).

    P(PAD at j) is the probability that the length is at most j; it is made monotone before use. A canvas is chosen with
    room, so the distribution is taken on lengths below its size: half of the training examples fill theirs, and that
    prior is none of the text's.
    """
    room = len(text.span) + 4
    size = next(bucket for bucket in CANVAS_BUCKETS if bucket >= min(room, CANVAS_BUCKETS[-1]))
    pad = network.architecture.pad_id
    padded = replace(text, span=[pad] * size)
    at_most = torch.exp(-pattern_losses(network, padded, [[True] * size])[0]).cummax(0).values
    distribution = torch.diff(at_most / at_most[-1], prepend=torch.zeros(1)).clamp(min=1e-3)
    distribution = distribution / distribution.sum()
    median = int((distribution.cumsum(0) < 0.5).sum())
    return median, -distribution[len(text.span)].log().item()


def evaluate(network: ContextDenoiser, texts: list[Text]) -> dict[str, Figure]:
    """All figures. Keys: see README.md, "Evaluate"."""
    values: dict[str, list[float]] = {}

    def record(name: str, value: float) -> None:
        values.setdefault(name, []).append(value)

    for text in texts:
        length = len(text.span)
        ordered = left_to_right_patterns(length)
        patterns = [*ratio_patterns(text), *bound_patterns(text, BOUND_EVALUATIONS), *ordered]
        full = pattern_losses(network, text, patterns)
        means = [losses.mean().item() for losses in full]
        blind = pattern_losses(network, replace(text, after=[]), [*ratio_patterns(text), *ordered])
        for ratio, mean in zip(RATIOS, means, strict=False):
            record(f"maskedNll@{ratio}", mean)
        at = len(RATIOS) + BOUND_EVALUATIONS
        record("anyOrderBound", sum(means[len(RATIOS) : at]) / BOUND_EVALUATIONS)
        left_to_right = sum(losses[0].item() for losses in full[at:]) / length
        record("leftToRight", left_to_right)
        record("autoregressiveBaseline", autoregressive_loss(network, text))
        record("anyOrderMinusBaseline", values["anyOrderBound"][-1] - values["autoregressiveBaseline"][-1])
        record("leftToRightMinusBaseline", left_to_right - values["autoregressiveBaseline"][-1])
        blind_ordered = sum(losses[0].item() for losses in blind[len(RATIOS) :]) / length
        record("rightContextGain.leftToRight", blind_ordered - left_to_right)
        half, whole = RATIOS.index(0.5), RATIOS.index(1.0)
        record("rightContextGain@0.5", blind[half].mean().item() - means[half])
        record("rightContextGain@1.0", blind[whole].mean().item() - means[whole])
        median, surprise = estimate_length(network, text)
        record("lengthError", abs(median - length))
        record("lengthRelativeError", abs(median - length) / length)
        record("lengthNll", surprise)
        record("spanLength", length)
        for name in BY_LENGTH:
            record(f"{name}/{length}", values[name][-1])
    return {name: Figure.of(numbers) for name, numbers in values.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--split", default="valid", choices=("valid", "test"))
    parser.add_argument("--texts", type=int, default=210)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--state", type=Path, help="training state to take the adapter from")
    parser.add_argument("--output", type=Path, help="JSON file for the figures")
    arguments = parser.parse_args()
    network, progress = open_network(arguments.folder, arguments.state)
    tokenizer = open_tokenizer(arguments.folder)
    texts = draw_texts(
        Corpus.read(arguments.corpus, arguments.split), tokenizer, arguments.texts, arguments.seed
    )
    figures = evaluate(network, texts)
    for name, figure in figures.items():
        print(f"{name:34s} {figure.mean:8.3f} +- {figure.standard_error:.3f}")
    if arguments.output:
        report = {"tokensTrained": progress.earlier_tokens + progress.tokens, "texts": len(texts)}
        report["figures"] = {
            name: {"mean": round(figure.mean, 4), "standardError": round(figure.standard_error, 4)}
            for name, figure in figures.items()
        }
        arguments.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
