"""The published figures mean what README.md says, and the reference sampler draws from its distribution."""

import math
from collections import Counter

import numpy as np
import pytest
import torch

from make_tiny_model import ARCHITECTURE
from sedd_adaptation import evaluate
from sedd_adaptation.attention import CausalSegments
from sedd_adaptation.evaluate import Figure, autoregressive_loss, bound_patterns, left_to_right_patterns
from sedd_adaptation.evaluation_texts import SHORTEST_SIDE, SPAN_LENGTHS, Text, draw_texts
from sedd_adaptation.sample import draw_token, fill

TEXT = Text(before=[40, 41, 42], span=[50, 51, 52, 53, 54, 55], after=[60, 61], seed=3)


def test_figure_is_mean_and_standard_error():
    figure = Figure.of([1.0, 2.0, 3.0, 4.0])
    assert figure.mean == 2.5
    assert figure.standard_error == pytest.approx(math.sqrt(5 / 3) / 2)


def test_texts_have_spans_of_the_wanted_lengths_and_are_drawn_again_alike(corpus, tokenizer):
    texts = draw_texts(corpus, tokenizer, 9, seed=4)
    assert [len(text.span) for text in texts] == [*SPAN_LENGTHS] * 3
    assert all(min(len(text.before), len(text.after)) >= SHORTEST_SIDE for text in texts)
    assert len({tuple(text.span) for text in texts}) == 9
    assert texts == draw_texts(corpus, tokenizer, 9, seed=4)
    assert texts != draw_texts(corpus, tokenizer, 9, seed=5)


def test_a_text_is_consecutive_and_its_span_begins_with_a_space(corpus, tokenizer):
    for text in draw_texts(corpus, tokenizer, 6, seed=1):
        whole = "".join(tokenizer.decode(part) for part in (text.before, text.span, text.after))
        assert whole in corpus.texts[0] + corpus.texts[1]
        assert tokenizer.decode(text.span).startswith(" ")


def test_bound_masks_cover_every_share_once():
    counts = [sum(pattern) for pattern in bound_patterns(TEXT, 12)]
    assert Counter(counts) == {count: 2 for count in range(1, 7)}
    assert bound_patterns(TEXT, 12) == bound_patterns(TEXT, 12)


def test_left_to_right_reveals_one_token_more_each_time():
    assert left_to_right_patterns(3) == [[True, True, True], [False, True, True], [False, False, True]]


def test_left_to_right_masks_are_the_chain_rule(network):
    # The first masked token of pattern i is token i given all before it: together the likelihood of the decode.
    losses = evaluate.pattern_losses(network, TEXT, left_to_right_patterns(len(TEXT.span)))
    alone = [
        evaluate.pattern_losses(network, TEXT, [[at >= i for at in range(len(TEXT.span))]])[0]
        for i in range(6)
    ]
    assert [len(each) for each in losses] == [6, 5, 4, 3, 2, 1]
    for together, single in zip(losses, alone, strict=True):
        torch.testing.assert_close(together, single, atol=1e-4, rtol=1e-4)


def test_baseline_is_the_causal_base_model_on_the_left_side_only(network):
    ids = torch.tensor([0, *TEXT.before, *TEXT.span])
    with torch.no_grad():
        hidden = network.hidden(ids, torch.arange(len(ids)), None, CausalSegments([len(ids)]))
        log_probabilities = network.logits(hidden, -1e4).log_softmax(-1)
    expected = -sum(log_probabilities[3 + index, token].item() for index, token in enumerate(TEXT.span)) / 6
    assert autoregressive_loss(network, TEXT) == pytest.approx(expected, rel=1e-5)
    assert autoregressive_loss(network, Text(TEXT.before, TEXT.span, [70, 71], 0)) == pytest.approx(
        expected, rel=1e-5
    )


@pytest.mark.parametrize("room", [1.0, 0.3])
def test_length_is_the_median_of_the_pad_probabilities(network, monkeypatch, room):
    # P(PAD at j) = P(length <= j); `room` is the probability that the canvas is not full, which must not matter.
    at_most = room * torch.tensor([0.0, 0.0, 0.0, 0.0, 0.1, 0.9] + [1.0] * 10).clamp(min=1e-9)
    monkeypatch.setattr(evaluate, "pattern_losses", lambda *_: [-at_most.log()])
    median, surprise = evaluate.estimate_length(network, Text([40], [50] * 5, [60], 0))
    assert median == 5
    assert surprise == pytest.approx(-math.log(0.8), abs=2e-2)


def test_all_figures_are_finite_and_paired(network):
    short = [Text([44, 45], [56, 57, 58], [62], 1), Text([46, 47], [59, 60, 61], [63], 1)]
    figures = evaluate.evaluate(network, [TEXT, *short, TEXT])
    assert all(math.isfinite(figure.mean) for figure in figures.values())
    difference = figures["anyOrderBound"].mean - figures["autoregressiveBaseline"].mean
    assert figures["anyOrderMinusBaseline"].mean == pytest.approx(difference)
    assert figures["spanLength"].mean == 4.5
    assert figures["anyOrderMinusBaseline/6"].mean != figures["anyOrderMinusBaseline/3"].mean


def test_tokens_are_drawn_from_the_sharpened_nucleus():
    log_probabilities = np.log(np.array([0.1, 0.5, 0.3, 0.1]))
    uniforms = (np.arange(2000) + 0.5) / 2000
    drawn = Counter(draw_token(log_probabilities, 1.0, 0.75, uniform) for uniform in uniforms)
    assert set(drawn) == {1, 2}
    assert drawn[1] / 2000 == pytest.approx(0.5 / 0.8, abs=2e-3)
    colder = Counter(draw_token(log_probabilities, 0.5, 1.0, uniform) for uniform in uniforms)
    assert colder[1] / 2000 == pytest.approx(0.25 / 0.36, abs=2e-3)


@pytest.mark.parametrize("left_to_right", [True, False])
def test_a_fill_has_the_wanted_length_no_banned_token_and_repeats(network, left_to_right):
    def filled(seed: int) -> list[int]:
        return fill(network, [40, 41], [60], 7, np.random.default_rng(seed), 4.0, 1.0, left_to_right)

    tokens = filled(1)
    assert len(tokens) == 7
    assert not set(tokens) & {*ARCHITECTURE.banned_ids, ARCHITECTURE.pad_id}
    assert tokens == filled(1) and tokens != filled(2)
