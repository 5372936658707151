"""The context denoiser in PyTorch: one network, row by row autoregressive (scale 0) or denoising (scale 1).

Contract: models/architectures/context-denoiser/README.md. Rows come packed: [R] ids, [R] positions, [R]
scales; who sees whom is the attention plan's affair.
"""

import math

import torch
from torch.nn.functional import linear, rms_norm, silu

from .attention import AttentionPlan
from .model_folder import LAYER_NORMS, LINEAR_MAPS, Architecture, base_name

BANNED = -1e4


def adapter_metadata(architecture: Architecture, tokens_trained: int, steps: int) -> dict[str, str]:
    """The `__metadata__` of adapter.safetensors."""
    return {
        "rank": str(architecture.rank),
        "alpha": str(architecture.alpha),
        "tokens_trained": str(tokens_trained),
        "steps": str(steps),
    }


def initial_adapter(
    architecture: Architecture, embedding: torch.Tensor, seed: int
) -> dict[str, torch.Tensor]:
    """An adapter that changes nothing: lora_B and deltas 0; MASK and PAD start at the mean of the embeddings.

    lora_A is uniform in +-1/sqrt(in), as in the LoRA reference code.
    """
    generator = torch.Generator().manual_seed(seed)
    tensors: dict[str, torch.Tensor] = {}
    for layer in range(architecture.layers):
        for name in LINEAR_MAPS:
            out_features, in_features = architecture.linear_shape(name)
            bound = 1 / math.sqrt(in_features)
            uniform = torch.rand(architecture.rank, in_features, generator=generator)
            tensors[f"layers.{layer}.{name}.lora_A"] = (2 * uniform - 1) * bound
            tensors[f"layers.{layer}.{name}.lora_B"] = torch.zeros(out_features, architecture.rank)
        for name in LAYER_NORMS:
            tensors[f"layers.{layer}.{name}.delta"] = torch.zeros(architecture.hidden)
    tensors["norm.delta"] = torch.zeros(architecture.hidden)
    for name in ("mask_embedding", "pad_embedding", "pad_output"):
        tensors[name] = embedding.mean(0)
    return tensors


