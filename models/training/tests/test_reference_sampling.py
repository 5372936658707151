"""Samples of the exact score against the distribution it belongs to, and the networks' contracts."""

import itertools
import math

import pytest
import torch

from sedd_reference.graph import AbsorbGraph, UniformGraph
from sedd_reference.likelihood import autoregressive_nats, bound_nats, stratified_times
from sedd_reference.noise import GeometricNoise, LogLinearNoise
from sedd_reference.sampling import sample
from sedd_reference.transformer import (
    Block,
    ScoreNetwork,
    Shape,
    Transformer,
    absorbing_posterior_scores,
    rotate,
    uniform_posterior_scores,
)

# Threads only wait for each other on tensors this small.
torch.set_num_threads(1)

VOCABULARY, LENGTH = 3, 2
CORRELATED = torch.tensor([[0.30, 0.02, 0.05], [0.03, 0.25, 0.02], [0.01, 0.02, 0.30]], dtype=torch.float64)
SMALL = Shape(states=11, length=8, hidden=32, blocks=2, heads=2, condition=16)


def exact_score(graph):
    """log s(x, t) of the noised CORRELATED, by summing over all clean texts."""
    kernel_of = {}

    def kernel(total: float) -> torch.Tensor:
        if total not in kernel_of:
            clean = torch.arange(VOCABULARY)[:, None]
            states = torch.arange(graph.states)[None, :]
            noise = torch.tensor(total, dtype=torch.float64)
            kernel_of[total] = torch.stack([graph.transition_into(states[0], noise)[:, token] for token in clean[:, 0]])
        return kernel_of[total]

    def score(tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        step = kernel(total[0].item())
        joint = torch.einsum("ab,ax,by->xy", CORRELATED, step, step)
        first, second = tokens[:, 0], tokens[:, 1]
        here = joint[first, second][:, None]
        ratios = torch.stack([joint[:, second].T / here, joint[first] / here], dim=1)
        return ratios.log().float()

    return score


def counts(tokens: torch.Tensor) -> torch.Tensor:
    return torch.bincount(tokens[:, 0] * VOCABULARY + tokens[:, 1], minlength=VOCABULARY**2).double()


def chi_square(tokens: torch.Tensor, expected: torch.Tensor) -> float:
    expected = expected.flatten() * len(tokens)
    return ((counts(tokens) - expected).square() / expected).sum().item()


CASES = [
    (AbsorbGraph(VOCABULARY), LogLinearNoise()),
    (UniformGraph(VOCABULARY), GeometricNoise(1e-4, 20)),
]
# 8 degrees of freedom: 26.1 is the 99.9% quantile.
CRITICAL = 26.1


@pytest.mark.parametrize(("graph", "noise"), CASES)
@pytest.mark.parametrize("predictor", ["euler", "analytic"])
def test_many_steps_sample_the_distribution_and_one_does_not(graph, noise, predictor):
    def draw(steps: int) -> torch.Tensor:
        generator = torch.Generator().manual_seed(1)
        return sample(exact_score(graph), graph, noise, (4000, LENGTH), steps, predictor, generator)

    assert chi_square(draw(64), CORRELATED) < CRITICAL
    assert chi_square(draw(1), CORRELATED) > 5 * CRITICAL


def test_a_fixed_position_conditions_the_other():
    """Exact under the absorbing graph, where a token that is not masked is clean.

    Under the uniform graph a fixed token would be read as one that the noise may have put there.
    """
    graph, noise = CASES[0]
    texts = 4000
    which = torch.tensor([[True, False]]).expand(texts, LENGTH)
    tokens = torch.full((texts, LENGTH), 2)
    generator = torch.Generator().manual_seed(2)
    drawn = sample(exact_score(graph), graph, noise, (texts, LENGTH), 64, "analytic", generator, fixed=(which, tokens))
    assert (drawn[:, 0] == 2).all()
    seen = torch.bincount(drawn[:, 1], minlength=VOCABULARY).double()
    expected = CORRELATED[2] / CORRELATED[2].sum() * texts
    # 2 degrees of freedom: 13.8 is the 99.9% quantile.
    assert ((seen - expected).square() / expected).sum().item() < 13.8


@pytest.mark.parametrize(("graph", "noise"), CASES)
def test_the_bound_of_the_exact_score_is_the_entropy(graph, noise):
    pairs = torch.tensor(list(itertools.product(range(VOCABULARY), repeat=LENGTH)))
    generator = torch.Generator().manual_seed(4)
    texts = pairs[torch.multinomial(CORRELATED.flatten(), 3000, replacement=True, generator=generator)]

    # One noise for the whole batch is what exact_score knows, so texts are taken one by one in time, all in batch.
    def score(tokens, total):
        return torch.cat([exact_score(graph)(row[None], level[None]) for row, level in zip(tokens, total, strict=True)])

    nats = bound_nats(score, graph, noise, texts[:400], 8, generator)
    entropy = -(CORRELATED * CORRELATED.log()).sum().item()
    error = (nats.std() / len(nats) ** 0.5).item()
    assert abs(nats.mean().item() - entropy) < 4 * error + 0.01


def test_stratified_times_take_one_from_each_part():
    times = stratified_times(50, torch.Generator().manual_seed(0))
    assert sorted((times * 50).clamp(max=49.999).floor().tolist()) == list(range(50))


def test_the_comparison_has_the_same_number_of_parameters():
    def size(network):
        return sum(parameter.numel() for parameter in network.parameters())

    assert size(Transformer(SMALL, causal=True)) == size(ScoreNetwork(SMALL, absorbing_posterior_scores))


def shaken(network):
    """Zero-initialised maps would hide who sees whom."""
    generator = torch.Generator().manual_seed(9)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.2 * torch.randn(parameter.shape, generator=generator))
    return network


