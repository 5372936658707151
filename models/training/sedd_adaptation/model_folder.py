"""A model folder: manifest, base shards, adapter (contract: models/architectures/context-denoiser/README.md)."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save_file as save_numpy
from safetensors.torch import load_file as load_torch
from safetensors.torch import save_file as save_torch

from .ggml_blocks import dequantise

MANIFEST = "model.json"
ADAPTER = "adapter.safetensors"
LINEAR_MAPS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
LAYER_NORMS = ("input_layernorm", "post_attention_layernorm")
SHARD_LIMIT_BYTES = 45_000_000
FILE_PATTERNS = ("*.safetensors", "tokenizer.json", "LICENSE", "MODEL_CARD.md")


class ModelFolderError(ValueError):
    """A model folder does not hold what its manifest promises. Restore it or import the model again."""

    code = "model-folder"


@dataclass(frozen=True)
class Architecture:
    """Sizes and special ids of a context denoiser; `rank` and `alpha` belong to the adapter (LoRA, 2106.09685)."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    rms_norm_epsilon: float
    rope_theta: float
    vocabulary_size: int
    mask_id: int
    pad_id: int
    end_of_text_id: int
    banned_ids: tuple[int, ...]
    window: int
    rank: int
    alpha: float

    def linear_shape(self, name: str) -> tuple[int, int]:
        """(out, in) of one of LINEAR_MAPS."""
        query, key_value = self.heads * self.head_dim, self.kv_heads * self.head_dim
        return {
            "q_proj": (query, self.hidden),
            "k_proj": (key_value, self.hidden),
            "v_proj": (key_value, self.hidden),
            "o_proj": (self.hidden, query),
            "gate_proj": (self.intermediate, self.hidden),
            "up_proj": (self.intermediate, self.hidden),
            "down_proj": (self.hidden, self.intermediate),
        }[name]

    def to_manifest(self) -> dict:
        """The manifest's `architecture` object (camelCase keys, as the TypeScript side reads them)."""
        fields = {_camel(key): value for key, value in asdict(self).items()}
        return {"family": "context-denoiser", **fields, "bannedIds": list(self.banned_ids)}

    @staticmethod
    def from_manifest(fields: dict) -> "Architecture":
        """Inverse of to_manifest; a missing key raises KeyError with its name."""
        values = {key: fields[_camel(key)] for key in Architecture.__dataclass_fields__}
        return Architecture(**{**values, "banned_ids": tuple(fields["bannedIds"])})


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def base_name(layer: int, name: str) -> str:
    """The Hugging Face name of a tensor of a block, e.g. (0, "q_proj") -> model.layers.0.self_attn.q_proj.weight."""
    group = {"q": "self_attn.", "k": "self_attn.", "v": "self_attn.", "o": "self_attn."}.get(name[0], "mlp.")
    return f"model.layers.{layer}.{'' if name in LAYER_NORMS else group}{name}.weight"


def read_manifest(folder: Path) -> dict:
    """The parsed model.json of a folder."""
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def read_architecture(folder: Path) -> Architecture:
    """The architecture of a folder's manifest."""
    return Architecture.from_manifest(read_manifest(folder)["architecture"])


def write_manifest(folder: Path, fields: dict) -> None:
    """Writes model.json with the size and SHA-256 of every file of the model in the folder, in name order."""
    files = [
        {
            "path": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
        }
        for path in sorted(path for pattern in FILE_PATTERNS for path in folder.glob(pattern))
    ]
    text = json.dumps({"format": 1, **fields, "files": files}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def update_manifest(folder: Path, **changed: object) -> None:
    """Rewrites model.json with some fields changed, and with the sizes and checksums of the files as they are now."""
    fields = {key: value for key, value in read_manifest(folder).items() if key not in ("files", "format")}
    write_manifest(folder, {**fields, **changed})


def write_base(folder: Path, tensors: dict[str, tuple[np.ndarray, str | None]]) -> None:
    """Writes base-0000i-of-0000n.safetensors. A tensor comes with its ggml block format, or None for plain F32/F16."""
    shards: list[list[str]] = [[]]
    size = 0
    for name, (data, _) in tensors.items():
        if size + data.nbytes > SHARD_LIMIT_BYTES and shards[-1]:
            shards.append([])
            size = 0
        shards[-1].append(name)
        size += data.nbytes
    for index, names in enumerate(shards):
        path = folder / f"base-{index + 1:05d}-of-{len(shards):05d}.safetensors"
        metadata = {name: tensors[name][1] for name in names if tensors[name][1]}
        save_numpy({name: np.ascontiguousarray(tensors[name][0]) for name in names}, path, metadata=metadata)


def read_base(folder: Path) -> dict[str, torch.Tensor]:
    """All base tensors as float32, blocks dequantised. Raises ModelFolderError if the folder has no base shard."""
    weights: dict[str, torch.Tensor] = {}
    paths = sorted(folder.glob("base-*.safetensors"))
    if not paths:
        raise ModelFolderError(f"no base-*.safetensors in {folder}")
    for path in paths:
        with safe_open(path, framework="numpy") as shard:
            formats = shard.metadata() or {}
            for name in shard.keys():
                data = shard.get_tensor(name)
                values = dequantise(data, formats[name]) if name in formats else data.astype(np.float32)
                weights[name] = torch.from_numpy(values)
    return weights


def write_adapter(path: Path, tensors: dict[str, torch.Tensor], metadata: dict[str, str]) -> None:
    """Writes an adapter file in half precision (the committed form)."""
    halves = {name: value.detach().to(torch.float16).contiguous() for name, value in tensors.items()}
    save_torch(halves, path, metadata=metadata)


def read_adapter(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """An adapter's tensors as float32, and its metadata (rank, alpha, tokens_trained, steps)."""
    with safe_open(path, framework="numpy") as opened:
        metadata = dict(opened.metadata() or {})
    return {name: value.to(torch.float32) for name, value in load_torch(path).items()}, metadata
