"""The reference network: a transformer conditioned on the noise by adaptive layer norm (SEDD, appendix C.2; DiT).

Layout, order of the modulations and scaling as in the published checkpoints (SEDD.md, section 7). The autoregressive
comparison is the same network with a causal mask and no noise, so that both have the same number of parameters.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import gelu, layer_norm, scaled_dot_product_attention, silu

from .losses import absorbing_log_score

ROTARY_BASE = 10000.0
FREQUENCIES = 256
LOCALITY = 20.0


@dataclass(frozen=True)
class Shape:
    """`states`: tokens the network reads and scores, MASK or beginning-of-text included; `length`: of a sequence."""

    states: int
    length: int
    hidden: int = 128
    blocks: int = 4
    heads: int = 2
    condition: int = 64


class ScaleNorm(nn.Module):
    """Layer norm with a gain and no bias."""

    def __init__(self, width: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return layer_norm(x, x.shape[-1:], self.weight)


class NoiseEmbedding(nn.Module):
    """Total noise [B] to a condition [B, condition]: cosines and sines, then two linear maps."""

    def __init__(self, width: int):
        super().__init__()
        self.first = nn.Linear(FREQUENCIES, width)
        self.second = nn.Linear(width, width)
        half = FREQUENCIES // 2
        exponents = -math.log(10000.0) * torch.arange(half) / half
        self.register_buffer("frequencies", exponents.exp(), persistent=False)

    def forward(self, total: torch.Tensor) -> torch.Tensor:
        # In full precision also where the matrix products are in half: bfloat16 cannot tell close noises apart.
        with torch.autocast(total.device.type, enabled=False):
            angles = total[:, None] * self.frequencies
            waves = torch.cat([angles.cos(), angles.sin()], dim=-1)
            return silu(self.second(silu(self.first(waves))))


def modulated(x: torch.Tensor, shift: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    return x * (1 + scale) + shift


def rotate(x: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    """Rotary embedding, half-split. x [B, heads, L, width]; cosine, sine [L, width/2]."""
    left, right = x.chunk(2, dim=-1)
    cosine, sine = cosine.to(x.dtype), sine.to(x.dtype)
    return torch.cat([left * cosine - right * sine, right * cosine + left * sine], dim=-1)


class Block(nn.Module):
    def __init__(self, shape: Shape, causal: bool, distance: int):
        super().__init__()
        self.heads, self.causal = shape.heads, causal
        self.norm1, self.norm2 = ScaleNorm(shape.hidden), ScaleNorm(shape.hidden)
        self.attn_qkv = nn.Linear(shape.hidden, 3 * shape.hidden, bias=False)
        self.attn_out = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.mlp_in = nn.Linear(shape.hidden, 4 * shape.hidden)
        self.mlp_out = nn.Linear(4 * shape.hidden, shape.hidden)
        self.modulation = zero_initialised(nn.Linear(shape.condition, 6 * shape.hidden))
        look_around(self, shape, distance)

    def forward(
        self, x: torch.Tensor, condition: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor
    ) -> torch.Tensor:
        # Gates are 1 + a map that starts at 0: the blocks work from the first step, which a short run needs. (In the
        # published network they start at 0; its checkpoints load by taking 1 from the gates' biases.)
        chunks = self.modulation(condition)[:, None].chunk(6, dim=-1)
        shift_a, scale_a, gate_a, shift_m, scale_m, gate_m = chunks
        packed = self.attn_qkv(modulated(self.norm1(x), shift_a, scale_a))
        queries, keys, values = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in packed.chunk(3, dim=-1)
        )
        queries, keys = rotate(queries, cosine, sine), rotate(keys, cosine, sine)
        # On rows this short the plain products are faster than the blockwise kernel.
        with sdpa_kernel(SDPBackend.MATH):
            attended = scaled_dot_product_attention(queries, keys, values, is_causal=self.causal)
        x = x + (1 + gate_a) * self.attn_out(attended.transpose(1, 2).flatten(2))
        inner = gelu(self.mlp_in(modulated(self.norm2(x), shift_m, scale_m)), approximate="tanh")
        return x + (1 + gate_m) * self.mlp_out(inner)


class Transformer(nn.Module):
    """Tokens [B, L] and total noise [B] to outputs [B, L, states]."""

    def __init__(self, shape: Shape, causal: bool):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.states, shape.hidden)
        nn.init.normal_(self.embedding.weight, std=0.02)
        self.noise = NoiseEmbedding(shape.condition)
        self.blocks = nn.ModuleList(Block(shape, causal, block + 1) for block in range(shape.blocks))
        self.norm_final = ScaleNorm(shape.hidden)
        self.modulation = zero_initialised(nn.Linear(shape.condition, 2 * shape.hidden))
        self.linear = zero_initialised(nn.Linear(shape.hidden, shape.states))
        half = shape.hidden // shape.heads // 2
        angles = torch.arange(shape.length)[:, None] * ROTARY_BASE ** (-torch.arange(half) / half)
        self.register_buffer("cosine", angles.cos(), persistent=False)
        self.register_buffer("sine", angles.sin(), persistent=False)

    def hidden(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        """Final normalised states [B, L, hidden]."""
        length = tokens.shape[1]
        condition = self.noise(total)
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x, condition, self.cosine[:length], self.sine[:length])
        shift, scale = self.modulation(condition)[:, None].chunk(2, dim=-1)
        return modulated(self.norm_final(x), shift, scale)

    def forward(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        return self.linear(self.hidden(tokens, total)).float()


Parameterisation = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
"""Outputs [B, L, N], tokens [B, L] and total noise [B] to log scores [B, L, N], 0 at each position's own token."""


