"""How many nats a text costs: exactly for the autoregressive network, by the bound for a score network."""

from collections.abc import Callable

import torch
from torch.nn.functional import cross_entropy

from .graph import Graph
from .losses import denoising_score_entropy
from .noise import Noise
from .transformer import Transformer

ScoreFunction = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""Tokens [B, L] and total noise [B] to log scores [B, L, states]."""

SMALLEST_TIME = 1e-5


def stratified_times(count: int, generator: torch.Generator) -> torch.Tensor:
    """One time in each of `count` equal parts of [1e-5, 1], in random order: less variance than independent times."""
    strata = torch.randperm(count, generator=generator)
    return SMALLEST_TIME + (1 - SMALLEST_TIME) * (strata + torch.rand(count, generator=generator)) / count


def diffusion_loss(
    score: ScoreFunction,
    graph: Graph,
    noise: Noise,
    clean: torch.Tensor,
    times: torch.Tensor,
    generator: torch.Generator,
) -> torch.Tensor:
    """The integrand of the likelihood bound at one time for each text [B], in nats a text (SEDD, theorem 3.6).

    clean [B, L]; times [B] in (0, 1]. Its mean over uniform times, plus the base divergence, bounds -log p(clean).
    """
    total, rate = noise.total(times), noise.rate(times)
    noised = graph.sample_transition(clean, total[:, None], generator)
    log_score = score(noised, total)
    position_total = total[:, None].expand(clean.shape)
    # Positions that the process cannot move back add nothing: under the absorbing graph all that are not masked.
    rows = graph.can_move_back(noised)
    if rows.all():
        entropy = denoising_score_entropy(graph, log_score, clean, noised, position_total)
        return rate * entropy.sum(-1)
    of_rows = denoising_score_entropy(graph, log_score[rows], clean[rows], noised[rows], position_total[rows])
    entropy = torch.zeros(clean.shape, dtype=torch.float64).masked_scatter(rows, of_rows)
    return rate * entropy.sum(-1)


@torch.no_grad()
def bound_nats(
    score: ScoreFunction,
    graph: Graph,
    noise: Noise,
    clean: torch.Tensor,
    evaluations: int,
    generator: torch.Generator,
) -> torch.Tensor:
    """Upper bound of -log p of each text [B, L], in nats a text [B]; stratified in time."""
    sums = torch.zeros(len(clean), dtype=torch.float64)
    times = torch.stack([stratified_times(evaluations, generator) for _ in range(len(clean))])
    for evaluation in range(evaluations):
        sums += diffusion_loss(score, graph, noise, clean, times[:, evaluation], generator)
    return sums / evaluations + clean.shape[1] * graph.base_divergence(noise.total(torch.tensor(1.0)))


def autoregressive_nats(network: Transformer, beginning: int, clean: torch.Tensor) -> torch.Tensor:
    """-log p of each token [B, L] in nats; `beginning` is the id put in front of every text [B, L]."""
    inputs = torch.cat([torch.full_like(clean[:, :1], beginning), clean[:, :-1]], dim=1)
    logits = network(inputs, torch.zeros(len(clean)))
    return cross_entropy(logits.transpose(1, 2), clean, reduction="none")


def perplexity(nats: torch.Tensor, tokens: int) -> tuple[float, float]:
    """Perplexity a token and its standard error, from nats a text [texts] of `tokens` tokens each."""
    per_token = nats.double() / tokens
    mean = per_token.mean().exp().item()
    return mean, mean * (per_token.std() / len(nats) ** 0.5).item()
