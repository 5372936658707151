"""Noise schedules: how much noise a token has seen by time t in [0, 1] (SEDD, section 3.3 and appendix C.1)."""

from dataclasses import dataclass
from typing import Protocol

import torch


class Noise(Protocol):
    """A schedule. Times [..] in [0, 1]; both results have the shape of the times."""

    def total(self, t: torch.Tensor) -> torch.Tensor:
        """Total noise, the integral of the rate from 0 to t (`sigma` in the reference code)."""
        ...

    def rate(self, t: torch.Tensor) -> torch.Tensor:
        """The rate sigma(t), derivative of the total noise (`dsigma` in the reference code)."""
        ...


@dataclass(frozen=True)
class LogLinearNoise:
    """Total noise -ln(1 - (1 - eps) t): under the absorbing graph the masked share is (1 - eps) t."""

    eps: float = 1e-3

    def total(self, t: torch.Tensor) -> torch.Tensor:
        return -torch.log1p(-(1 - self.eps) * t)

    def rate(self, t: torch.Tensor) -> torch.Tensor:
        return (1 - self.eps) / (1 - (1 - self.eps) * t)


@dataclass(frozen=True)
class GeometricNoise:
    """Total noise minimum^(1-t) maximum^t, which the paper uses with the uniform graph."""

    minimum: float = 1e-4
    maximum: float = 20.0

    def total(self, t: torch.Tensor) -> torch.Tensor:
        return self.minimum ** (1 - t) * self.maximum**t

    def rate(self, t: torch.Tensor) -> torch.Tensor:
        growth = torch.log(torch.tensor(self.maximum / self.minimum, dtype=t.dtype, device=t.device))
        return self.total(t) * growth
