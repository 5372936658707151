"""Score entropy in its three forms, and the cross-entropy it equals for normalised absorbing denoisers.

Scores come as logarithms [.., N]: log s(x)_y estimates log p(y)/p(x) for every y that differs from x in one position.
All losses are in nats and are summed over y; nothing here averages over positions or examples.
"""

import torch

from .graph import Graph


def entropy_constant(a: torch.Tensor) -> torch.Tensor:
    """K(a) = a (log a - 1), with K(0) = 0 (SEDD, definition 3.1)."""
    return torch.xlogy(a, a) - a


def score_entropy(log_score: torch.Tensor, ratios: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Sum over y of w (s - r log s + K(r)): at least 0, and 0 exactly when s = r where w > 0 (SEDD, definition 3.1).

    log_score, ratios, weights: [.., N], the weight 0 at y = x. Returns [..].
    """
    terms = log_score.exp() - ratios * log_score + entropy_constant(ratios)
    return (weights * terms).sum(-1)


def implicit_score_entropy(
    log_score: torch.Tensor,
    back_log_score: torch.Tensor,
    weights: torch.Tensor,
    back_weights: torch.Tensor,
) -> torch.Tensor:
    """Sum over y of w_xy s(x)_y - w_yx log s(y)_x (SEDD, proposition 3.3).

    Its mean over p is that of the score entropy less sum w K(r), which no score changes; it needs the score at
    every neighbour: back_log_score[.., y] = log s(y)_x. Returns [..].
    """
    return (weights * log_score.exp() - back_weights * back_log_score).sum(-1)


def denoising_score_entropy(
    graph: Graph, log_score: torch.Tensor, clean: torch.Tensor, noised: torch.Tensor, total: torch.Tensor
) -> torch.Tensor:
    """Score entropy against p(y|x0)/p(x_t|x0), weighted by the graph's rates Q(x_t, y) (SEDD, theorem 3.4).

    log_score [.., N]; clean, noised [..]; total noise broadcasts against them. Returns [..], in float64. Its sum over
    positions times the rate sigma(t) is the integrand of the likelihood bound (theorem 3.6): the diffusion weighting.
    """
    at_clean, elsewhere = graph.transition_ratios(clean, noised, total.double())
    moved = (clean != noised).double()
    own, of_clean = (log_score.gather(-1, index[..., None])[..., 0].double() for index in (noised, clean))
    # Sums over every y but the own token. In float64: the own score 1 would drown the rest at either end of the noise.
    scores = log_score.exp().sum(-1, dtype=torch.float64) - own.exp()
    log_scores = log_score.sum(-1, dtype=torch.float64) - own
    third = graph.states - 1 - moved
    entropy = scores - elsewhere * log_scores + third * entropy_constant(elsewhere)
    entropy = entropy + moved * (entropy_constant(at_clean) - (at_clean - elsewhere) * of_clean)
    return graph.rate_back(noised) * entropy


def absorbing_log_score(log_probability: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
    """The score at a masked position of a denoiser that returns normalised log p(x0 | unmasked tokens) [.., V].

    log s = log p - log(e^total - 1); the MASK column [.., V] of the result is 0 (SEDD.md section 3; RADD, theorem 1).
    """
    shift = torch.log(torch.expm1(total))[..., None]
    return torch.cat([log_probability - shift, torch.zeros_like(log_probability[..., :1])], dim=-1)


def weighted_cross_entropy(
    log_probability: torch.Tensor, clean: torch.Tensor, total: torch.Tensor
) -> torch.Tensor:
    """The denoising score entropy of a masked position, for a normalised denoiser: CE / (e^total - 1), exactly.

    log_probability [.., V], clean [..]. Times sigma(t) it is CE / t under the log-linear noise. Returns [..].
    """
    cross_entropy = -log_probability.gather(-1, clean[..., None])[..., 0]
    return cross_entropy / torch.expm1(total)
