"""The optimisation loop's parts: state, learning-rate schedule, one step, checkpoints that resume exactly."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from .examples import Batch
from .network import ContextDenoiser
from .objective import loss

WARM_UP = 0.05
SPECIAL_VECTORS = ("mask_embedding", "pad_embedding", "pad_output")
MOMENTS = ("exp_avg", "exp_avg_sq")


@dataclass(frozen=True)
class Hyperparameters:
    """AdamW (betas .9/.95, no weight decay), gradient clipped to norm 1.

    seconds: computing time after which the rate has fallen to 0; the schedule follows time because the machine's speed
    is not known beforehand. special_rate: for the MASK and PAD vectors. workers: threads, each with its own part of a
    step's batch, which meet once a step; on a shared machine that loses far less than threads inside each product.
    """

    seconds: float
    rate: float = 1e-3
    special_rate: float = 5e-3
    step_tokens: int = 2200
    seed: int = 0
    workers: int = 2


@dataclass
class Progress:
    """What has been done: optimiser steps, tokens read (context once, canvas once a pattern), computing seconds.

    earlier_tokens, earlier_steps: those of the adapter that the run started from.
    """

    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0
    earlier_tokens: int = 0
    earlier_steps: int = 0


def rate_factor(fraction: float) -> float:
    """Linear warm-up over the first WARM_UP of the run, then linear decay to 0 at its end; fraction in [0, 1]."""
    if fraction < WARM_UP:
        return max(fraction, WARM_UP / 50) / WARM_UP
    return max(0.0, (1 - fraction) / (1 - WARM_UP))


class Trainer:
    """A network, its optimiser and the progress of a run."""

    def __init__(
        self, network: ContextDenoiser, hyperparameters: Hyperparameters, clock: Callable[[], float]
    ):
        """clock returns seconds (monotonic)."""
        self.network = network
        self.hyperparameters = hyperparameters
        self.clock = clock
        self.progress = Progress()
        self.pool = ThreadPoolExecutor(hyperparameters.workers)
        special = [network.adapter[name] for name in SPECIAL_VECTORS]
        other = [value for name, value in network.adapter.items() if name not in SPECIAL_VECTORS]
        groups = [
            {"params": other, "base_rate": hyperparameters.rate},
            {"params": special, "base_rate": hyperparameters.special_rate},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.95), weight_decay=0.0)

    def finished(self) -> bool:
        """Whether the run's computing time is used up."""
        return self.progress.seconds >= self.hyperparameters.seconds

    def step(self, draw: Callable[[str, int], Batch]) -> dict:
        """One update. draw(seed, tokens) makes a worker's part of the batch. Returns what the log keeps of the step."""
        started = self.clock()
        workers = self.hyperparameters.workers
        # Steps of earlier runs count, so that a run from their adapter does not read their examples again.
        step = self.progress.earlier_steps + self.progress.steps
        seeds = [f"{self.hyperparameters.seed}:{step}:{worker}" for worker in range(workers)]
        part_tokens = self.hyperparameters.step_tokens // workers
        parts = list(self.pool.map(lambda seed: self._gradients(draw(seed, part_tokens)), seeds))
        for parameter, *gradients in zip(
            self.network.adapter.values(), *(part[1] for part in parts), strict=True
        ):
            parameter.grad = sum(gradients) / workers
        value = sum(part[0] for part in parts) / workers
        norm = torch.nn.utils.clip_grad_norm_(list(self.network.adapter.values()), 1.0)
        factor = rate_factor(self.progress.seconds / self.hyperparameters.seconds)
        for group in self.optimiser.param_groups:
            group["lr"] = group["base_rate"] * factor
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.progress.steps += 1
        self.progress.tokens += sum(part[2] for part in parts)
        self.progress.seconds += self.clock() - started
        return {
            "step": self.progress.steps,
            "tokens": self.progress.tokens,
            "seconds": round(self.progress.seconds, 1),
            "loss": round(value, 4),
            "gradientNorm": round(norm.item(), 3),
            "rateFactor": round(factor, 4),
        }

    def _gradients(self, batch: Batch) -> tuple[float, tuple[torch.Tensor, ...], int]:
        """Loss, gradients in the order of the adapter, and tokens of one worker's part."""
        value = loss(self.network, batch)
        parameters = list(self.network.adapter.values())
        gradients = torch.autograd.grad(value, parameters, allow_unused=True, materialize_grads=True)
        return value.item(), gradients, batch.tokens

    def save(self, path: Path) -> None:
        """Writes the whole state (safetensors), replacing the file in one move."""
        tensors = {f"adapter.{name}": value for name, value in self.network.adapter_tensors().items()}
        for name, parameter in self.network.adapter.items():
            for moment in MOMENTS:
                if parameter in self.optimiser.state:
                    tensors[f"{moment}.{name}"] = self.optimiser.state[parameter][moment]
        partial = path.with_suffix(".partial")
        save_file(tensors, partial, metadata={"progress": json.dumps(vars(self.progress))})
        os.replace(partial, path)

    def restore(self, path: Path) -> None:
        """Continues where `save` left off."""
        tensors, progress = read_state(path)
        self.progress = progress
        with torch.no_grad():
            for name, parameter in self.network.adapter.items():
                parameter.copy_(tensors[f"adapter.{name}"])
                moments = {
                    moment: tensors[f"{moment}.{name}"] for moment in MOMENTS if f"{moment}.{name}" in tensors
                }
                if moments:
                    self.optimiser.state[parameter] = {"step": torch.tensor(float(progress.steps)), **moments}


def read_state(path: Path) -> tuple[dict[str, torch.Tensor], Progress]:
    """A checkpoint's tensors (adapter.*, exp_avg.*, exp_avg_sq.*) and its progress."""
    with safe_open(path, framework="pt") as opened:
        progress = Progress(**json.loads(opened.metadata()["progress"]))
    return load_file(path), progress
