"""The loss is the any-order bound, weights are as documented, masks have the documented statistics."""

import itertools
import math
import random
from collections import Counter

import pytest
import torch

from make_tiny_model import ARCHITECTURE
from sedd_adaptation.examples import Example, pack, pattern_weights
from sedd_adaptation.layout import lay_out
from sedd_adaptation.masks import draw_patterns, exact, right_tail
from sedd_adaptation.network import ContextDenoiser
from sedd_adaptation.objective import loss, token_losses

TOKENS = [50, 51, 52]


def example(patterns: list[list[bool]], tokens: list[int] = TOKENS) -> Example:
    layout = lay_out([[40, 41], [60, 61]], [len(tokens)], ARCHITECTURE.end_of_text_id)
    return Example(layout, torch.tensor(tokens), torch.tensor(patterns))


def negative_log(network, masked: set[int], target: int) -> float:
    """-log p(target | the canvas tokens outside `masked`), one network call."""
    pattern = [[index in masked for index in range(len(TOKENS))]]
    with torch.no_grad():
        losses = token_losses(network, pack([example(pattern)], ARCHITECTURE))
    return losses[sorted(masked).index(target)].item()


def test_mean_over_all_masks_is_the_average_over_all_orders(network):
    length = len(TOKENS)
    orders = list(itertools.permutations(range(length)))
    any_order = 0.0
    for order in orders:
        for step, target in enumerate(order):
            any_order += negative_log(network, set(order[step:]), target) / len(orders)
    bound = 0.0
    for count in range(1, length + 1):
        subsets = list(itertools.combinations(range(length), count))
        patterns = [[index in subset for index in range(length)] for subset in subsets]
        with torch.no_grad():
            bound += loss(network, pack([example(patterns)], ARCHITECTURE)).item() / length
    assert length * bound == pytest.approx(any_order, rel=1e-5)


def test_the_score_entropy_of_a_masked_token_is_the_weighted_cross_entropy():
    # RADD (2406.03736), section 3: the integrand sigma * [sum of s - r log s + r(log r - 1)] with s = r * p.
    probabilities = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)
    total, rate, truth = 0.7, 1.3, 1
    ratio = 1 / math.expm1(total)
    scores = ratio * probabilities
    entropy = rate * (scores.sum() - ratio * scores[truth].log() + ratio * (math.log(ratio) - 1))
    assert entropy.item() == pytest.approx(rate * ratio * -probabilities[truth].log().item(), rel=1e-12)


def test_weights_of_a_pattern_sum_to_one_and_pads_count_as_one_token():
    pad = ARCHITECTURE.pad_id
    tokens = torch.tensor([50, 51, pad, pad, pad])
    masked = torch.tensor([[True, False, True, True, True], [True, True, False, False, False]])
    weights = pattern_weights(tokens, masked, pad)
    torch.testing.assert_close(weights.sum(1), torch.ones(2))
    torch.testing.assert_close(weights[0], torch.tensor([1 / 2, 0, 1 / 6, 1 / 6, 1 / 6]))
    torch.testing.assert_close(weights[1], torch.tensor([1 / 2, 1 / 2, 0, 0, 0]))


def test_loss_is_the_mean_over_patterns(network, examples):
    batch = pack(examples, ARCHITECTURE)
    with torch.no_grad():
        together = loss(network, batch).item()
        parts = [(loss(network, pack([e], ARCHITECTURE)).item(), len(e.masked)) for e in examples]
    expected = sum(value * count for value, count in parts) / sum(count for _, count in parts)
    assert together == pytest.approx(expected, rel=1e-5)


def test_gradient_reaches_every_tensor_of_the_adapter_and_no_base_weight(network, examples):
    for value in network.adapter.values():
        value.grad = None
    padded = example([[True, True, True, True], [True, False, False, False]], [*TOKENS, ARCHITECTURE.pad_id])
    loss(network, pack([*examples, padded], ARCHITECTURE)).backward()
    assert all(value.grad is not None and value.grad.abs().sum() > 0 for value in network.adapter.values())
    assert not any(value.requires_grad for value in network.base.values())
    for value in network.adapter.values():
        value.grad = None


def test_overfits_eight_patterns(network):
    fresh = ContextDenoiser.from_weights(ARCHITECTURE, network.base, seed=1)
    generator = torch.Generator().manual_seed(0)
    texts = [torch.randint(3, 320, (5,), generator=generator).tolist() for _ in range(8)]
    patterns = [[[True] * 5], [[True, False, True, True, False]]]
    batch = pack(
        [
            Example(
                lay_out([[100 + index], [60]], [5], ARCHITECTURE.end_of_text_id),
                torch.tensor(text),
                torch.tensor(patterns[index % 2]),
            )
            for index, text in enumerate(texts)
        ],
        ARCHITECTURE,
    )
    optimiser = torch.optim.AdamW(fresh.adapter.values(), lr=2e-2, weight_decay=0.0)
    for _ in range(150):
        value = loss(fresh, batch)
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
    assert value.item() < 0.1


def test_patterns_mask_something_and_complement_each_other():
    rng = random.Random(1)
    for length in range(1, 40):
        for pattern in draw_patterns(rng, length, 2):
            assert len(pattern) == length and any(pattern)


def test_mask_statistics():
    rng = random.Random(2)
    length, draws = 12, 6000
    patterns = [pattern for _ in range(draws) for pattern in draw_patterns(rng, length, 2)]
    counts = Counter(sum(pattern) for pattern in patterns)
    share_all = counts[length] / len(patterns)
    assert 0.15 < share_all < 0.22
    per_position = torch.tensor(patterns, dtype=torch.float64).mean(0)
    assert per_position[-1] > per_position[0] + 0.05, "right tails mask the right more often"
    middle = [counts[count] / len(patterns) for count in range(1, length)]
    assert max(middle) / min(middle) < 1.25, "k is uniform below n"


def test_exact_k_is_uniform_over_subsets():
    rng = random.Random(3)
    draws = 6000
    counts = Counter(tuple(exact(rng, 4, 2)) for _ in range(draws))
    expected = draws / 6
    chi_squared = sum((counts[key] - expected) ** 2 / expected for key in counts)
    assert len(counts) == 6 and chi_squared < 20.5  # chi-squared, 5 degrees of freedom, p = .001


def test_right_tail_is_a_suffix_of_every_length():
    rng = random.Random(4)
    seen = set()
    for _ in range(400):
        pattern = right_tail(rng, 6)
        assert pattern == sorted(pattern)
        seen.add(sum(pattern))
    assert seen == {1, 2, 3, 4, 5, 6}
