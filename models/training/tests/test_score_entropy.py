"""Score entropy against brute force, and scores trained on a toy against the true ratios."""

import itertools
import math

import pytest
import torch

from sedd_reference.graph import AbsorbGraph, UniformGraph
from sedd_reference.likelihood import diffusion_loss
from sedd_reference.losses import (
    absorbing_log_score,
    denoising_score_entropy,
    implicit_score_entropy,
    score_entropy,
    weighted_cross_entropy,
)
from sedd_reference.noise import GeometricNoise, LogLinearNoise

# Threads only wait for each other on tensors this small.
torch.set_num_threads(1)

VOCABULARY = 4
DATA = torch.tensor([0.4, 0.3, 0.2, 0.1], dtype=torch.float64)


@pytest.fixture(autouse=True)
def _float64():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def rate_matrix(graph) -> torch.Tensor:
    """Q with Q(x, y) the rate from y to x, columns summing to 0, built from the definition alone."""
    size = graph.states
    if isinstance(graph, UniformGraph):
        return torch.full((size, size), 1 / size) - torch.eye(size)
    matrix = torch.zeros(size, size)
    for token in range(graph.vocabulary):
        matrix[token, token] = -1
        matrix[graph.mask, token] = 1
    return matrix


def graphs():
    return [AbsorbGraph(VOCABULARY), UniformGraph(VOCABULARY)]


def noised_distribution(graph, total: float) -> torch.Tensor:
    start = torch.zeros(graph.states)
    start[:VOCABULARY] = DATA
    return torch.linalg.matrix_exp(total * rate_matrix(graph)) @ start


