"""Writes a tiny random model folder and golden values, for tests on both sides of the contract.

python make_tiny_model.py ../architectures/context-denoiser/fixtures/tiny
"""

import argparse
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from sedd_adaptation.attention import BiasAttention
from sedd_adaptation.ggml_blocks import quantise_q4_1, quantise_q8_0
from sedd_adaptation.layout import canvas_bias, causal_bias, lay_out
from sedd_adaptation.model_folder import (
    ADAPTER,
    LAYER_NORMS,
    LINEAR_MAPS,
    Architecture,
    base_name,
    read_adapter,
    read_base,
    write_adapter,
    write_base,
    write_manifest,
)
from sedd_adaptation.network import BANNED, ContextDenoiser, adapter_metadata, initial_adapter

SENTENCES = (
    "The old house stood at the end of the lane, and nobody had lived there since the war.",
    "She opened the letter in the garden and read it twice before the rain came.",
    "He said that the river was higher than it had been in 1913; the others did not hear him.",
)
ARCHITECTURE = Architecture(
    layers=2,
    hidden=64,
    heads=4,
    kv_heads=2,
    head_dim=16,
    intermediate=128,
    rms_norm_epsilon=1e-5,
    rope_theta=10000.0,
    vocabulary_size=320,
    mask_id=2,
    pad_id=1,
    end_of_text_id=0,
    banned_ids=(0, 2),
    window=256,
    rank=4,
    alpha=8.0,
)