def absorbing_posterior_scores(
    outputs: torch.Tensor, tokens: torch.Tensor, total: torch.Tensor
) -> torch.Tensor:
    """For the absorbing graph, whose last state is MASK: softmax(outputs) over the other states, scaled by the noise.

    The published network leaves the outputs unnormalised and has to learn that the true scores sum to 1/(e^total - 1).
    """
    log_probability = outputs[..., :-1].log_softmax(-1)
    log_score = absorbing_log_score(log_probability, total[:, None].expand(tokens.shape))
    # The scores at tokens that are not masked enter neither loss nor samples.
    return log_score.scatter(-1, tokens[..., None], 0.0)


def uniform_posterior_scores(
    outputs: torch.Tensor, tokens: torch.Tensor, total: torch.Tensor
) -> torch.Tensor:
    """For the uniform graph: the ratio of the marginals that a clean distribution q = softmax(outputs) has after noise.

    p_t(y)/p_t(x) = (q_y + (e^total - 1)/N) / (q_x + (e^total - 1)/N), with q the distribution of the clean token given
    the other, noised, ones. Every true score has this form, and it spares the network the range e^-17 .. e^17 that
    the scores of this graph run through as the noise goes from 20 to 1e-4.
    """
    spread = torch.expm1(total)[:, None, None] / outputs.shape[-1]
    log_marginal = torch.log(outputs.softmax(-1) + spread)
    return log_marginal - log_marginal.gather(-1, tokens[..., None])


class ScoreNetwork(nn.Module):
    """log s(x, t) [B, L, states] of a non-causal transformer."""

    def __init__(self, shape: Shape, parameterisation: Parameterisation):
        super().__init__()
        self.transformer = Transformer(shape, causal=False)
        self.parameterisation = parameterisation

    def forward(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        return self.parameterisation(self.transformer(tokens, total), tokens, total)


def zero_initialised(linear: nn.Linear) -> nn.Linear:
    nn.init.zeros_(linear.weight)
    nn.init.zeros_(linear.bias)
    return linear


@torch.no_grad()
def look_around(block: Block, shape: Shape, distance: int) -> None:
    """Starts the heads looking `distance` tokens back and ahead, in turns, and less the farther a token is from there.

    An initialisation, nothing more: from even attention a network whose input does not hold the token before stays with
    the frequencies of single tokens for very long, while an autoregressive one starts from pairs.

    The shift of the norm before attention starts at 1, a direction that a layer norm leaves free. Along it queries are
    v and keys v turned back by the offset, so that the rotary product v R(p' - p - offset) v is largest there: about
    LOCALITY (1 - ln|p' - p - offset| / ln ROTARY_BASE), attention by a power of the distance from there.
    """
    block.modulation.bias[: shape.hidden] = 1
    width = shape.hidden // shape.heads
    half = width // 2
    length = math.sqrt(LOCALITY * math.sqrt(width) / half)
    angles = ROTARY_BASE ** (-torch.arange(half) / half)
    for head in range(shape.heads):
        offset = -distance if head % 2 == 0 else distance
        query = torch.cat([torch.full((half,), length), torch.zeros(half)])
        key = length * torch.cat([(offset * angles).cos(), -(offset * angles).sin()])
        for start, vector in ((0, query), (shape.hidden, key)):
            rows = slice(start + head * width, start + (head + 1) * width)
            block.attn_qkv.weight[rows] += vector[:, None] / shape.hidden
