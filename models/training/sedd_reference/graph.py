"""Forward processes: which token may become which, each token on its own (SEDD, section 3.3).

Columns are where a token comes from, as in dp/dt = Q p: `rate_into(x)[y]` is Q(x, y), the rate from y to x.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch.nn.functional import one_hot


class Graph(Protocol):
    """A forward process on `states` tokens. Tokens are int64 [..]; total noise broadcasts against them."""

    @property
    def states(self) -> int: ...

    def rate_into(self, tokens: torch.Tensor) -> torch.Tensor:
        """Rates [.., states] from every y to the token; 0 at y = token."""
        ...

    def can_move_back(self, tokens: torch.Tensor) -> torch.Tensor:
        """Whether the reverse process may change the token, bool [..]."""
        ...

    def transition_into(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        """P(token after this noise | y before) for every y, [.., states]."""
        ...

    def staggered_score(self, score: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        """The score [.., states] carried back by this much noise: e^(-total Q) s (SEDD, theorem 4.2)."""
        ...

    def without_limit(self, probabilities: torch.Tensor) -> torch.Tensor:
        """Probabilities [.., states] of clean tokens: MASK is none. Not normalised."""
        ...

    def transition_ratios(
        self, clean: torch.Tensor, noised: torch.Tensor, total: torch.Tensor
    ) -> torch.Tensor:
        """p(y | clean) / p(noised | clean) for every y, [.., states]; 1 at y = noised."""
        ...

    def sample_transition(
        self, clean: torch.Tensor, total: torch.Tensor, generator: torch.Generator
    ) -> torch.Tensor:
        """Noised tokens, of the shape of `clean`."""
        ...

    def sample_limit(self, shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
        """Tokens at infinite noise."""
        ...

    def base_divergence(self, total: torch.Tensor) -> torch.Tensor:
        """KL of one token's distribution at this total noise from the base, nats: what the likelihood bound adds."""
        ...


@dataclass(frozen=True)
class AbsorbGraph:
    """Every token becomes MASK (the last state) at rate 1, and MASK stays."""

    vocabulary: int

    @property
    def states(self) -> int:
        return self.vocabulary + 1

    @property
    def mask(self) -> int:
        return self.vocabulary

    def rate_into(self, tokens: torch.Tensor) -> torch.Tensor:
        rates = (
            (tokens == self.mask)[..., None].expand(*tokens.shape, self.states).to(torch.get_default_dtype())
        )
        return rates * (1 - one_hot(tokens, self.states))

    def can_move_back(self, tokens: torch.Tensor) -> torch.Tensor:
        return tokens == self.mask

    def transition_into(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        kept = torch.exp(-total)
        from_same = kept * one_hot(tokens, self.states)
        into_mask = -torch.expm1(-total) * torch.ones_like(from_same)
        into_mask[..., self.mask] = 1
        return torch.where((tokens == self.mask)[..., None], into_mask, from_same)

    def staggered_score(self, score: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        staggered = torch.exp(total) * score
        # e^total s(MASK) + (1 - e^total) sum s, without its cancelling terms.
        lost = torch.expm1(total) * score[..., : self.mask].sum(-1)
        staggered[..., self.mask] = score[..., self.mask] - lost
        return staggered

    def without_limit(self, probabilities: torch.Tensor) -> torch.Tensor:
        return probabilities[..., : self.mask]

    def transition_ratios(
        self, clean: torch.Tensor, noised: torch.Tensor, total: torch.Tensor
    ) -> torch.Tensor:
        odds = torch.expm1(total).expand(clean.shape)[..., None]
        from_mask = one_hot(clean, self.states) / odds
        from_token = one_hot(torch.full_like(clean, self.mask), self.states) * odds
        ratios = torch.where((noised == self.mask)[..., None], from_mask, from_token)
        return torch.where(one_hot(noised, self.states).bool(), torch.ones_like(ratios), ratios)

    def sample_transition(
        self, clean: torch.Tensor, total: torch.Tensor, generator: torch.Generator
    ) -> torch.Tensor:
        masked = torch.rand(clean.shape, generator=generator) < -torch.expm1(-total)
        return torch.where(masked, self.mask, clean)

    def sample_limit(self, shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
        return torch.full(shape, self.mask)

    def base_divergence(self, total: torch.Tensor) -> torch.Tensor:
        # The base gives the share that is still unmasked to the tokens, uniformly: with a base of MASK alone
        # the divergence would be infinite.
        return torch.exp(-total) * torch.log(torch.tensor(float(self.vocabulary)))


@dataclass(frozen=True)
class UniformGraph:
    """Every token becomes any token at rate 1/N: Q = 11^T/N - I."""

    states: int

    def rate_into(self, tokens: torch.Tensor) -> torch.Tensor:
        return (1 - one_hot(tokens, self.states)) / self.states

    def can_move_back(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.ones_like(tokens, dtype=torch.bool)

    def transition_into(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        return torch.exp(-total) * one_hot(tokens, self.states) - torch.expm1(-total) / self.states

    def staggered_score(self, score: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        shared = torch.expm1(total) * score.sum(-1, keepdim=True) / self.states
        return torch.exp(total) * score - shared

    def without_limit(self, probabilities: torch.Tensor) -> torch.Tensor:
        return probabilities

    def transition_ratios(
        self, clean: torch.Tensor, noised: torch.Tensor, total: torch.Tensor
    ) -> torch.Tensor:
        # p(y | clean) is proportional to (e^total - 1)/N + [y = clean]; expm1 keeps the small noises exact.
        spread = (torch.expm1(total) / self.states).expand(clean.shape)
        at_noised = spread + (noised == clean)
        ratios = (spread[..., None] + one_hot(clean, self.states)) / at_noised[..., None]
        return torch.where(one_hot(noised, self.states).bool(), torch.ones_like(ratios), ratios)

    def sample_transition(
        self, clean: torch.Tensor, total: torch.Tensor, generator: torch.Generator
    ) -> torch.Tensor:
        moved = torch.rand(clean.shape, generator=generator) < -torch.expm1(-total)
        return torch.where(moved, self.sample_limit(tuple(clean.shape), generator), clean)

    def sample_limit(self, shape: tuple[int, ...], generator: torch.Generator) -> torch.Tensor:
        return torch.randint(self.states, shape, generator=generator)

    def base_divergence(self, total: torch.Tensor) -> torch.Tensor:
        size = self.states
        moved = -torch.expm1(-total)
        stayed = moved / size + torch.exp(-total)
        return stayed * torch.log(stayed * size) + (1 - stayed) * torch.log(moved)