def test_the_autoregressive_network_sees_only_what_stands_before():
    network = shaken(Transformer(SMALL, causal=True))
    tokens = torch.randint(10, (1, 8), generator=torch.Generator().manual_seed(1))
    changed = tokens.clone()
    changed[0, 5] = (changed[0, 5] + 1) % 10
    before, after = (autoregressive_nats(network, 10, text) for text in (tokens, changed))
    torch.testing.assert_close(before[0, :5], after[0, :5])
    assert (before[0, 5:] - after[0, 5:]).abs().min() > 0


@pytest.mark.parametrize("parameterisation", [absorbing_posterior_scores, uniform_posterior_scores])
def test_the_score_network_sees_both_sides_and_its_noise_and_scores_its_own_tokens_zero(parameterisation):
    network = shaken(ScoreNetwork(SMALL, parameterisation))
    tokens = torch.randint(10, (1, 8), generator=torch.Generator().manual_seed(1))
    changed = tokens.clone()
    changed[0, 5] = (changed[0, 5] + 1) % 10
    noise = torch.tensor([0.5])
    before, after, noisier = network(tokens, noise), network(changed, noise), network(tokens, 2 * noise)
    others = [position for position in range(8) if position != 5]
    assert (before[0, others] - after[0, others]).abs().amax(-1).min() > 0
    assert (before - noisier).abs().amax(-1).min() > 0
    assert before.gather(-1, tokens[..., None]).abs().max() == 0


def test_posterior_scores_are_the_true_ratios_for_the_true_distribution_of_clean_tokens():
    """One token under the uniform graph: q is the data itself, and the marginals come from the matrix exponential."""
    data = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)
    matrix = torch.full((3, 3), 1 / 3, dtype=torch.float64) - torch.eye(3, dtype=torch.float64)
    for noise in (1e-4, 0.5, 5.0):
        marginal = torch.linalg.matrix_exp(noise * matrix) @ data
        outputs = data.log().expand(1, 3, 3) + 7  # softmax does not see a constant
        got = uniform_posterior_scores(outputs, torch.arange(3)[None], torch.tensor([noise], dtype=torch.float64))[0]
        torch.testing.assert_close(got.exp(), marginal[None, :] / marginal[:, None], rtol=1e-9, atol=0)


def test_absorbing_posterior_scores_are_the_true_ratios_for_the_true_distribution_of_clean_tokens():
    """One masked token: q is the data itself, whatever the outputs say of MASK."""
    data = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)
    for noise in (1e-4, 0.5, 5.0):
        kept = math.exp(-noise)
        marginal = torch.cat([kept * data, torch.tensor([1 - kept], dtype=torch.float64)])
        outputs = torch.cat([data.log() + 7, torch.tensor([50.0], dtype=torch.float64)]).expand(1, 1, 4)
        got = absorbing_posterior_scores(outputs, torch.tensor([[3]]), torch.tensor([noise], dtype=torch.float64))
        torch.testing.assert_close(got[0, 0].exp(), marginal / marginal[3], rtol=1e-9, atol=0)


def test_heads_start_by_looking_back_and_ahead():
    shape = Shape(states=11, length=64, hidden=128, blocks=1, heads=2, condition=16)
    torch.manual_seed(0)
    network = Transformer(shape, causal=False)
    block = Block(shape, causal=False, distance=2)
    inputs = block.norm1(torch.randn(1, 64, 128)) + block.modulation.bias[:128]
    parts = block.attn_qkv(inputs).chunk(3, dim=-1)[:2]
    heads = [part.unflatten(-1, (2, -1)).transpose(1, 2) for part in parts]
    queries, keys = (rotate(part, network.cosine, network.sine) for part in heads)
    attention = (queries @ keys.transpose(-1, -2) / 8).softmax(-1)[0]
    for head, offset in ((0, -2), (1, 2)):
        # Attention by distance, mean over the positions that have 8 tokens on both sides.
        by_distance = [
            torch.stack([attention[head, at, at + distance] for at in range(8, 56)]).mean().item()
            for distance in range(-8, 9)
        ]
        assert by_distance.index(max(by_distance)) - 8 == offset
        assert sum(by_distance[offset + 8 - 2 : offset + 8 + 3]) > 0.6
