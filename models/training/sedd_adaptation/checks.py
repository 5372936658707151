"""Early checks 3 and 4 on real weights: eight examples are learnt by heart, and nothing leaks.

Check 1 (the base model is reproduced) is check_base.py, check 2 (topology) is experiments/topology.py.

    python -m sedd_adaptation.checks ../../resources/models/smollm2-135m-sedd --corpus CORPUS
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

import torch

from .corpus import Corpus
from .examples import Example, build_example, draw_example, encode_pieces, pack
from .network import ContextDenoiser
from .objective import canvas_logits, encode_context, loss
from .opening import open_network, open_tokenizer
from .spans import cut

OVERFIT_STEPS = 200
OVERFIT_TARGET = 0.1
OVERFIT_RATE = 2e-3


def short_examples(corpus: Corpus, tokenizer, network: ContextDenoiser) -> list[Example]:
    """Eight short windows with one canvas each, one pattern each, without PADs."""
    rng, examples = random.Random(4), []
    while len(examples) < 8:
        words = corpus.window(rng, 30).split(" ")[:14]
        start, end = len(" ".join(words[:5])), len(" ".join(words[:10]))
        contexts, canvases = encode_pieces(cut(" ".join(words), [(start, end)]), tokenizer)
        example = build_example(rng, contexts, canvases, network.architecture)
        if len(words) == 14 and len(example.tokens) == len(canvases[0]):
            examples.append(replace(example, masked=example.masked[:1]))
    return examples


def overfit(network: ContextDenoiser, examples: list[Example]) -> tuple[int, float]:
    """Steps taken and the loss reached by a fresh adapter (stops early at the target)."""
    fresh = ContextDenoiser.from_weights(network.architecture, network.base, seed=0)
    batch = pack(examples, network.architecture)
    optimiser = torch.optim.AdamW(
        fresh.adapter.values(), lr=OVERFIT_RATE, betas=(0.9, 0.95), weight_decay=0.0
    )
    for step in range(1, OVERFIT_STEPS + 1):
        value = loss(fresh, batch)
        if value.item() < OVERFIT_TARGET:
            return step - 1, value.item()
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(list(fresh.adapter.values()), 1.0)
        optimiser.step()
    return OVERFIT_STEPS, value.item()


def leaks(network: ContextDenoiser, example: Example) -> tuple[float, float]:
    """Largest change of a logit, and of a context key, when the truth of a masked canvas changes. Both must be 0."""
    hidden = replace(example, masked=torch.ones(1, len(example.tokens), dtype=torch.bool))
    changed = replace(hidden, tokens=(hidden.tokens + 1000) % 40000 + 20)
    before, after = (pack([one], network.architecture) for one in (hidden, changed))
    with torch.no_grad():
        logits = (canvas_logits(network, before) - canvas_logits(network, after)).abs().max().item()
    keys = zip(encode_context(network, before), encode_context(network, after), strict=True)
    return logits, max((first[0] - second[0]).abs().max().item() for first, second in keys)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    arguments = parser.parse_args()
    network, _ = open_network(arguments.folder)
    tokenizer = open_tokenizer(arguments.folder)
    corpus = Corpus.read(arguments.corpus, "valid")
    example = draw_example(random.Random(1), corpus, tokenizer, network.architecture)
    print("leakage: logits {:g}, context keys {:g} (must be 0)".format(*leaks(network, example)))
    steps, value = overfit(network, short_examples(corpus, tokenizer, network))
    print(
        f"overfit: {value:.3f} nats after {steps} steps (must be under {OVERFIT_TARGET} within {OVERFIT_STEPS})"
    )


if __name__ == "__main__":
    main()
