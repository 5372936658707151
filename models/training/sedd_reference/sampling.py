"""Reverse sampling with several tokens a step (SEDD, section 4; algorithm 1)."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import torch

from .graph import Graph
from .likelihood import SMALLEST_TIME, ScoreFunction
from .noise import Noise

Predictor = Literal["euler", "analytic"]

ROWS_AT_ONCE = 256
"""Rows that fit the cache: all rows of a batch at once would run from memory."""


def euler_probabilities(
    graph: Graph, score: torch.Tensor, tokens: torch.Tensor, rate_step: torch.Tensor
) -> torch.Tensor:
    """One-hot plus rate x step, rows clamped at 0 and normalised: a long step can overshoot. [.., N]."""
    probabilities = rate_step * graph.rate_into(tokens).to(score.dtype) * score
    stay = 1 - probabilities.sum(-1, keepdim=True)
    probabilities = probabilities.scatter(-1, tokens[..., None], stay.clamp(min=0))
    return probabilities / probabilities.sum(-1, keepdim=True)


def analytic_probabilities(
    graph: Graph, score: torch.Tensor, tokens: torch.Tensor, noise_step: torch.Tensor
) -> torch.Tensor:
    """Staggered score times the transition into the present token (SEDD, theorem 4.2). [.., N]."""
    noise_step = noise_step.to(score.dtype)
    probabilities = graph.staggered_score(score, noise_step) * graph.transition_into(tokens, noise_step)
    probabilities = probabilities.clamp(min=0)
    return probabilities / probabilities.sum(-1, keepdim=True)


@torch.no_grad()
def sample(
    score: ScoreFunction,
    graph: Graph,
    noise: Noise,
    shape: tuple[int, int],
    steps: int,
    predictor: Predictor,
    generator: torch.Generator,
    fixed: tuple[torch.Tensor, torch.Tensor] | None = None,
) -> torch.Tensor:
    """Tokens of `shape` (texts, length). `fixed`: (which positions [B, L] stay, their tokens [B, L]).

    Tokens are drawn in float64: an fp32 race over a large vocabulary cuts the tail and flatters samples (arXiv
    2409.02908).
    """
    tokens = project(graph.sample_limit(shape, generator), fixed)
    times = torch.linspace(1, SMALLEST_TIME, steps + 1, dtype=torch.float64)
    for now, after in zip(times[:-1], times[1:], strict=True):
        total = noise.total(now)
        log_score = score(tokens, total.float().expand(shape[0]))
        if predictor == "euler":
            into = partial(euler_probabilities, graph, rate_step=(now - after) * noise.rate(now))
        else:
            into = partial(analytic_probabilities, graph, noise_step=total - noise.total(after))
        tokens = project(move(graph, log_score, tokens, into, generator), fixed)
    total = noise.total(times[-1])
    log_score = score(tokens, total.float().expand(shape[0]))

    def clean(ratios: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
        return graph.without_limit(analytic_probabilities(graph, ratios, at, total))

    return project(move(graph, log_score, tokens, clean, generator), fixed)


def move(
    graph: Graph,
    log_score: torch.Tensor,
    tokens: torch.Tensor,
    probabilities: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    generator: torch.Generator,
) -> torch.Tensor:
    """Draws the tokens [B, L] that the reverse process may change, from probabilities(score [n, N], tokens [n])."""
    rows = graph.can_move_back(tokens)
    parts = zip(log_score[rows].split(ROWS_AT_ONCE), tokens[rows].split(ROWS_AT_ONCE), strict=True)
    moved = [move_rows(part, at, probabilities, generator) for part, at in parts]
    return tokens.masked_scatter(rows, torch.cat(moved)) if moved else tokens


def move_rows(
    log_score: torch.Tensor,
    tokens: torch.Tensor,
    probabilities: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    generator: torch.Generator,
) -> torch.Tensor:
    """Tokens [n]: first which of them move, a sum that float32 holds; then where to, in float64, for those alone."""
    tokens = tokens.clone()
    stay = probabilities(log_score.exp(), tokens).gather(-1, tokens[:, None])[:, 0].double()
    moving = torch.rand(stay.shape, dtype=torch.float64, generator=generator) >= stay
    if moving.any():
        at = tokens[moving]
        targets = probabilities(log_score[moving].double().exp(), at).scatter(-1, at[:, None], 0.0)
        tokens[moving] = draw(targets, generator)
    return tokens


def project(tokens: torch.Tensor, fixed: tuple[torch.Tensor, torch.Tensor] | None) -> torch.Tensor:
    """Puts the fixed tokens back."""
    return tokens if fixed is None else torch.where(fixed[0], fixed[1], tokens)


def draw(probabilities: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """One token per row of [.., N], by inverse CDF in float64."""
    sums = probabilities.double().cumsum(-1)
    uniform = (
        torch.rand(sums.shape[:-1], dtype=torch.float64, generator=generator)[..., None] * sums[..., -1:]
    )
    return torch.searchsorted(sums, uniform, right=True)[..., 0].clamp(max=probabilities.shape[-1] - 1)
