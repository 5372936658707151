"""Training of one system, checkpointed and resumable."""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from .systems import System

WARM_UP = 0.05
LOG_EVERY = 50


@dataclass(frozen=True)
class Run:
    """All systems of one comparison share a run: the same rows in the same order, the same number of steps.

    `averaging`: decay of the moving average of the weights, which is what a run leaves in its network. The paper's
    .9999 is for runs of a million steps.
    """

    steps: int
    batch: int
    learning_rate: float = 1e-3
    averaging: float = 0.99
    half_precision: bool = False
    checkpoint_seconds: float = 120
    seed: int = 0


def learning_rate_at(run: Run, step: int) -> float:
    """Linear warm-up, then a half cosine to 0."""
    progress = step / run.steps
    if progress < WARM_UP:
        return run.learning_rate * (progress / WARM_UP)
    return run.learning_rate * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def batch_at(rows: torch.Tensor, run: Run, step: int) -> torch.Tensor:
    """The rows of one step: a function of the step alone, so that a resumed run sees the rows it would have seen.

    Every row once in random order, and again in the same order if the run is longer than that.
    """
    order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(run.seed))
    return rows[order[torch.arange(step * run.batch, (step + 1) * run.batch) % len(rows)]]


def half_precision(on: bool) -> torch.autocast:
    """Matrix products in bfloat16, everything else as it was: twice as fast on a CPU with AVX512-BF16 or AMX."""
    return torch.autocast("cpu", torch.bfloat16, enabled=on)


def train(system: System, rows: torch.Tensor, run: Run, folder: Path) -> None:
    """Trains until `run.steps`, from the checkpoint in `folder` when there is one; appends to `folder`/log.jsonl.

    Leaves the moving average of the weights in the system's network.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint, log = folder / "checkpoint.pt", folder / "log.jsonl"
    network = system.network
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=0.0, betas=(0.9, 0.95), weight_decay=0.01, fused=True
    )
    start = 0
    average = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        average, start = state["average"], state["step"]
    saved_at, losses = time.monotonic(), []
    for step in range(start, run.steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate_at(run, step)
        generator = torch.Generator().manual_seed(run.seed * 7_000_003 + step)
        with half_precision(run.half_precision):
            loss = system.loss(batch_at(rows, run, step), generator)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        follow(average, network, min(run.averaging, (1 + step) / (10 + step)))
        losses.append(loss.item())
        if (step + 1) % LOG_EVERY == 0:
            with log.open("a") as lines:
                mean = round(sum(losses) / len(losses), 4)
                lines.write(json.dumps({"step": step + 1, "natsPerToken": mean}) + "\n")
            losses = []
        if step + 1 == run.steps or time.monotonic() - saved_at > run.checkpoint_seconds:
            state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "average": average}
            save(checkpoint, state | {"step": step + 1})
            saved_at = time.monotonic()
    network.load_state_dict(average, strict=False)


@torch.no_grad()
def follow(average: dict[str, torch.Tensor], network: nn.Module, decay: float) -> None:
    """Moves the average towards the weights."""
    for name, weight in network.named_parameters():
        average[name].lerp_(weight, 1 - decay)


def save(file: Path, state: dict | torch.Tensor) -> None:
    """Writes beside the file and renames: a stop in the middle leaves the former checkpoint whole."""
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(file)