class ContextDenoiser:
    """Frozen base weights and a trainable adapter (a dictionary of leaf tensors, named as in adapter.safetensors)."""

    def __init__(
        self,
        architecture: Architecture,
        base: dict[str, torch.Tensor],
        adapter: dict[str, torch.Tensor],
        dtype: torch.dtype = torch.float32,
    ):
        """dtype: of the products with weights, and of queries, keys and values, where the attention plan keeps it.

        Residual stream and adapter stay float32.
        """
        self.architecture = architecture
        self.base = base
        self.dtype = dtype
        self.maps = {name: value.to(dtype) for name, value in base.items() if value.dim() == 2}
        self.adapter = {name: value.detach().clone().requires_grad_() for name, value in adapter.items()}
        self.embedding = base["model.embed_tokens.weight"]
        half = architecture.head_dim // 2
        self.inverse_frequencies = architecture.rope_theta ** (
            -torch.arange(half, dtype=torch.float32) / half
        )
        self.output_bias = torch.zeros(architecture.vocabulary_size)
        self.output_bias[list(architecture.banned_ids)] = BANNED

    @staticmethod
    def from_weights(
        architecture: Architecture, base: dict[str, torch.Tensor], seed: int
    ) -> "ContextDenoiser":
        """A network with an untrained adapter."""
        return ContextDenoiser(
            architecture, base, initial_adapter(architecture, base["model.embed_tokens.weight"], seed)
        )

    def adapter_tensors(self) -> dict[str, torch.Tensor]:
        """The adapter's values, detached."""
        return {name: value.detach() for name, value in self.adapter.items()}

    def hidden(
        self, ids: torch.Tensor, positions: torch.Tensor, scales: torch.Tensor | None, attend: AttentionPlan
    ) -> torch.Tensor:
        """Final normalised hidden states [R, hidden] of rows with ids [R], positions [R] and scales (0 or 1).

        scales: [R], or [1] for all rows alike, which saves a product of rows and channels at every norm; None
        means 0 everywhere: the base model, without touching the adapter.
        """
        architecture = self.architecture
        scale = None if scales is None else scales[:, None]
        rotation = self._rotation(positions)
        x = self._embed(ids)
        for layer in range(architecture.layers):
            normalised = self._norm(x, layer, "input_layernorm", scale).to(self.dtype)
            queries = self._linear(normalised, layer, "q_proj", scale).unflatten(-1, (architecture.heads, -1))
            keys = self._linear(normalised, layer, "k_proj", scale).unflatten(-1, (architecture.kv_heads, -1))
            values = self._linear(normalised, layer, "v_proj", scale).unflatten(
                -1, (architecture.kv_heads, -1)
            )
            attended = attend(
                layer, *(_rotate(part, rotation).to(self.dtype) for part in (queries, keys)), values
            )
            x = x + self._linear(attended.flatten(1), layer, "o_proj", scale)
            normalised = self._norm(x, layer, "post_attention_layernorm", scale).to(self.dtype)
            gate = silu(self._linear(normalised, layer, "gate_proj", scale))
            x = x + self._linear(
                gate * self._linear(normalised, layer, "up_proj", scale), layer, "down_proj", scale
            )
        return self._scaled_norm(x, self.base["model.norm.weight"], "norm.delta", scale)

    def logits(self, hidden: torch.Tensor, pad_bias: float) -> torch.Tensor:
        """Logits [R, vocabulary] of hidden states [R, hidden]; banned ids get -1e4, PAD `pad_bias` (0 or -1e4)."""
        pad = hidden @ self.adapter["pad_output"] + pad_bias
        tied = self.maps["model.embed_tokens.weight"]
        logits = linear(hidden.to(self.dtype), tied).float() + self.output_bias
        logits[:, self.architecture.pad_id] = pad
        return logits

    def _embed(self, ids: torch.Tensor) -> torch.Tensor:
        x = self.embedding[ids]
        for special, name in (
            (self.architecture.mask_id, "mask_embedding"),
            (self.architecture.pad_id, "pad_embedding"),
        ):
            x = torch.where((ids == special)[:, None], self.adapter[name], x)
        return x

    def _linear(self, x: torch.Tensor, layer: int, name: str, scale: torch.Tensor | None) -> torch.Tensor:
        x = x.to(self.dtype)
        y = linear(x, self.maps[base_name(layer, name)])
        if scale is None:
            return y
        low_rank = linear(x, self.adapter[f"layers.{layer}.{name}.lora_A"].to(self.dtype))
        low_rank = low_rank * (scale * (self.architecture.alpha / self.architecture.rank)).to(self.dtype)
        return y + linear(low_rank, self.adapter[f"layers.{layer}.{name}.lora_B"].to(self.dtype))

    def _norm(self, x: torch.Tensor, layer: int, name: str, scale: torch.Tensor | None) -> torch.Tensor:
        return self._scaled_norm(x, self.base[base_name(layer, name)], f"layers.{layer}.{name}.delta", scale)

    def _scaled_norm(
        self, x: torch.Tensor, gain: torch.Tensor, delta: str, scale: torch.Tensor | None
    ) -> torch.Tensor:
        normalised = rms_norm(x, (x.shape[-1],), eps=self.architecture.rms_norm_epsilon)
        return normalised * (gain if scale is None else gain + scale * self.adapter[delta])

    def _rotation(self, positions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        angles = positions[:, None].to(torch.float32) * self.inverse_frequencies
        return torch.cos(angles)[:, None], torch.sin(angles)[:, None]


def _rotate(x: torch.Tensor, rotation: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Rotary embedding, half-split (RoFormer, arXiv 2104.09864): x [R, heads, d]."""
    cosine, sine = rotation
    first, second = x.chunk(2, dim=-1)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)
