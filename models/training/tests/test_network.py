"""The packed layouts of training give the numbers of the contract, and nothing leaks."""

import pytest
import torch

from make_tiny_model import ARCHITECTURE
from sedd_adaptation.attention import BiasAttention, CausalSegments
from sedd_adaptation.examples import Example, pack
from sedd_adaptation.layout import canvas_bias, causal_bias, lay_out
from sedd_adaptation.network import ContextDenoiser
from sedd_adaptation.objective import canvas_logits, encode_context, loss

TOLERANCE = {"atol": 1e-4, "rtol": 1e-4}


def contract_logits(network: ContextDenoiser, example: Example) -> torch.Tensor:
    """Logits of the masked tokens computed with biases only, as the contract's page says it."""
    layout, alternatives = example.layout, len(example.masked)
    prefill = BiasAttention(causal_bias(len(layout.context_ids)))
    network.hidden(
        layout.context_ids, layout.context_positions, torch.zeros(len(layout.context_ids)), prefill
    )
    ids = torch.cat(
        [
            layout.canvas_ids(torch.where(masked, ARCHITECTURE.mask_id, example.tokens))
            for masked in example.masked
        ]
    )
    step = BiasAttention(canvas_bias(layout, alternatives), past=prefill.recorded)
    hidden = network.hidden(ids, layout.canvas_positions.repeat(alternatives), torch.ones(len(ids)), step)
    hidden = hidden.unflatten(0, (alternatives, -1))[:, layout.prediction_rows]
    return network.logits(hidden[example.masked], 0.0)


def test_packed_batch_equals_the_contract_example_by_example(network, examples):
    with torch.no_grad():
        packed = canvas_logits(network, pack(examples, ARCHITECTURE))
        separate = torch.cat([contract_logits(network, example) for example in examples])
    torch.testing.assert_close(packed, separate, **TOLERANCE)


def test_scale_zero_and_causal_is_the_base_model_whatever_the_adapter(network):
    ids = torch.tensor([0, 40, 41, 42, 43, 44])
    bare = ContextDenoiser.from_weights(ARCHITECTURE, network.base, seed=9)
    with torch.no_grad():
        packed = network.hidden(ids, torch.arange(6), None, CausalSegments([6]))
        by_scale = network.hidden(ids, torch.arange(6), torch.zeros(6), BiasAttention(causal_bias(6)))
        other_adapter = bare.hidden(ids, torch.arange(6), None, CausalSegments([6]))
    torch.testing.assert_close(packed, by_scale, **TOLERANCE)
    assert torch.equal(packed, other_adapter)


def test_first_canvas_row_at_scale_zero_without_suffix_is_the_base_model(network):
    before = [40, 41, 42, 43]
    layout = lay_out([before, []], [3], ARCHITECTURE.end_of_text_id)
    context = CausalSegments([len(layout.context_ids)])
    bias = torch.cat(
        [canvas_bias(layout, 1)[:, : len(layout.context_ids)], causal_bias(len(layout.canvas_positions))],
        dim=1,
    )
    with torch.no_grad():
        autoregressive = network.hidden(layout.context_ids, layout.context_positions, None, context)[-1]
        ids = layout.canvas_ids(torch.tensor([50, 51, 52]))
        step = BiasAttention(bias, past=context.recorded)
        canvas = network.hidden(ids, layout.canvas_positions, torch.zeros(len(ids)), step)[
            layout.prediction_rows
        ]
        whole = torch.tensor([0, *before, 50, 51, 52])
        expected = network.hidden(whole, torch.arange(8), None, CausalSegments([8]))[4:7]
    torch.testing.assert_close(canvas[0], autoregressive, **TOLERANCE)
    torch.testing.assert_close(canvas, expected, **TOLERANCE)


def test_context_keys_and_values_do_not_depend_on_the_canvas(network, examples):
    changed = [Example(e.layout, (e.tokens + 7) % 300 + 3, ~e.masked | e.masked) for e in examples]
    first = encode_context(network, pack(examples, ARCHITECTURE))
    second = encode_context(network, pack(changed, ARCHITECTURE))
    for before, after in zip(first, second, strict=True):
        assert torch.equal(before[0], after[0]) and torch.equal(before[1], after[1])


def test_a_masked_truth_changes_no_logit_but_a_revealed_one_does(network, examples):
    example = next(e for e in examples if len(e.tokens) >= 4 and not e.masked.all(1).all())
    pattern = next(masked for masked in example.masked if not masked.all())
    index = int(torch.nonzero(pattern)[0])
    revealed = int(torch.nonzero(~pattern)[0])

    def logits(change: int | None) -> torch.Tensor:
        tokens = example.tokens.clone()
        if change is not None:
            tokens[change] = (tokens[change] + 11) % 300 + 3
        with torch.no_grad():
            return canvas_logits(
                network, pack([Example(example.layout, tokens, pattern[None])], ARCHITECTURE)
            )

    assert torch.equal(logits(None), logits(index))
    assert not torch.allclose(logits(None), logits(revealed), atol=1e-3)


def test_canvas_rows_read_the_text_after_them(network):
    def logits(after: list[int]) -> torch.Tensor:
        layout = lay_out([[40, 41], after], [3], ARCHITECTURE.end_of_text_id)
        example = Example(layout, torch.tensor([50, 51, 52]), torch.ones(1, 3, dtype=torch.bool))
        with torch.no_grad():
            return canvas_logits(network, pack([example], ARCHITECTURE))

    assert not torch.allclose(logits([60, 61, 62]), logits([70, 61, 62]), atol=1e-3)


def test_banned_ids_never_carry_probability_and_pad_only_when_open(network):
    hidden = torch.randn(5, ARCHITECTURE.hidden, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        opened = network.logits(hidden, 0.0).softmax(-1)
        closed = network.logits(hidden, -1e4).softmax(-1)
    assert opened[:, list(ARCHITECTURE.banned_ids)].max() == 0
    assert opened[:, ARCHITECTURE.pad_id].min() > 0
    assert closed[:, ARCHITECTURE.pad_id].max() == 0


def test_layout_of_two_canvases_with_the_second_directly_after_the_first():
    layout = lay_out([[10, 11], [], [12]], [2, 1], end_of_text_id=0)
    assert layout.context_ids.tolist() == [0, 10, 11, 12]
    assert layout.context_positions.tolist() == [0, 1, 2, 6]
    assert layout.context_keys.tolist() == [0, 1, 3]
    assert layout.canvas_positions.tolist() == [2, 3, 4, 4, 5]
    assert layout.canvas_ids(torch.tensor([20, 21, 22])).tolist() == [11, 20, 21, 21, 22]
    assert layout.prediction_rows.tolist() == [0, 1, 3]


def test_bfloat16_products_change_the_loss_by_rounding_only(network, examples):
    batch = pack(examples, ARCHITECTURE)
    rounded = ContextDenoiser(ARCHITECTURE, network.base, network.adapter_tensors(), torch.bfloat16)
    exact, approximate = loss(network, batch), loss(rounded, batch)
    assert approximate.item() != exact.item()
    assert approximate.item() == pytest.approx(exact.item(), rel=0.01)
    approximate.backward()
    gradient = rounded.adapter["layers.0.q_proj.lora_A"].grad
    assert gradient.dtype == torch.float32
