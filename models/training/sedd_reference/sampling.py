"""Reverse sampling with several tokens a step (SEDD, section 4; algorithm 1)."""

from typing import Literal

import torch
from torch.nn.functional import one_hot

from .graph import Graph
from .likelihood import SMALLEST_TIME, ScoreFunction
from .noise import Noise

Predictor = Literal["euler", "analytic"]


def euler_probabilities(
    graph: Graph, score: torch.Tensor, tokens: torch.Tensor, rate_step: torch.Tensor
) -> torch.Tensor:
    """One-hot plus rate x step, rows clamped at 0 and normalised: a long step can overshoot. [.., N]."""
    rates = rate_step * graph.rate_into(tokens).to(score.dtype) * score
    own = one_hot(tokens, graph.states).to(score.dtype)
    probabilities = own * (1 - rates.sum(-1, keepdim=True)) + rates
    probabilities = probabilities.clamp(min=0)
    return probabilities / probabilities.sum(-1, keepdim=True)


def analytic_probabilities(
    graph: Graph, score: torch.Tensor, tokens: torch.Tensor, noise_step: torch.Tensor
) -> torch.Tensor:
    """Staggered score times the transition into the present token (SEDD, theorem 4.2). [.., N]."""
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

    Draws are in float64: an fp32 race over a large vocabulary cuts the tail and flatters samples (arXiv 2409.02908).
    """
    tokens = project(graph.sample_limit(shape, generator), fixed)
    times = torch.linspace(1, SMALLEST_TIME, steps + 1, dtype=torch.float64)
    for now, after in zip(times[:-1], times[1:], strict=True):
        total = noise.total(now)
        ratios = score(tokens, total.float().expand(shape[0])).double().exp()
        if predictor == "euler":
            probabilities = euler_probabilities(graph, ratios, tokens, (now - after) * noise.rate(now))
        else:
            probabilities = analytic_probabilities(graph, ratios, tokens, total - noise.total(after))
        tokens = project(draw(probabilities, generator), fixed)
    total = noise.total(times[-1])
    ratios = score(tokens, total.float().expand(shape[0])).double().exp()
    probabilities = graph.without_limit(analytic_probabilities(graph, ratios, tokens, total))
    return project(draw(probabilities, generator), fixed)


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
