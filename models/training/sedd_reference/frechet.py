"""Frechet distance between two sets of texts, in the hidden states of the autoregressive judge."""

import numpy as np
import torch
from scipy.linalg import sqrtm

from .systems import Autoregressive


@torch.no_grad()
def text_features(judge: Autoregressive, texts: torch.Tensor) -> np.ndarray:
    """The mean hidden state of each text [B, L]: [B, hidden], float64."""
    beginning = torch.full_like(texts[:, :1], judge.vocabulary)
    inputs = torch.cat([beginning, texts[:, :-1]], dim=1)
    return judge.network.hidden(inputs, torch.zeros(len(texts))).mean(1).double().numpy()


def frechet_distance(left: np.ndarray, right: np.ndarray) -> float:
    """|mean - mean|^2 + tr(C + D - 2 (C D)^(1/2)) of Gaussians fitted to features [n, width] and [m, width]."""
    difference = left.mean(0) - right.mean(0)
    covariances = np.cov(left, rowvar=False), np.cov(right, rowvar=False)
    root = sqrtm(covariances[0] @ covariances[1]).real
    return float(difference @ difference + np.trace(covariances[0] + covariances[1] - 2 * root))
