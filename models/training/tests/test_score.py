"""The bound of whole texts: the editor's random numbers, the definition, and what the two languages agreed on."""

import json
import math
from itertools import combinations
from pathlib import Path

import pytest
import torch

from sedd_adaptation.opening import open_network, open_tokenizer
from sedd_adaptation.score import Sizes, canvas_nats, draw_masks, left_to_right_nats, score, stratified
from sedd_adaptation.stream import Stream

MODELS = Path(__file__).parents[2]
RANDOM = json.loads((MODELS / "diffusion/golden/golden.json").read_text(encoding="utf-8"))["random"]
SCORES = json.loads((MODELS / "scoring/golden/scores.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", RANDOM, ids=lambda case: str(case["seed"]))
def test_random_numbers_are_those_of_the_editor(case):
    stream = Stream(case["seed"])
    assert [stream.uniform() for _ in case["uniforms"]] == case["uniforms"]


def test_masks_have_every_size_equally_often():
    draws = draw_masks(Stream(1), 4, 32)
    sizes = [len(mask) for _, mask in draws]
    assert [sizes.count(size) for size in (1, 2, 3, 4)] == [8, 8, 8, 8]
    assert all(len(set(mask)) == len(mask) for _, mask in draws)
    assert max(stratum for stratum, _ in draws) == 15


def test_strata_weigh_the_same_and_show_their_spread():
    mean, variance = stratified([0, 1, 0, 1, 0], [1.0, 5.0, 3.0, 9.0, 2.0])
    assert mean == pytest.approx((2 + 7) / 2)
    assert variance == pytest.approx((1 / 3 + 8 / 2) / 4)


def test_the_mean_over_all_masks_is_the_any_order_bound(network):
    canvas, before = [50, 51, 52], [40, 41]
    masks = [list(each) for size in (1, 2, 3) for each in combinations(range(3), size)]
    with torch.no_grad():
        values = canvas_nats(network, before, canvas, masks)
        one_by_one = [canvas_nats(network, before, canvas, [mask])[0] for mask in masks]
    assert values == pytest.approx(one_by_one, rel=1e-4)
    bound = sum(value / 3 / math.comb(3, len(mask)) for mask, value in zip(masks, values, strict=True))
    drawn = draw_masks(Stream(2), 3, 4000)
    by_mask = dict(zip(map(tuple, masks), values, strict=True))
    estimates = [by_mask[tuple(sorted(mask))] for _, mask in drawn]
    mean, variance = stratified([stratum for stratum, _ in drawn], estimates)
    assert abs(mean - bound) < 3.5 * math.sqrt(variance)


def test_a_small_window_gets_smaller_canvases():
    assert Sizes.of(2048) == Sizes(64, 256, 256)
    assert Sizes.of(256) == Sizes(64, 64, 127)


@pytest.mark.parametrize("case", SCORES, ids=lambda case: case["text"][:12])
def test_golden_scores_are_repeated(case):
    folder = MODELS / "architectures/context-denoiser/fixtures/tiny"
    network, _ = open_network(folder)
    result = score(network, open_tokenizer(folder), case["text"], case["evaluations"], case["seed"])
    assert result.tokens == case["tokens"]
    for key in ("nats", "standard_error", "autoregressive"):
        assert getattr(result, key) == pytest.approx(case[key], rel=1e-5, abs=1e-5)


def test_left_to_right_costs_add_up(network):
    tokens = [50, 51, 52, 53]
    with torch.no_grad():
        whole = left_to_right_nats(network, [40], tokens)
        parts = left_to_right_nats(network, [40], tokens[:2]) + left_to_right_nats(
            network, [40, 50, 51], tokens[2:]
        )
    assert whole == pytest.approx(parts, rel=1e-5)
