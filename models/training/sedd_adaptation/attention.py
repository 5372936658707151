"""Who attends to whom. A plan is called once a layer with that layer's queries, keys and values.

`BiasAttention` is the contract as written (every row against every key, additive bias). The other two give the same
numbers for the two packed layouts of training and never compute a pair that a bias would have excluded.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch.nn.functional import scaled_dot_product_attention

# (layer, queries [R, heads, d], keys [R, kv, d], values [R, kv, d]) -> [R, heads, d]; queries and keys are rotated.
AttentionPlan = Callable[[int, torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
KeysValues = tuple[torch.Tensor, torch.Tensor]

EXCLUDED = -1e9


def _attend(
    queries: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    causal: bool,
    bias: torch.Tensor | None = None,
) -> torch.Tensor:
    """One attention over [batch, rows, heads, d]; key/value heads are shared by groups of query heads."""
    attended = scaled_dot_product_attention(
        queries.transpose(1, 2),
        keys.transpose(1, 2),
        values.transpose(1, 2),
        attn_mask=bias,
        is_causal=causal,
        enable_gqa=True,
    )
    return attended.transpose(1, 2)


@dataclass
class BiasAttention:
    """All rows over past and present keys with an additive bias [R, P+R] of 0 and EXCLUDED.

    past: one (keys [P, kv, d], values [P, kv, d]) a layer, or empty. recorded: this call's own keys and values a layer.
    """

    bias: torch.Tensor
    past: list[KeysValues] = field(default_factory=list)
    recorded: list[KeysValues] = field(default_factory=list)

    def __call__(
        self, layer: int, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor
    ) -> torch.Tensor:
        self.recorded.append((keys, values))
        if self.past:
            keys = torch.cat([self.past[layer][0], keys])
            values = torch.cat([self.past[layer][1], values])
        return _attend(queries[None], keys[None], values[None], False, self.bias[None, None])[0]


@dataclass
class CausalSegments:
    """Several texts packed one after another, each causal within itself (context rows, or the autoregressive model)."""

    lengths: list[int]
    recorded: list[KeysValues] = field(default_factory=list)

    def __call__(
        self, layer: int, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor
    ) -> torch.Tensor:
        self.recorded.append((keys, values))
        parts = [tensor.split(self.lengths) for tensor in (queries, keys, values)]
        return torch.cat(
            [_attend(q[None], k[None], v[None], True)[0] for q, k, v in zip(*parts, strict=True)]
        )


@dataclass(frozen=True)
class CanvasSegment:
    """`alternatives` x `rows` canvas rows that share a context: their rows see each other within an alternative.

    context_keys: indices into the context's packed rows, the context copies of anchors left out.
    """

    alternatives: int
    rows: int
    context_keys: torch.Tensor


@dataclass
class CanvasSegments:
    """Canvas rows of several windows, packed: every row sees its alternative and the cached context of its window.

    Computes in float32 whatever comes in: PyTorch's backward pass of bfloat16 attention is three times slower on a CPU.
    """

    segments: list[CanvasSegment]
    context: list[KeysValues]

    def __call__(
        self, layer: int, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor
    ) -> torch.Tensor:
        sizes = [segment.alternatives * segment.rows for segment in self.segments]
        parts = [tensor.float().split(sizes) for tensor in (queries, keys, values)]
        return torch.cat([self._one(layer, *part) for part in zip(self.segments, *parts, strict=True)])

    def _one(
        self,
        layer: int,
        segment: CanvasSegment,
        queries: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
    ) -> torch.Tensor:
        shape = (segment.alternatives, segment.rows)
        keys, values = keys.unflatten(0, shape), values.unflatten(0, shape)
        if len(segment.context_keys):
            cached = [
                part[segment.context_keys].float().expand(shape[0], -1, -1, -1) for part in self.context[layer]
            ]
            keys, values = torch.cat([cached[0], keys], dim=1), torch.cat([cached[1], values], dim=1)
        return _attend(queries.unflatten(0, shape), keys, values, False).flatten(0, 1)
