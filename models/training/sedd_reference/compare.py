"""Trains and measures the three systems side by side: perplexity, and quality of samples against steps.

    python -m sedd_reference.compare --corpus FOLDER --work work/reference [--steps N] [--only autoregressive]

Trains what is not trained yet, then writes FOLDER `results` with comparison.json, comparison.md and steps.png.
"""

import argparse
import json
from pathlib import Path

import torch

from .data import load_rows
from .frechet import frechet_distance, text_features
from .likelihood import perplexity
from .report import write_report
from .sampling import sample
from .systems import NAMES, Autoregressive, Diffusion, System, create_system, parameters_of
from .training_run import Run, train

VOCABULARY, LENGTH = 4096, 128
LIMITS = {"train": 16_000_000, "test": 200_000}
SAMPLE_STEPS = (8, 16, 32, 64, 128, 256, 512)


def measure_perplexity(system: System, texts: torch.Tensor, evaluations: int) -> dict[str, float]:
    """Perplexity a token of texts [B, L] and its standard error."""
    generator = torch.Generator().manual_seed(1)
    nats = torch.cat([system.nats(part, evaluations, generator) for part in texts.split(32)])
    value, error = perplexity(nats, texts.shape[1])
    return {"perplexity": value, "standardError": error}


def unigram_entropy(texts: torch.Tensor) -> float:
    """Entropy of the tokens of each text [B, L] in nats, mean over texts: falls when samples repeat themselves."""
    entropies = []
    for text in texts:
        shares = text.unique(return_counts=True)[1].double() / len(text)
        entropies.append(-(shares * shares.log()).sum().item())
    return sum(entropies) / len(entropies)


def judge_samples(judge: Autoregressive, texts: torch.Tensor, human: torch.Tensor) -> dict[str, float]:
    """What the autoregressive judge says of texts [B, L] beside human texts [M, L]."""
    generator = torch.Generator().manual_seed(2)
    nats = torch.cat([judge.nats(part, 1, generator) for part in texts.split(32)])
    value, error = perplexity(nats, texts.shape[1])
    distance = frechet_distance(text_features(judge, texts), text_features(judge, human))
    return {
        "perplexity": value,
        "standardError": error,
        "unigramEntropy": unigram_entropy(texts),
        "frechetDistance": distance,
    }


@torch.no_grad()
def autoregressive_samples(judge: Autoregressive, count: int, length: int, seed: int) -> torch.Tensor:
    """Texts [count, length] sampled from left to right at temperature 1."""
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.full((count, 1), judge.vocabulary)
    for _ in range(length):
        logits = judge.network(tokens, torch.zeros(count))[:, -1, : judge.vocabulary]
        drawn = torch.multinomial(logits.double().softmax(-1), 1, replacement=True, generator=generator)
        tokens = torch.cat([tokens, drawn], dim=1)
    return tokens[:, 1:]


def sample_texts(system: Diffusion, count: int, steps: int, predictor: str) -> torch.Tensor:
    """Texts [count, LENGTH], in batches that fit the memory."""
    generator = torch.Generator().manual_seed(steps)
    batches = []
    for size in [min(16, count - start) for start in range(0, count, 16)]:
        shape = (size, LENGTH)
        batches.append(sample(system.network, system.graph, system.noise, shape, steps, predictor, generator))
    return torch.cat(batches)


def measure_steps(
    system: Diffusion, judge: Autoregressive, human: torch.Tensor, count: int
) -> dict[str, dict]:
    """The step curve of each predictor."""
    return {
        predictor: {
            str(steps): judge_samples(judge, sample_texts(system, count, steps, predictor), human)
            for steps in SAMPLE_STEPS
        }
        for predictor in ("euler", "analytic")
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work/reference"))
    parser.add_argument("--results", type=Path, default=Path("results/reference"))
    parser.add_argument("--steps", type=int, default=4000, help="training steps of each system")
    parser.add_argument("--batch", type=int, default=32, help="texts of 128 tokens a step")
    parser.add_argument("--evaluations", type=int, default=128, help="times a text in the bound")
    parser.add_argument("--samples", type=int, default=128, help="texts at each number of steps")
    parser.add_argument("--only", choices=NAMES, help="train this system and stop")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    _, rows = load_rows(options.corpus, options.work, VOCABULARY, LENGTH, LIMITS)
    run = Run(steps=options.steps, batch=options.batch)
    systems = {name: create_system(name, VOCABULARY, LENGTH, seed=0) for name in NAMES}
    for name, system in systems.items():
        if options.only in (None, name):
            train(system, rows["train"], run, options.work / name)
    if options.only is not None:
        return
    human = rows["test"][:512]
    judge = systems["autoregressive"]
    assert isinstance(judge, Autoregressive)
    results = {
        "tokensTrained": run.steps * run.batch * LENGTH,
        "parameters": {name: parameters_of(system.network) for name, system in systems.items()},
        "perplexity": {
            name: measure_perplexity(system, human, options.evaluations) for name, system in systems.items()
        },
        "human": judge_samples(judge, human[:256], human[256:]),
        "autoregressiveSamples": judge_samples(
            judge, autoregressive_samples(judge, options.samples, LENGTH, seed=3), human
        ),
        "samples": {
            name: measure_steps(system, judge, human, options.samples)
            for name, system in systems.items()
            if isinstance(system, Diffusion)
        },
    }
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / "comparison.json").write_text(json.dumps(results, indent=2) + "\n")
    write_report(results, options.results)


if __name__ == "__main__":
    main()
