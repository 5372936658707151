"""Early check 2: shift or no shift, causal cached context (A) or everything bidirectional (B)?

Step 0: mean training loss of 64 texts for the four combinations. Then equal short runs of A and B, both with shift, at
an equal number of network tokens, and the loss again. Results: EXPERIMENTS.md.

    python -m experiments.topology ../../resources/models/smollm2-135m-sedd --corpus CORPUS --steps 12
"""

import argparse
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy

from sedd_adaptation.attention import CanvasSegment, CanvasSegments
from sedd_adaptation.corpus import Corpus
from sedd_adaptation.examples import Example, draw_example, pack, pattern_weights
from sedd_adaptation.network import ContextDenoiser
from sedd_adaptation.objective import encode_context
from sedd_adaptation.opening import open_network, open_tokenizer

TEXTS = 64
SHORT_WINDOW = 64
STEP_TOKENS = 1000


def window_rows(example: Example) -> tuple[torch.Tensor, torch.Tensor]:
    """Topology B: every token of the window is one row. Returns the canvas tokens' rows [N] and the others' [P]."""
    layout = example.layout
    token_positions = layout.canvas_positions[layout.token_rows]
    return token_positions, layout.context_positions


def losses(network: ContextDenoiser, example: Example, topology: str, shift: bool) -> torch.Tensor:
    """Cross-entropies [M] of an example's masked tokens, pattern by pattern; scale 1 on every row that is trained."""
    architecture = network.architecture
    alternatives = len(example.masked)
    canvas = [torch.where(masked, architecture.mask_id, example.tokens) for masked in example.masked]
    if topology == "A":
        batch = pack([example], architecture)
        plan = CanvasSegments(batch.segments, encode_context(network, batch))
        ids, positions, rows = batch.canvas_ids, batch.canvas_positions, len(example.layout.canvas_positions)
        predicted = example.layout.prediction_rows if shift else example.layout.token_rows
    else:
        token_rows, context_rows = window_rows(example)
        rows = len(token_rows) + len(context_rows)
        ids = torch.zeros(alternatives, rows, dtype=torch.long)
        ids[:, context_rows] = example.layout.context_ids
        ids[:, token_rows] = torch.stack(canvas)
        ids, positions = ids.flatten(), torch.arange(rows).repeat(alternatives)
        plan = CanvasSegments([CanvasSegment(alternatives, rows, torch.tensor([], dtype=torch.long))], [])
        predicted = token_rows - 1 if shift else token_rows
    hidden = network.hidden(ids, positions, torch.ones(len(ids)), plan)
    targets = torch.cat([predicted[masked] + index * rows for index, masked in enumerate(example.masked)])
    truth = torch.cat([example.tokens[masked] for masked in example.masked])
    return cross_entropy(network.logits(hidden[targets], 0.0), truth, reduction="none")


def loss(network: ContextDenoiser, example: Example, topology: str, shift: bool) -> torch.Tensor:
    """The training loss of one example."""
    weights = pattern_weights(example.tokens, example.masked, network.architecture.pad_id)[example.masked]
    return (weights * losses(network, example, topology, shift)).sum() / len(example.masked)


def network_tokens(example: Example, topology: str) -> int:
    """Tokens read: A reads the context once, B once a pattern."""
    if topology == "A":
        return example.size()
    return len(example.masked) * (len(example.layout.context_ids) + example.masked.shape[1])


def evaluate(
    network: ContextDenoiser, examples: list[Example], topology: str, shift: bool
) -> tuple[float, float]:
    """Mean and standard error over examples."""
    with torch.no_grad():
        values = torch.stack([loss(network, example, topology, shift) for example in examples])
    return values.mean().item(), (values.std() / len(values) ** 0.5).item()


def short_examples(draw: Callable[[], Example]) -> list[Example]:
    """TEXTS examples of at most SHORT_WINDOW context tokens, with one pattern: a paired test."""
    examples: list[Example] = []
    while len(examples) < TEXTS:
        example = draw()
        if len(example.layout.context_ids) <= SHORT_WINDOW:
            examples.append(replace(example, masked=example.masked[:1]))
    return examples


def train(network: ContextDenoiser, draw: Callable[[], Example], topology: str, steps: int) -> int:
    """A short run at a constant rate; returns how many examples it saw."""
    optimiser = torch.optim.AdamW(network.adapter.values(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.0)
    seen = 0
    for _ in range(steps):
        batch: list[Example] = []
        while sum(network_tokens(example, topology) for example in batch) < STEP_TOKENS:
            batch.append(draw())
        for example in batch:
            (loss(network, example, topology, True) / len(batch)).backward()
        torch.nn.utils.clip_grad_norm_(list(network.adapter.values()), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        seen += len(batch)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network, _ = open_network(arguments.folder)
    tokenizer = open_tokenizer(arguments.folder)

    def drawing(split: str, seed: int) -> Callable[[], Example]:
        corpus, rng = Corpus.read(arguments.corpus, split), random.Random(seed)
        return lambda: draw_example(rng, corpus, tokenizer, network.architecture)

    examples = short_examples(drawing("valid", 2))
    for topology in ("A", "B"):
        for shift in (True, False):
            mean, error = evaluate(network, examples, topology, shift)
            print(
                f"step 0, {topology}, {'shift' if shift else 'no shift'}: {mean:.3f} +- {error:.3f}",
                flush=True,
            )
    for topology in ("A", "B"):
        fresh = ContextDenoiser.from_weights(network.architecture, network.base, seed=0)
        seen = train(fresh, drawing("train", 3), topology, arguments.steps)
        mean, error = evaluate(fresh, examples, topology, True)
        print(
            f"{arguments.steps} steps, {topology}, shift: {mean:.3f} +- {error:.3f} ({seen} examples seen)",
            flush=True,
        )


if __name__ == "__main__":
    main()
