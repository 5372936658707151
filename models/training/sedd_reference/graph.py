"""Forward processes: which token may become which, each token on its own (SEDD, section 3.3).

Columns are where a token comes from, as in dp/dt = Q p: `rate_into(x)[y]` is Q(x, y), the rate from y to x.
"""

from dataclasses import dataclass
from typing import Protocol

import torch


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
        """Probabilities [.., states] of clean tokens: that of MASK becomes 0. Not normalised."""
        ...

    def rate_back(self, noised: torch.Tensor) -> torch.Tensor:
        """The rate from each y other than the token into it, the same for every y: [..]."""
        ...

    def transition_ratios(
        self, clean: torch.Tensor, noised: torch.Tensor, total: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """p(y | clean) / p(noised | clean) where `rate_back` is not 0: [..] for y = clean, [..] for any third y.

        Both graphs know no other values, so that no loss has to lay out all y.
        """
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
        return filled(self.rate_back(tokens), torch.zeros(tokens.shape), tokens, self.states)

    def can_move_back(self, tokens: torch.Tensor) -> torch.Tensor:
        return tokens == self.mask

    def transition_into(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        masked = tokens == self.mask
        elsewhere = torch.where(masked, -torch.expm1(-total), 0.0)
        at_own = torch.where(masked, 1.0, torch.exp(-total))
        return filled(elsewhere, at_own, tokens, self.states)

    def staggered_score(self, score: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        staggered = torch.exp(total) * score
        # e^total s(MASK) + (1 - e^total) sum s, without its cancelling terms.
        lost = torch.expm1(total) * score[..., : self.mask].sum(-1)
        staggered[..., self.mask] = score[..., self.mask] - lost
        return staggered

    def without_limit(self, probabilities: torch.Tensor) -> torch.Tensor:
        cleaned = probabilities.clone()
        cleaned[..., self.mask] = 0
        return cleaned

    def rate_back(self, noised: torch.Tensor) -> torch.Tensor:
        return (noised == self.mask).to(torch.get_default_dtype())

    def transition_ratios(
        self, clean: torch.Tensor, noised: torch.Tensor, total: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        at_clean = (1 / torch.expm1(total)).expand(clean.shape)
        return at_clean, torch.zeros_like(at_clean)

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
        return filled(self.rate_back(tokens), torch.zeros(tokens.shape), tokens, self.states)

    def can_move_back(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.ones_like(tokens, dtype=torch.bool)

    def transition_into(self, tokens: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        elsewhere = (-torch.expm1(-total) / self.states).expand(tokens.shape)
        return filled(elsewhere, elsewhere + torch.exp(-total), tokens, self.states)

    def staggered_score(self, score: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
        shared = torch.expm1(total) * score.sum(-1, keepdim=True) / self.states
        return torch.exp(total) * score - shared

    def without_limit(self, probabilities: torch.Tensor) -> torch.Tensor:
        return probabilities

    def rate_back(self, noised: torch.Tensor) -> torch.Tensor:
        return torch.full(noised.shape, 1 / self.states)

    def transition_ratios(
        self, clean: torch.Tensor, noised: torch.Tensor, total: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        # p(y | clean) is proportional to (e^total - 1)/N + [y = clean]; expm1 keeps the small noises exact.
        spread = (torch.expm1(total) / self.states).expand(clean.shape)
        at_noised = spread + (noised == clean)
        return (spread + 1) / at_noised, spread / at_noised

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


def filled(elsewhere: torch.Tensor, at_own: torch.Tensor, tokens: torch.Tensor, states: int) -> torch.Tensor:
    """[.., states] of `elsewhere` [..] with `at_own` [..] in the column of each token [..]."""
    rows = elsewhere[..., None].expand(*tokens.shape, states).clone()
    return rows.scatter_(-1, tokens[..., None], at_own[..., None].to(rows.dtype))
