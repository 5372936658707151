"""Golden values for the diffusion mathematics, from an implementation that shares nothing with the TypeScript.

Small vocabularies: scipy's matrix exponential. A vocabulary of GPT-2's size: the Taylor series of e^A v in 80-bit
floats, Q being applied as an operator. Noise: 50-digit decimals. Random numbers: sfc32 on Python integers.

    python3 models/diffusion/golden/make_golden.py && npx prettier --write models/diffusion/golden/golden.json

Conventions as in SEDD (arXiv 2310.16834): dp/dt = Q p, columns of Q sum to 0. Needs numpy and scipy.
"""

import json
from decimal import Decimal, getcontext
from pathlib import Path

import numpy as np
from scipy.linalg import expm

getcontext().prec = 50
SIGMAS = [1e-4, 0.004, 0.3, 2.0, 6.9]
LARGE = 50257


def rate_matrix(kind: str, vocabulary: int) -> np.ndarray:
    """Q, [N, N], columns summing to 0. The absorbing graph has N = vocabulary + 1 and MASK last."""
    if kind == "uniform":
        return np.full((vocabulary, vocabulary), 1 / vocabulary) - np.eye(vocabulary)
    matrix = np.zeros((vocabulary + 1, vocabulary + 1))
    for token in range(vocabulary):
        matrix[token, token] = -1
        matrix[vocabulary, token] = 1
    return matrix


def score_vector(states: int) -> np.ndarray:
    """Any positive numbers that both sides can make: ((7919 i) mod 101 + 1) / 50."""
    return ((np.arange(states) * 7919) % 101 + 1) / 50


def small_case(kind: str, vocabulary: int, sigma: float) -> dict:
    rates = rate_matrix(kind, vocabulary)
    states = rates.shape[0]
    return {
        "kind": kind,
        "vocabulary": vocabulary,
        "sigmaBar": sigma,
        "rates": rates.tolist(),
        "transition": expm(sigma * rates).tolist(),
        "staggeredScore": (expm(-sigma * rates) @ score_vector(states)).tolist(),
    }


def apply_rates(kind: str, vector: np.ndarray) -> np.ndarray:
    """Q v in O(N)."""
    if kind == "uniform":
        return vector.sum() / len(vector) - vector
    result = -vector
    result[-1] = vector[:-1].sum()
    return result


def apply_exponential(kind: str, sigma: float, vector: np.ndarray) -> np.ndarray:
    """e^{sigma Q} v by Taylor series, in slices of |sigma| <= 1/4."""
    slices = max(1, int(np.ceil(abs(sigma) * 4)))
    width = np.longdouble(sigma) / slices
    result = vector.astype(np.longdouble)
    for _ in range(slices):
        term = result.copy()
        total = result.copy()
        for order in range(1, 30):
            term = apply_rates(kind, term) * width / order
            total = total + term
        result = total
    return result


def large_case(kind: str, sigma: float) -> dict:
    states = LARGE + 1 if kind == "absorb" else LARGE
    clean = 12345
    onehot = np.zeros(states, dtype=np.longdouble)
    onehot[clean] = 1
    transition = apply_exponential(kind, sigma, onehot)
    noisy = states - 1
    staggered = apply_exponential(kind, -sigma, score_vector(states).astype(np.longdouble))
    entries = [0, 1, clean, LARGE - 1] + ([LARGE] if kind == "absorb" else [])
    return {
        "kind": kind,
        "vocabulary": LARGE,
        "sigmaBar": sigma,
        "clean": clean,
        "noisy": noisy,
        "entries": entries,
        "transition": [float(transition[i]) for i in entries],
        "ratios": [float(transition[i] / transition[noisy]) for i in entries],
        "ratiosAtClean": [float(transition[i] / transition[clean]) for i in entries],
        "staggeredScore": [float(staggered[i]) for i in entries],
    }


def noise_case(t: float, s: float) -> dict:
    """t and s are the doubles themselves, so Decimal(t) is exact."""
    time, earlier, span = Decimal(t), Decimal(s), 1 - Decimal(1e-3)
    low, high = Decimal(1e-4), Decimal(20)

    def log_linear(x: Decimal) -> Decimal:
        return -(1 - span * x).ln()

    def geometric(x: Decimal) -> Decimal:
        return ((1 - x) * low.ln() + x * high.ln()).exp()

    return {
        "t": t,
        "s": s,
        "logLinear": {
            "total": float(log_linear(time)),
            "rate": float(span / (1 - span * time)),
            "increment": float(log_linear(time) - log_linear(earlier)),
        },
        "geometric": {
            "total": float(geometric(time)),
            "rate": float(geometric(time) * (high / low).ln()),
            "increment": float(geometric(time) - geometric(earlier)),
        },
    }


def random_case(seed: int, count: int = 6) -> dict:
    word = 0xFFFFFFFF
    a, b, c, counter = 0, seed & word, (seed >> 32) & word, 1

    def step() -> int:
        nonlocal a, b, c, counter
        result = (a + b + counter) & word
        counter = (counter + 1) & word
        a = b ^ (b >> 9)
        b = (c + (c << 3)) & word
        c = ((((c << 21) | (c >> 11)) & word) + result) & word
        return result

    for _ in range(12):
        step()
    words = [step() for _ in range(2 * count)]
    uniforms = [((high >> 5) * 2**26 + (low >> 6)) / 2**53 for high, low in zip(words[::2], words[1::2])]
    return {"seed": seed, "uniforms": uniforms}


def main() -> None:
    golden = {
        "small": [
            small_case(kind, vocabulary, sigma)
            for kind in ("absorb", "uniform")
            for vocabulary in (2, 5)
            for sigma in SIGMAS
        ],
        "large": [large_case(kind, sigma) for kind in ("absorb", "uniform") for sigma in SIGMAS],
        "noise": [noise_case(t, s) for t, s in [(1.0, 0.5), (0.5, 0.499), (1e-3, 1e-5), (0.7, 0.7 - 1e-12), (1e-9, 0.0)]],
        "random": [random_case(seed) for seed in (0, 1, 4294967296 + 7, 2**53 - 1, -1)],
    }
    path = Path(__file__).with_name("golden.json")
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
