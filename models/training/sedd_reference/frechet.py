"""Frechet distance between Gaussians fitted to two sets of features."""

import numpy as np
from scipy.linalg import sqrtm


def frechet_distance(left: np.ndarray, right: np.ndarray) -> float:
    """|mean - mean|^2 + tr(C + D - 2 (C D)^(1/2)) of Gaussians fitted to features [n, width] and [m, width]."""
    difference = left.mean(0) - right.mean(0)
    covariances = np.cov(left, rowvar=False), np.cov(right, rowvar=False)
    root = sqrtm(covariances[0] @ covariances[1]).real
    return float(difference @ difference + np.trace(covariances[0] + covariances[1] - 2 * root))
