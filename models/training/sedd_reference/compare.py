"""Trains and measures the three systems side by side: perplexity, and quality of samples against steps.

    python -m sedd_reference.compare --corpus FOLDER --work work/reference [--steps N] [--only autoregressive]

Trains what is not trained yet, measures it and draws its samples, then writes FOLDER `results` with comparison.json,
comparison.md and steps.png. Whatever was trained, measured or drawn before with the same --work is kept, so a stopped
comparison goes on where it was.
"""

import argparse
import json
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from .data import load_rows
from .judge import autoregressive_samples, hidden_states, judge_texts
from .likelihood import perplexity
from .report import write_report
from .sampling import Predictor, sample
from .systems import NAMES, Autoregressive, Diffusion, System, create_system, parameters_of
from .training_run import Run, half_precision, save, train

LENGTH = 128
LIMITS = {"train": 12_000_000, "test": 200_000}
SAMPLE_STEPS: dict[Predictor, tuple[int, ...]] = {
    "analytic": (8, 16, 32, 64, 128, 256, 512),
    "euler": (8, 32, 128),
}


def nats_of(system: System, texts: torch.Tensor, evaluations: int) -> torch.Tensor:
    """Nats of each text [B, L]: [B], float64."""
    generator = torch.Generator().manual_seed(1)
    parts = [system.nats(part, evaluations, generator) for part in texts.split(16)]
    return torch.cat(parts).double()


def compare_perplexities(nats: dict[str, torch.Tensor]) -> dict[str, dict[str, float]]:
    """Perplexity a token, and nats a token above the autoregressive model on the same texts, with standard errors."""
    rows = {}
    for name in NAMES:
        value, error = perplexity(nats[name], LENGTH)
        above = (nats[name] - nats["autoregressive"]) / LENGTH
        rows[name] = {
            "perplexity": value,
            "standardError": error,
            "natsAboveAutoregressive": above.mean().item(),
            "natsAboveStandardError": (above.std() / len(above) ** 0.5).item(),
        }
    return rows


def unigram_perplexity(train_rows: torch.Tensor, texts: torch.Tensor, vocabulary: int) -> float:
    """Perplexity of texts under the counts of the training tokens, one added to each: what any model must beat."""
    counts = torch.bincount(train_rows.flatten(), minlength=vocabulary).double() + 1
    return math.exp(-(counts / counts.sum()).log()[texts].mean().item())


def sample_texts(system: Diffusion, count: int, steps: int, predictor: Predictor) -> torch.Tensor:
    """Texts [count, LENGTH], in batches that fit the memory."""
    generator = torch.Generator().manual_seed(steps)
    batches = []
    for size in [min(16, count - start) for start in range(0, count, 16)]:
        shape = (size, LENGTH)
        batches.append(sample(system.network, system.graph, system.noise, shape, steps, predictor, generator))
    return torch.cat(batches)


def measure_system(system: System, texts: torch.Tensor, options: argparse.Namespace, folder: Path) -> None:
    """Writes into the system's folder the nats of the texts (nats.pt) and its samples (samples-*.pt)."""

    def once(name: str, measure: Callable[[], torch.Tensor]) -> None:
        file = folder / f"{name}.pt"
        if not file.exists():
            with half_precision(options.half_precision):
                save(file, measure())

    once("nats", lambda: nats_of(system, texts, options.evaluations))
    if isinstance(system, Autoregressive):
        once("samples", lambda: autoregressive_samples(system, options.texts, LENGTH, seed=3))
        return
    for predictor, of_predictor in SAMPLE_STEPS.items():
        for steps in of_predictor:
            draw = partial(sample_texts, system, options.samples, steps, predictor)
            once(f"samples-{predictor}-{steps}", draw)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work/reference"))
    parser.add_argument("--results", type=Path, default=Path("results/reference"))
    parser.add_argument(
        "--vocabulary", type=int, default=1024, help="tokens of the BPE vocabulary; 256: bytes"
    )
    parser.add_argument("--steps", type=int, default=10_000, help="training steps of each system")
    parser.add_argument("--batch", type=int, default=8, help="texts of 128 tokens a step")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--texts", type=int, default=48, help="texts of the perplexities")
    parser.add_argument("--evaluations", type=int, default=128, help="times a text in the bound")
    parser.add_argument("--samples", type=int, default=16, help="texts at each number of steps")
    parser.add_argument("--half-precision", action="store_true", help="train and sample in bfloat16")
    parser.add_argument("--only", choices=NAMES, help="train and measure this system and stop")
    return parser.parse_args()


def report(systems: dict[str, System], texts: torch.Tensor, human: torch.Tensor, work: Path) -> dict:
    """The figures that concern more than one system; `human`: texts that the Frechet distances are measured from."""
    judge = systems["autoregressive"]
    assert isinstance(judge, Autoregressive)

    states = hidden_states(judge, human)

    def judged(file: Path) -> dict[str, float]:
        return judge_texts(judge, torch.load(file, weights_only=True), states)

    return {
        "parameters": {name: parameters_of(system.network) for name, system in systems.items()},
        "perplexity": compare_perplexities(
            {name: torch.load(work / name / "nats.pt", weights_only=True) for name in systems}
        ),
        "human": judge_texts(judge, texts, states),
        "autoregressiveSamples": judged(work / "autoregressive" / "samples.pt"),
        "samples": {
            name: {
                predictor: {
                    str(steps): judged(work / name / f"samples-{predictor}-{steps}.pt")
                    for steps in of_predictor
                }
                for predictor, of_predictor in SAMPLE_STEPS.items()
            }
            for name, system in systems.items()
            if isinstance(system, Diffusion)
        },
    }


def main() -> None:
    options = arguments()
    # Two threads on tensors of this size wait for each other longer than they compute.
    torch.set_num_threads(1)
    _, rows = load_rows(options.corpus, options.work, options.vocabulary, LENGTH, LIMITS)
    # Texts of all documents of the split, in random order: rows that follow each other are of one document.
    shuffled = rows["test"][torch.randperm(len(rows["test"]), generator=torch.Generator().manual_seed(0))]
    texts, human = shuffled[: options.texts], shuffled[options.texts : options.texts + 256]
    run = Run(options.steps, options.batch, options.learning_rate, half_precision=options.half_precision)
    systems = {name: create_system(name, options.vocabulary, LENGTH, seed=0) for name in NAMES}
    for name, system in systems.items():
        if options.only in (None, name):
            train(system, rows["train"], run, options.work / name)
            measure_system(system, texts, options, options.work / name)
    if options.only is not None:
        return
    results = {
        "tokensTrained": run.steps * run.batch * LENGTH,
        "vocabulary": options.vocabulary,
        "texts": options.texts,
        "evaluations": options.evaluations,
        "unigramPerplexity": unigram_perplexity(rows["train"], texts, options.vocabulary),
    } | report(systems, texts, human, options.work)
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / "comparison.json").write_text(json.dumps(results, indent=2) + "\n")
    write_report(results, options.results)


if __name__ == "__main__":
    main()
