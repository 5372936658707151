"""The three systems of the comparison: absorbing SEDD, uniform SEDD and the autoregressive model of their size."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from .graph import AbsorbGraph, Graph, UniformGraph
from .likelihood import autoregressive_nats, bound_nats, diffusion_loss, stratified_times
from .noise import GeometricNoise, LogLinearNoise, Noise
from .transformer import ScoreNetwork, Shape, Transformer

SystemName = Literal["autoregressive", "absorb", "uniform"]
NAMES: tuple[SystemName, ...] = ("autoregressive", "absorb", "uniform")


@dataclass(frozen=True)
class Autoregressive:
    """Reads a beginning-of-text id, the state after the vocabulary, and then the text from left to right."""

    network: Transformer
    vocabulary: int

    def loss(self, clean: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """Nats a token, mean over the batch [B, L]."""
        return autoregressive_nats(self.network, self.vocabulary, clean).mean()

    @torch.no_grad()
    def nats(self, clean: torch.Tensor, evaluations: int, generator: torch.Generator) -> torch.Tensor:
        """Exact nats a text [B]."""
        return autoregressive_nats(self.network, self.vocabulary, clean).sum(-1)


@dataclass(frozen=True)
class Diffusion:
    network: ScoreNetwork
    graph: Graph
    noise: Noise

    def loss(self, clean: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """The likelihood bound's integrand in nats a token, mean over the batch [B, L], one time a text."""
        times = stratified_times(len(clean), generator)
        nats = diffusion_loss(self.network, self.graph, self.noise, clean, times, generator)
        return nats.mean() / clean.shape[1]

    def nats(self, clean: torch.Tensor, evaluations: int, generator: torch.Generator) -> torch.Tensor:
        """Upper bound of the nats a text [B]."""
        return bound_nats(self.network, self.graph, self.noise, clean, evaluations, generator)


System = Autoregressive | Diffusion


def create_system(
    name: SystemName, vocabulary: int, length: int, seed: int, hidden: int = 256, blocks: int = 6
) -> System:
    """An untrained system. The absorbing and the autoregressive network have one state more than the vocabulary."""
    torch.manual_seed(seed)
    if name == "autoregressive":
        return Autoregressive(
            Transformer(Shape(vocabulary + 1, length, hidden, blocks), causal=True), vocabulary
        )
    if name == "absorb":
        network = ScoreNetwork(Shape(vocabulary + 1, length, hidden, blocks), scale_by_noise=True)
        return Diffusion(network, AbsorbGraph(vocabulary), LogLinearNoise())
    network = ScoreNetwork(Shape(vocabulary, length, hidden, blocks), scale_by_noise=False)
    return Diffusion(network, UniformGraph(vocabulary), GeometricNoise())


def parameters_of(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