@pytest.mark.parametrize("graph", graphs())
@pytest.mark.parametrize("total", [0.004, 0.7, 5.0])
def test_transition_ratios_are_those_of_the_matrix_exponential(graph, total):
    kernel = torch.linalg.matrix_exp(total * rate_matrix(graph))
    for clean, noised, y in itertools.product(range(VOCABULARY), range(graph.states), range(graph.states)):
        if kernel[noised, clean] == 0 or y == noised or rate_matrix(graph)[noised, y] == 0:
            continue
        at_clean, elsewhere = graph.transition_ratios(torch.tensor(clean), torch.tensor(noised), torch.tensor(total))
        got = at_clean if y == clean else elsewhere
        torch.testing.assert_close(got, kernel[y, clean] / kernel[noised, clean], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("graph", graphs())
def test_rates_into_a_token_are_its_row_of_the_rate_matrix(graph):
    tokens = torch.arange(graph.states)
    expected = rate_matrix(graph).clone()
    expected.fill_diagonal_(0)
    torch.testing.assert_close(graph.rate_into(tokens), expected)
    others = ~torch.eye(graph.states, dtype=torch.bool)
    each = graph.rate_back(tokens)[:, None].expand(graph.states, graph.states)
    torch.testing.assert_close(each[others], expected[others])


@pytest.mark.parametrize("graph", graphs())
@pytest.mark.parametrize("noise", [LogLinearNoise(), GeometricNoise()])
def test_denoising_score_entropy_agrees_with_a_brute_force_sum(graph, noise):
    generator = torch.Generator().manual_seed(3)
    matrix = rate_matrix(graph)
    for time in (0.1, 0.5, 0.9):
        total = noise.total(torch.tensor(time))
        kernel = torch.linalg.matrix_exp(total * matrix)
        for clean, noised in itertools.product(range(VOCABULARY), range(graph.states)):
            if kernel[noised, clean] == 0:
                continue
            log_score = torch.randn(graph.states, generator=generator)
            expected = 0.0
            for y in range(graph.states):
                if y == noised:
                    continue
                ratio = float(kernel[y, clean] / kernel[noised, clean])
                constant = ratio * (torch.tensor(ratio).log().item() - 1) if ratio > 0 else 0.0
                score = log_score[y].exp().item()
                expected += matrix[noised, y].item() * (score - ratio * log_score[y].item() + constant)
            got = denoising_score_entropy(graph, log_score, torch.tensor(clean), torch.tensor(noised), total)
            assert got.item() == pytest.approx(expected, rel=1e-6, abs=1e-6)


def brute_score_entropy(log_score, ratios, weights, here: int) -> float:
    """Definition 3.1, a term at a time, in Python's numbers."""
    total = 0.0
    for y, weight in enumerate(weights):
        if y == here or weight == 0:
            continue
        ratio, log_s = float(ratios[y]), float(log_score[y])
        constant = ratio * (math.log(ratio) - 1) if ratio > 0 else 0.0
        total += float(weight) * (math.exp(log_s) - ratio * log_s + constant)
    return total


@pytest.mark.parametrize("graph", graphs())
@pytest.mark.parametrize("noise", [LogLinearNoise(), GeometricNoise()])
@pytest.mark.parametrize("time", [0.1, 0.5, 0.9])
def test_score_entropy_and_its_implicit_form_agree_with_brute_force_sums(graph, noise, time):
    marginal = noised_distribution(graph, noise.total(torch.tensor(time)).item())
    matrix = rate_matrix(graph)
    table = torch.randn(graph.states, graph.states, generator=torch.Generator().manual_seed(8))
    rates = graph.rate_into(torch.arange(graph.states))
    ratios = marginal[None, :] / marginal[:, None]
    explicit = score_entropy(table, ratios, rates)
    implicit = implicit_score_entropy(table, table.T, rates, rates.T)
    constants = 0.0
    for x in range(graph.states):
        weights = [0.0 if y == x else matrix[x, y].item() for y in range(graph.states)]
        assert explicit[x].item() == pytest.approx(brute_score_entropy(table[x], ratios[x], weights, x), abs=1e-6)
        expected = 0.0
        for y in range(graph.states):
            if y != x:
                expected += weights[y] * math.exp(table[x, y]) - matrix[y, x].item() * table[y, x].item()
                ratio = ratios[x, y].item()
                constants += marginal[x].item() * weights[y] * ratio * (math.log(ratio) - 1)
        assert implicit[x].item() == pytest.approx(expected, abs=1e-6)
    # Over p, the implicit form is short of the score entropy by what no score changes.
    assert (marginal * explicit).sum().item() == pytest.approx((marginal * implicit).sum().item() + constants, abs=1e-6)


@pytest.mark.parametrize("graph", graphs())
@pytest.mark.parametrize("noise", [LogLinearNoise(), GeometricNoise()])
def test_the_diffusion_weighted_loss_of_texts_agrees_with_a_brute_force_sum(graph, noise):
    matrix = rate_matrix(graph)
    clean = torch.randint(VOCABULARY, (6, 5), generator=torch.Generator().manual_seed(1))
    times = torch.linspace(0.05, 0.95, 6)
    table = torch.randn(6, 5, graph.states, generator=torch.Generator().manual_seed(2))
    got = diffusion_loss(lambda tokens, _: table, graph, noise, clean, times, torch.Generator().manual_seed(3))
    noised = graph.sample_transition(clean, noise.total(times)[:, None], torch.Generator().manual_seed(3))
    assert (noised != clean).any() and (noised == clean).any()
    for text, time in enumerate(times):
        kernel = torch.linalg.matrix_exp(noise.total(time) * matrix)
        expected = 0.0
        for position in range(5):
            x, x0 = noised[text, position].item(), clean[text, position].item()
            expected += brute_score_entropy(table[text, position], kernel[:, x0] / kernel[x, x0], matrix[x], x)
        assert got[text].item() == pytest.approx(noise.rate(time).item() * expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("graph", graphs())
def test_the_three_losses_differ_only_by_what_no_score_changes(graph):
    """The gradients of score entropy, implicit and denoising score entropy with respect to the score are the same."""
    total = torch.tensor(0.6)
    kernel = torch.linalg.matrix_exp(total * rate_matrix(graph))
    marginal = noised_distribution(graph, total.item())
    table = torch.randn(graph.states, graph.states, generator=torch.Generator().manual_seed(5))
    rates = graph.rate_into(torch.arange(graph.states))

    def gradient(loss) -> torch.Tensor:
        scores = table.clone().requires_grad_()
        loss(scores).backward()
        return scores.grad

    ratios = marginal[None, :] / marginal[:, None]
    explicit = gradient(lambda scores: (marginal * score_entropy(scores, ratios, rates)).sum())
    implicit = gradient(lambda scores: (marginal * implicit_score_entropy(scores, scores.T, rates, rates.T)).sum())

    def denoising(scores):
        loss = torch.zeros(())
        for clean, noised in itertools.product(range(VOCABULARY), range(graph.states)):
            weight = DATA[clean] * kernel[noised, clean]
            if weight > 0:
                loss = loss + weight * denoising_score_entropy(
                    graph, scores[noised], torch.tensor(clean), torch.tensor(noised), total
                )
        return loss

    torch.testing.assert_close(implicit, explicit, rtol=1e-9, atol=1e-12)
    torch.testing.assert_close(gradient(denoising), explicit, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("graph", graphs())
def test_a_score_trained_by_denoising_equals_the_true_ratios(graph):
    """Samples of (clean, noised) pairs only: the ratios of the noised marginals are never shown to the training."""
    generator = torch.Generator().manual_seed(11)
    total = torch.tensor(0.8)
    table = torch.zeros(graph.states, graph.states, requires_grad=True)
    optimiser = torch.optim.Adam([table], lr=0.05)
    steps, batch = 400, 2048
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        clean = torch.multinomial(DATA, batch, replacement=True, generator=generator)
        noised = graph.sample_transition(clean, total, generator)
        loss = denoising_score_entropy(graph, table[noised], clean, noised, total).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    marginal = noised_distribution(graph, total.item())
    weighted = graph.rate_into(torch.arange(graph.states)) > 0
    truth = (marginal[None, :] / marginal[:, None])[weighted]
    torch.testing.assert_close(table.detach().exp()[weighted], truth, rtol=0.05, atol=0)


PAIRS = torch.tensor([[0.30, 0.02, 0.05], [0.03, 0.25, 0.02], [0.01, 0.02, 0.30]], dtype=torch.float64)


@pytest.mark.parametrize("graph", [AbsorbGraph(3), UniformGraph(3)])
@pytest.mark.parametrize("form", ["explicit", "implicit", "denoising"])
def test_the_least_loss_of_correlated_tokens_is_at_the_true_ratios(graph, form):
    """Two tokens that depend on each other, every text and every noised text summed over: no sampling error."""
    size, total = graph.states, torch.tensor(0.7)
    kernel = torch.linalg.matrix_exp(total * rate_matrix(graph))
    marginal = torch.einsum("ab,xa,yb->xy", PAIRS, kernel[:, :3], kernel[:, :3])
    states = torch.arange(size)
    rates = graph.rate_into(states)
    # [2, x, y, other]: the ratios, weights and scores of changing the first (second) token of (x, y).
    of_first, of_second = marginal[None] / marginal[:, None], marginal[:, None] / marginal[..., None]
    ratios = torch.stack([of_first.permute(0, 2, 1), of_second])
    weights = torch.stack([rates[:, None].expand(size, size, size), rates[None].expand(size, size, size)])
    table = torch.zeros(2, size, size, size, requires_grad=True)

    def loss() -> torch.Tensor:
        if form == "explicit":
            return (marginal * score_entropy(table, ratios, weights)).sum()
        if form == "implicit":
            back = torch.stack([table[0].permute(2, 1, 0), table[1].permute(0, 2, 1)])
            back_weights = torch.stack([weights[0].permute(2, 1, 0), weights[1].permute(0, 2, 1)])
            return (marginal * implicit_score_entropy(table, back, weights, back_weights)).sum()
        sum_of_losses = torch.zeros(())
        for a, b in itertools.product(range(3), repeat=2):
            of_noised = PAIRS[a, b] * kernel[:, a][:, None] * kernel[:, b][None]
            first, second = states[:, None].expand(size, size), states[None].expand(size, size)
            for scores, clean, noised in ((table[0], a, first), (table[1], b, second)):
                entropy = denoising_score_entropy(graph, scores, torch.full_like(noised, clean), noised, total)
                # A text that cannot arise costs nothing (its ratios are infinite).
                sum_of_losses = sum_of_losses + (of_noised * entropy)[of_noised > 0].sum()
        return sum_of_losses

    optimiser = torch.optim.LBFGS([table], max_iter=200, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)
    weighted = weights > 0
    assert weighted.any()
    torch.testing.assert_close(table.detach().exp()[weighted], ratios[weighted], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("noise", [LogLinearNoise(), GeometricNoise()])
def test_score_entropy_of_a_normalised_absorbing_denoiser_is_weighted_cross_entropy(noise):
    graph = AbsorbGraph(VOCABULARY)
    log_probability = torch.randn(8, VOCABULARY, generator=torch.Generator().manual_seed(2)).log_softmax(-1)
    clean = torch.arange(8) % VOCABULARY
    noised = torch.full((8,), graph.mask)
    total = noise.total(torch.linspace(0.05, 0.95, 8))
    entropy = denoising_score_entropy(graph, absorbing_log_score(log_probability, total), clean, noised, total)
    torch.testing.assert_close(entropy, weighted_cross_entropy(log_probability, clean, total), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("noise", [LogLinearNoise(), GeometricNoise()])
def test_the_diffusion_loss_of_a_normalised_absorbing_denoiser_is_its_weighted_cross_entropy(noise):
    """sigma(t) times the denoising score entropy of a text is the sum of its cross-entropies by sigma/(e^total - 1)."""
    graph = AbsorbGraph(VOCABULARY)
    log_probability = torch.randn(6, 9, VOCABULARY, generator=torch.Generator().manual_seed(4)).log_softmax(-1)
    clean = torch.randint(VOCABULARY, (6, 9), generator=torch.Generator().manual_seed(5))
    times = torch.linspace(0.05, 0.95, 6)

    def score(tokens, total):
        at_mask = absorbing_log_score(log_probability, total[:, None].expand(6, 9))
        return torch.where((tokens == graph.mask)[..., None], at_mask, 0.0)

    got = diffusion_loss(score, graph, noise, clean, times, torch.Generator().manual_seed(6))
    total = noise.total(times)[:, None]
    masked = graph.sample_transition(clean, total, torch.Generator().manual_seed(6)) == graph.mask
    assert masked.any() and not masked.all()
    cross_entropy = -log_probability.gather(-1, clean[..., None])[..., 0]
    weight = (noise.rate(times) / torch.expm1(noise.total(times)))[:, None]
    torch.testing.assert_close(got, (weight * masked * cross_entropy).sum(-1), rtol=1e-9, atol=1e-12)
    if isinstance(noise, LogLinearNoise):
        by_time = (masked * cross_entropy).sum(-1) / times
        torch.testing.assert_close(got, by_time, rtol=1e-9, atol=1e-12)


def test_under_log_linear_noise_the_weight_is_one_over_the_masked_share():
    noise = LogLinearNoise()
    t = torch.linspace(0.01, 1, 50)
    torch.testing.assert_close(noise.rate(t) / torch.expm1(noise.total(t)), 1 / t, rtol=1e-9, atol=0)


@pytest.mark.parametrize("noise", [LogLinearNoise(), GeometricNoise()])
def test_the_rate_is_the_derivative_of_the_total_noise(noise):
    t = torch.linspace(0.01, 0.99, 20, requires_grad=True)
    (slope,) = torch.autograd.grad(noise.total(t).sum(), t)
    torch.testing.assert_close(noise.rate(t), slope, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("graph", graphs())
def test_the_likelihood_bound_is_tight_for_the_true_score(graph):
    """One token: with the exact score of every marginal the bound equals -log p(x0), so its mean is the entropy."""
    noise = LogLinearNoise(eps=1e-6) if isinstance(graph, AbsorbGraph) else GeometricNoise(1e-5, 30)
    grid, width = 4000, 1 / 4000
    t = (torch.arange(grid) + 0.5) * width
    total, rate = noise.total(t), noise.rate(t)
    start = torch.zeros(graph.states)
    start[:VOCABULARY] = DATA
    stay = torch.exp(-total)[:, None]
    limit = torch.ones(graph.states) / graph.states if isinstance(graph, UniformGraph) else torch.eye(graph.states)[-1]
    marginal = stay * start + (1 - stay) * limit
    bound = graph.base_divergence(noise.total(torch.tensor(1.0))).clone()
    for clean in range(VOCABULARY):
        kernel = stay * torch.eye(graph.states)[clean] + (1 - stay) * limit
        for noised in range(graph.states):
            reachable = kernel[:, noised] > 0
            if not reachable.any():
                continue
            log_score = (marginal / marginal[:, noised : noised + 1]).log().clamp(min=-80)
            shape = torch.full((grid,), clean), torch.full((grid,), noised)
            entropy = denoising_score_entropy(graph, log_score, *shape, total)
            integrand = torch.where(reachable, DATA[clean] * kernel[:, noised] * rate * entropy, torch.zeros(grid))
            bound = bound + integrand.sum() * width
    entropy = -(DATA * DATA.log()).sum()
    assert bound.item() == pytest.approx(entropy.item(), abs=2e-3)
