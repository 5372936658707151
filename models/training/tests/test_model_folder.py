"""Block formats, import and export, and training states."""

import hashlib
import itertools
import random

import gguf
import numpy as np
import pytest
import torch

from make_tiny_model import ARCHITECTURE
from sedd_adaptation.examples import draw_batch, draw_example
from sedd_adaptation.ggml_blocks import UnknownBlockFormat, dequantise, quantise_q4_1, quantise_q8_0
from sedd_adaptation.gguf_import import interleaved_to_half_split
from sedd_adaptation.model_folder import (
    ADAPTER,
    ModelFolderError,
    read_adapter,
    read_architecture,
    read_base,
    read_manifest,
    update_manifest,
    write_adapter,
    write_manifest,
)
from sedd_adaptation.network import ContextDenoiser, adapter_metadata
from sedd_adaptation.step_quality import step_quality
from sedd_adaptation.trainer import Hyperparameters, Progress, Trainer, rate_factor, read_state


@pytest.mark.parametrize(
    ("quantise", "name", "levels"), [(quantise_q4_1, "Q4_1", 15), (quantise_q8_0, "Q8_0", 254)]
)
def test_blocks_agree_with_the_gguf_package_and_hold_the_weights(quantise, name, levels):
    weights = np.random.default_rng(0).normal(size=(6, 96)).astype(np.float32)
    rows = quantise(weights)
    ours = dequantise(rows, name)
    theirs = gguf.quants.dequantize(rows, gguf.GGMLQuantizationType[name])
    np.testing.assert_array_equal(ours, theirs)
    blocks = weights.reshape(-1, 32)
    span = blocks.max(1) - blocks.min(1) if name == "Q4_1" else 2 * np.abs(blocks).max(1)
    error = np.abs(ours.reshape(-1, 32) - blocks).max(1)
    assert (error <= span / levels * 0.51 + 2e-3).all()


def test_reads_the_blocks_that_the_gguf_package_writes():
    weights = np.random.default_rng(1).normal(size=(4, 64)).astype(np.float32)
    for name in ("Q4_1", "Q8_0"):
        kind = gguf.GGMLQuantizationType[name]
        rows = gguf.quants.quantize(weights, kind)
        np.testing.assert_array_equal(dequantise(rows, name), gguf.quants.dequantize(rows, kind))


def test_an_unknown_format_is_refused():
    with pytest.raises(UnknownBlockFormat, match="Q3_K"):
        dequantise(np.zeros((1, 20), dtype=np.uint8), "Q3_K")


def test_row_order_undoes_the_converter():
    heads, head_dim = 3, 8
    rows = np.arange(heads * head_dim)[:, None] * np.ones((1, 2))
    interleaved = rows.reshape(heads, 2, head_dim // 2, 2).swapaxes(1, 2).reshape(rows.shape)
    np.testing.assert_array_equal(interleaved_to_half_split(interleaved, heads), rows)


def test_architecture_survives_the_manifest(tmp_path):
    write_manifest(tmp_path, {"name": "x", "architecture": ARCHITECTURE.to_manifest()})
    assert read_architecture(tmp_path) == ARCHITECTURE


def test_adapter_round_trip_and_checksums(tmp_path, network):
    write_manifest(tmp_path, {"name": "x", "architecture": ARCHITECTURE.to_manifest()})
    write_adapter(tmp_path / ADAPTER, network.adapter_tensors(), adapter_metadata(ARCHITECTURE, 1234, 5))
    update_manifest(tmp_path)
    tensors, metadata = read_adapter(tmp_path / ADAPTER)
    assert metadata == {"rank": "4", "alpha": "8.0", "tokens_trained": "1234", "steps": "5"}
    assert tensors.keys() == network.adapter.keys()
    for name, value in tensors.items():
        torch.testing.assert_close(value, network.adapter[name].detach(), atol=2e-3, rtol=1e-3)
    [entry] = read_manifest(tmp_path)["files"]
    data = (tmp_path / ADAPTER).read_bytes()
    assert entry == {"path": ADAPTER, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def test_a_folder_without_base_is_refused(tmp_path):
    with pytest.raises(ModelFolderError, match="no base"):
        read_base(tmp_path)


def test_rate_warms_up_and_falls_to_zero():
    factors = [rate_factor(step / 200) for step in range(201)]
    assert 0 < factors[0] < 0.1 and factors[10] == 1 and factors[200] == 0
    assert all(later <= earlier for earlier, later in itertools.pairwise(factors[10:]))


def test_resuming_continues_exactly(tmp_path, network, corpus, tokenizer):
    def draw(seed, tokens):
        rng = random.Random(seed)
        return draw_batch(lambda: draw_example(rng, corpus, tokenizer, ARCHITECTURE), ARCHITECTURE, tokens)

    def trainer() -> Trainer:
        fresh = ContextDenoiser.from_weights(ARCHITECTURE, network.base, seed=2)
        ticks = itertools.count()
        return Trainer(fresh, Hyperparameters(seconds=8, step_tokens=300), lambda: float(next(ticks)))

    whole = trainer()
    logs = [whole.step(draw) for _ in range(6)]
    first = trainer()
    for _ in range(3):
        first.step(draw)
    first.save(tmp_path / "state.safetensors")
    second = trainer()
    second.restore(tmp_path / "state.safetensors")
    assert [second.step(draw) for _ in range(3)] == logs[3:]
    assert second.progress == whole.progress and not whole.finished()
    for name, value in whole.network.adapter.items():
        assert torch.equal(value, second.network.adapter[name])
    tensors, progress = read_state(tmp_path / "state.safetensors")
    assert progress.steps == 3 and "exp_avg_sq.norm.delta" in tensors


def test_a_later_run_reads_other_examples(network):
    seeds: list[str] = []

    def draw(seed, tokens):
        seeds.append(seed)
        raise InterruptedError

    fresh, later = (Trainer(network, Hyperparameters(seconds=1, workers=1), lambda: 0.0) for _ in range(2))
    later.progress = Progress(earlier_steps=70, earlier_tokens=1000)
    for trainer in (fresh, later):
        with pytest.raises(InterruptedError):
            trainer.step(draw)
    assert len(set(seeds)) == 2


def test_what_steps_buy_is_told_by_tokens_a_call():
    def point(steps: int, surprise: float) -> dict:
        return {"steps": steps, "summary": {"writers": {"own": {"infillNll": {"mean": surprise}}}}}

    curve = [point(1, 5.9), point(2, 5.2), point(8, 5.304), point(32, 2.6), point(64, 2.7)]
    report = {"spanTokens": 32, "curve": curve}
    assert step_quality(report) == [
        {"tokensPerCall": 1, "surprise": 2.6},
        {"tokensPerCall": 4, "surprise": 5.3},
        {"tokensPerCall": 16, "surprise": 5.3},
        {"tokensPerCall": 32, "surprise": 5.9},
    ]
