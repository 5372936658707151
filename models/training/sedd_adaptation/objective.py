"""The training loss: denoising score entropy of an absorbing diffusion, as cross-entropy (RADD, 2406.03736)."""

import torch
from torch.nn.functional import cross_entropy

from .attention import CanvasSegments, CausalSegments, KeysValues
from .examples import Batch
from .network import ContextDenoiser


def encode_context(network: ContextDenoiser, batch: Batch) -> list[KeysValues]:
    """Keys and values of all context rows, a pair a layer. They never depend on a canvas nor on the adapter."""
    plan = CausalSegments(batch.context_lengths)
    with torch.no_grad():
        network.hidden(batch.context_ids, batch.context_positions, None, plan)
    return plan.recorded


def canvas_logits(network: ContextDenoiser, batch: Batch) -> torch.Tensor:
    """Logits [M, vocabulary] of every masked token of a batch, PAD open."""
    plan = CanvasSegments(batch.segments, encode_context(network, batch))
    hidden = network.hidden(batch.canvas_ids, batch.canvas_positions, torch.ones(1), plan)
    return network.logits(hidden[batch.target_rows], 0.0)


def token_losses(network: ContextDenoiser, batch: Batch) -> torch.Tensor:
    """Cross-entropy [M] in nats of every masked token of a batch."""
    return cross_entropy(canvas_logits(network, batch), batch.targets, reduction="none")


def loss(network: ContextDenoiser, batch: Batch) -> torch.Tensor:
    """Mean over patterns of the mean cross-entropy over their masked tokens (all PADs of a pattern count as one)."""
    return (batch.target_weights * token_losses(network, batch)).sum()
