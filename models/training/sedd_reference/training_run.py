"""Training of one system, checkpointed and resumable."""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import torch

from .systems import System

WARM_UP = 0.05


@dataclass(frozen=True)
class Run:
    """All systems of one comparison share a run: the same rows in the same order, the same number of steps."""

    steps: int
    batch: int
    learning_rate: float = 1e-3
    checkpoint_seconds: float = 180
    seed: int = 0


def learning_rate_at(run: Run, step: int) -> float:
    """Linear warm-up, then a half cosine to 0."""
    progress = step / run.steps
    if progress < WARM_UP:
        return run.learning_rate * (progress / WARM_UP)
    return run.learning_rate * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def batch_at(rows: torch.Tensor, run: Run, step: int) -> torch.Tensor:
    """The rows of one step: a function of the step alone, so that a resumed run sees the rows it would have seen."""
    generator = torch.Generator().manual_seed(run.seed * 1_000_003 + step)
    return rows[torch.randint(len(rows), (run.batch,), generator=generator)]


def train(system: System, rows: torch.Tensor, run: Run, folder: Path) -> None:
    """Trains until `run.steps`, from the checkpoint in `folder` when there is one; appends to `folder`/log.jsonl."""
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint, log = folder / "checkpoint.pt", folder / "log.jsonl"
    network = system.network
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.0, betas=(0.9, 0.95), weight_decay=0.01)
    start = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        start = state["step"]
    saved_at, sum_of_losses = time.monotonic(), 0.0
    for step in range(start, run.steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate_at(run, step)
        generator = torch.Generator().manual_seed(run.seed * 7_000_003 + step)
        loss = system.loss(batch_at(rows, run, step), generator)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        sum_of_losses += loss.item()
        if (step + 1) % 50 == 0:
            with log.open("a") as lines:
                lines.write(
                    json.dumps({"step": step + 1, "natsPerToken": round(sum_of_losses / 50, 4)}) + "\n"
                )
            sum_of_losses = 0.0
        if step + 1 == run.steps or time.monotonic() - saved_at > run.checkpoint_seconds:
            save(
                checkpoint,
                {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1},
            )
            saved_at = time.monotonic()


def save(file: Path, state: dict) -> None:
    """Writes beside the file and renames: a stop in the middle leaves the former checkpoint whole."""
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(file)
