"""Mask patterns over the tokens of a canvas (SEDD with the absorbing graph in its any-order form).

Exact k with k ~ U{1..n} makes the mean cross-entropy over masked tokens an unbiased estimate of the bound per token:
-log p(x) <= n * E_k[mean CE] (RADD, arXiv 2406.03736). Complementary pairs (Fast-dLLM v2) use each token once per pair.
"""

import random

# The sampler's defaults write from left to right: right tails are what it visits most.
SHARE_ALL_MASKED = 0.10
SHARE_RIGHT_TAIL = 0.50


def exact(rng: random.Random, length: int, masked: int) -> list[bool]:
    """`masked` of `length` positions, uniformly."""
    chosen = set(rng.sample(range(length), masked))
    return [index in chosen for index in range(length)]


def right_tail(rng: random.Random, length: int) -> list[bool]:
    """A left part revealed, the rest masked: what a left-to-right decode visits. Masks 1 .. length positions."""
    revealed = rng.randrange(length)
    return [index >= revealed for index in range(length)]


def draw_patterns(rng: random.Random, length: int, pairs: int) -> list[list[bool]]:
    """The masks (True: masked) under which one example is trained: `pairs` pairs, at least one position masked in each.

    A pair is, for short canvases, two independent draws; from four tokens on, mostly a mask and its complement, with k
    stratified over the pairs. Single positions have one pattern only.
    """
    if length == 1:
        return [[True]]
    if length < 4:
        return [_single(rng, length) for _ in range(pairs)]
    patterns: list[list[bool]] = []
    offset = rng.random()
    for index in range(pairs):
        if rng.random() < 2 * SHARE_ALL_MASKED:
            patterns += [[True] * length, _single(rng, length)]
        elif rng.random() < SHARE_RIGHT_TAIL:
            patterns += [right_tail(rng, length), right_tail(rng, length)]
        else:
            masked = 1 + int((length - 1) * ((offset + index / (2 * pairs)) % 1.0))
            mask = exact(rng, length, masked)
            patterns += [mask, [not hidden for hidden in mask]]
    return patterns


def _single(rng: random.Random, length: int) -> list[bool]:
    draw = rng.random()
    if draw < SHARE_ALL_MASKED:
        return [True] * length
    if draw < SHARE_ALL_MASKED + SHARE_RIGHT_TAIL:
        return right_tail(rng, length)
    return exact(rng, length, rng.randint(1, length))
