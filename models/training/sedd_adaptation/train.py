"""Trains the adapter of a model folder; continues from WORK/state.safetensors, else from the folder's adapter.

python -m sedd_adaptation.train ../../resources/models/smollm2-135m-sedd --corpus CORPUS --work work --seconds 6600
"""

import argparse
import json
import random
import time
from pathlib import Path

import torch

from .corpus import Corpus
from .examples import Batch, draw_batch, draw_example
from .opening import open_network, open_tokenizer
from .trainer import Hyperparameters, Trainer

STATE = "state.safetensors"
LOG = "log.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with train.jsonl.gz")
    parser.add_argument("--work", type=Path, required=True, help="folder for the state and the log")
    parser.add_argument("--seconds", type=float, required=True, help="computing time of the whole run")
    parser.add_argument("--rate", type=float, default=Hyperparameters.rate)
    parser.add_argument("--step-tokens", type=int, default=Hyperparameters.step_tokens)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=Hyperparameters.workers)
    parser.add_argument("--checkpoint-seconds", type=float, default=300)
    parser.add_argument(
        "--dtype",
        choices=("float32", "bfloat16"),
        default="float32",
        help="of the products with weights; bfloat16 is faster where the CPU has it (avx512_bf16, amx)",
    )
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    arguments.work.mkdir(parents=True, exist_ok=True)
    network, earlier = open_network(arguments.folder, dtype=getattr(torch, arguments.dtype))
    hyperparameters = Hyperparameters(
        arguments.seconds,
        rate=arguments.rate,
        step_tokens=arguments.step_tokens,
        seed=arguments.seed,
        workers=arguments.workers,
    )
    trainer = Trainer(network, hyperparameters, time.monotonic)
    trainer.progress = earlier
    state = arguments.work / STATE
    if state.exists():
        trainer.restore(state)
    tokenizer = open_tokenizer(arguments.folder)
    corpus = Corpus.read(arguments.corpus, "train")

    def draw(seed: str, tokens: int) -> Batch:
        rng = random.Random(seed)
        architecture = network.architecture
        return draw_batch(lambda: draw_example(rng, corpus, tokenizer, architecture), architecture, tokens)

    saved = trainer.progress.seconds
    with open(arguments.work / LOG, "a", encoding="utf-8") as log:
        while not trainer.finished():
            log.write(json.dumps(trainer.step(draw)) + "\n")
            log.flush()
            if trainer.progress.seconds - saved >= arguments.checkpoint_seconds:
                trainer.save(state)
                saved = trainer.progress.seconds
    trainer.save(state)


if __name__ == "__main__":
    main()