def tiny_tokenizer() -> Tokenizer:
    """A byte-level BPE of 320 entries: three special ids, 256 bytes, a few merges."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=ARCHITECTURE.vocabulary_size,
        special_tokens=["<|endoftext|>", "<|pad|>", "<|mask|>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


def random_base(generator: torch.Generator) -> dict:
    """Random weights of about unit gain: Q4_1 linear maps, Q8_0 embedding, F32 norms, as in the bundled model."""

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator)

    embedding = normal(ARCHITECTURE.vocabulary_size, ARCHITECTURE.hidden)
    tensors = {"model.embed_tokens.weight": (quantise_q8_0(embedding.numpy()), "Q8_0")}
    for layer in range(ARCHITECTURE.layers):
        for name in LINEAR_MAPS:
            out_features, in_features = ARCHITECTURE.linear_shape(name)
            weight = normal(out_features, in_features) / in_features**0.5
            tensors[base_name(layer, name)] = (quantise_q4_1(weight.numpy()), "Q4_1")
        for name in LAYER_NORMS:
            tensors[base_name(layer, name)] = ((1 + 0.2 * normal(ARCHITECTURE.hidden)).numpy(), None)
    tensors["model.norm.weight"] = ((1 + 0.2 * normal(ARCHITECTURE.hidden)).numpy(), None)
    return tensors


def random_adapter(embedding: torch.Tensor, generator: torch.Generator) -> dict[str, torch.Tensor]:
    """An adapter in which every tensor matters."""
    adapter = initial_adapter(ARCHITECTURE, embedding, seed=0)
    return {
        name: value
        if name.endswith("lora_A")
        else value + 0.3 * torch.randn(value.shape, generator=generator)
        for name, value in adapter.items()
    }


def numbers(tensor: torch.Tensor) -> list:
    """Nested lists, rounded to the seven digits that float32 has."""
    if tensor.dim() > 1:
        return [numbers(row) for row in tensor]
    return [float(f"{value:.7g}") for value in tensor.tolist()]


def golden_case(
    network: ContextDenoiser,
    name: str,
    contexts: list[list[int]],
    alternatives: list[list[list[int]]],
    pad_bias: float,
) -> dict:
    """Prefill and one canvas step of `alternatives` (each: the tokens of every canvas as revealed now)."""
    layout = lay_out(contexts, [len(canvas) for canvas in alternatives[0]], ARCHITECTURE.end_of_text_id)
    prefill = BiasAttention(causal_bias(len(layout.context_ids)))
    hidden = network.hidden(
        layout.context_ids, layout.context_positions, torch.zeros(len(layout.context_ids)), prefill
    )
    tokens = [torch.tensor(sum(canvases, [])) for canvases in alternatives]
    ids = torch.cat([layout.canvas_ids(canvas) for canvas in tokens])
    positions = layout.canvas_positions.repeat(len(tokens))
    step = BiasAttention(canvas_bias(layout, len(tokens)), past=prefill.recorded)
    canvas_hidden = network.hidden(ids, positions, torch.ones(len(ids)), step)
    rows = len(layout.canvas_positions)
    prediction_rows = torch.cat([layout.prediction_rows + index * rows for index in range(len(tokens))])
    return {
        "name": name,
        "contexts": contexts,
        "alternatives": alternatives,
        "prefill": {
            "ids": layout.context_ids.tolist(),
            "positions": layout.context_positions.tolist(),
            "scales": [0] * len(layout.context_ids),
            "lastRowLogits": numbers(network.logits(hidden[-1:], BANNED)[0]),
            "lastLayerKeys": numbers(prefill.recorded[-1][0].flatten(1)),
            "lastLayerValues": numbers(prefill.recorded[-1][1].flatten(1)),
        },
        "step": {
            "ids": ids.tolist(),
            "positions": positions.tolist(),
            "scales": [1] * len(ids),
            "visibleContextRows": layout.context_keys.tolist(),
            "rowsPerAlternative": rows,
            "predictionRows": prediction_rows.tolist(),
            "padBias": pad_bias,
            "logProbabilities": numbers(
                network.logits(canvas_hidden[prediction_rows], pad_bias).log_softmax(-1)
            ),
        },
    }


def golden_cases(network: ContextDenoiser, tokenizer: Tokenizer) -> list[dict]:
    """The cases that a reader of the contract can get wrong."""
    mask, pad = ARCHITECTURE.mask_id, ARCHITECTURE.pad_id

    def ids(text: str) -> list[int]:
        return tokenizer.encode(text).ids

    before, between, after = ids("The old house"), ids(" at the end"), ids(" since the war.")
    first, second = ids(" stood"), ids(" of the lane")
    hidden_first, hidden_second = [mask] * len(first), [mask] * len(second)
    return [
        golden_case(network, "one canvas, all masked", [before, after], [[[mask] * 5]], 0.0),
        golden_case(
            network,
            "one canvas, partly revealed, length closed",
            [before, after],
            [[[*second[:2], mask, second[3]]]],
            BANNED,
        ),
        golden_case(network, "no context before, PAD decided", [[], after], [[[mask, mask, pad]]], 0.0),
        golden_case(
            network, "two canvases", [before, between, after], [[hidden_first, [mask, *second[1:]]]], 0.0
        ),
        golden_case(
            network,
            "two canvases, two alternatives",
            [before, between, []],
            [[hidden_first, hidden_second], [first, [*second[:1], *hidden_second[1:]]]],
            0.0,
        ),
        golden_case(
            network, "one canvas directly after another", [before, [], after], [[first, hidden_second]], 0.0
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(1)
    write_base(folder, random_base(generator))
    base = read_base(folder)
    adapter = random_adapter(base["model.embed_tokens.weight"], generator)
    write_adapter(folder / ADAPTER, adapter, adapter_metadata(ARCHITECTURE, 0, 0))
    tokenizer = tiny_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    network = ContextDenoiser(ARCHITECTURE, base, read_adapter(folder / ADAPTER)[0])
    with torch.no_grad():
        cases = golden_cases(network, tokenizer)
    (folder / "golden.json").write_text(
        json.dumps({"cases": cases}, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    write_manifest(
        folder,
        {
            "name": "tiny-random",
            "displayName": "Tiny random model for tests",
            "family": "context-denoiser",
            "graph": "absorb",
            "noise": "log-linear",
            "shift": True,
            "capabilities": ["context-cache", "length", "autoregressive"],
            "licence": "Apache-2.0",
            "origin": {"source": "models/training/make_tiny_model.py"},
            "architecture": ARCHITECTURE.to_manifest(),
            # Of no model: a shape to show.
            "stepQuality": [
                {"tokensPerCall": 1, "surprise": 2.5},
                {"tokensPerCall": 2, "surprise": 4.5},
                {"tokensPerCall": 32, "surprise": 6.0},
            ],
        },
    )


if __name__ == "__main__":
    main()
