"""The three systems of the comparison: absorbing SEDD, uniform SEDD and the autoregressive model of their size."""

from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from .graph import AbsorbGraph, Graph, UniformGraph
from .likelihood import autoregressive_nats, bound_nats, diffusion_loss, stratified_times
from .noise import GeometricNoise, LogLinearNoise, Noise
from .transformer import (
    ScoreNetwork,
    Shape,
    Transformer,
    absorbing_posterior_scores,
    uniform_posterior_scores,
)

SystemName = Literal["autoregressive", "absorb", "uniform"]
HEAD_WIDTH = 64
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
    name: SystemName, vocabulary: int, length: int, seed: int, hidden: int = 128, blocks: int = 4
) -> System:
    """An untrained system. The absorbing and the autoregressive network have one state more than the vocabulary."""
    torch.manual_seed(seed)
    states = vocabulary if name == "uniform" else vocabulary + 1
    shape = Shape(states, length, hidden, blocks, heads=hidden // HEAD_WIDTH)
    if name == "autoregressive":
        return Autoregressive(Transformer(shape, causal=True), vocabulary)
    if name == "absorb":
        network = ScoreNetwork(shape, absorbing_posterior_scores)
        return Diffusion(network, AbsorbGraph(vocabulary), LogLinearNoise())
    network = ScoreNetwork(shape, uniform_posterior_scores)
    return Diffusion(network, UniformGraph(vocabulary), GeometricNoise())


def parameters_of(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
