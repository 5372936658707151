"""The ggml block formats that the model folder keeps as they are: Q4_1 and Q8_0.

Layout: ggml-quants (ggml-org/llama.cpp), blocks of 32 weights along the input dimension.
- Q4_1, 20 bytes: f16 d, f16 m, 16 bytes of nibbles (low nibbles are weights 0-15, high nibbles 16-31); w = d*q + m.
- Q8_0, 34 bytes: f16 d, 32 int8; w = d*q.
"""

import numpy as np

BLOCK_LENGTH = 32
BLOCK_BYTES = {"Q4_1": 20, "Q8_0": 34}


class UnknownBlockFormat(ValueError):
    """A tensor names a block format that this module does not read. Convert the source to Q4_1 or Q8_0 first."""

    code = "unknown-block-format"


def dequantise(rows: np.ndarray, block_format: str) -> np.ndarray:
    """Blocks to weights.

    rows: uint8 [out, bytes per row]; returns float32 [out, in]. Raises UnknownBlockFormat.
    """
    if block_format not in BLOCK_BYTES:
        raise UnknownBlockFormat(f"ggml format {block_format} is not one of {', '.join(BLOCK_BYTES)}")
    out_features = rows.shape[0]
    blocks = np.ascontiguousarray(rows).reshape(-1, BLOCK_BYTES[block_format])
    step = blocks[:, 0:2].copy().view(np.float16).astype(np.float32)
    if block_format == "Q8_0":
        return (step * blocks[:, 2:].view(np.int8).astype(np.float32)).reshape(out_features, -1)
    minimum = blocks[:, 2:4].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 4:] & 15, blocks[:, 4:] >> 4], axis=1).astype(np.float32)
    return (step * nibbles + minimum).reshape(out_features, -1)


def quantise_q4_1(weights: np.ndarray) -> np.ndarray:
    """Weights to Q4_1 blocks, round to nearest: float [out, in], in a multiple of 32; returns uint8 [out, in/32*20]."""
    out_features = weights.shape[0]
    blocks = weights.astype(np.float32).reshape(-1, BLOCK_LENGTH)
    minimum = blocks.min(axis=1, keepdims=True)
    step = (blocks.max(axis=1, keepdims=True) - minimum) / 15
    levels = np.divide(blocks - minimum, step, out=np.zeros_like(blocks), where=step > 0)
    levels = np.clip(np.rint(levels), 0, 15).astype(np.uint8)
    nibbles = levels[:, :16] | (levels[:, 16:] << 4)
    header = np.concatenate([step, minimum], axis=1).astype(np.float16).view(np.uint8)
    return np.concatenate([header, nibbles], axis=1).reshape(out_features, -1)


def quantise_q8_0(weights: np.ndarray) -> np.ndarray:
    """Weights to Q8_0 blocks, round to nearest: float [out, in], in a multiple of 32; returns uint8 [out, in/32*34]."""
    out_features = weights.shape[0]
    blocks = weights.astype(np.float32).reshape(-1, BLOCK_LENGTH)
    step = np.abs(blocks).max(axis=1, keepdims=True) / 127
    levels = np.divide(blocks, step, out=np.zeros_like(blocks), where=step > 0)
    levels = np.rint(levels).astype(np.int8).view(np.uint8)
    return np.concatenate([step.astype(np.float16).view(np.uint8), levels], axis=1).reshape(out_features, -1)
