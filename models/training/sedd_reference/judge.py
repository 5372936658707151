"""What the autoregressive model says of texts: their perplexity and Frechet distance, with their unigram entropy."""

import numpy as np
import torch

from .frechet import frechet_distance
from .likelihood import perplexity
from .systems import Autoregressive

BATCH = 32


def unigram_entropy(texts: torch.Tensor) -> float:
    """Entropy of the tokens of each text [B, L] in nats, mean over texts: falls when samples repeat themselves."""
    entropies = []
    for text in texts:
        shares = text.unique(return_counts=True)[1].double() / len(text)
        entropies.append(-(shares * shares.log()).sum().item())
    return sum(entropies) / len(entropies)


@torch.no_grad()
def hidden_states(judge: Autoregressive, texts: torch.Tensor) -> np.ndarray:
    """The state that reads each token of the texts [B, L]: [B * L, hidden], float64."""
    parts = [judge.network.hidden(part, torch.zeros(len(part))).flatten(0, 1) for part in texts.split(BATCH)]
    return torch.cat(parts).double().numpy()


def judge_texts(judge: Autoregressive, texts: torch.Tensor, human: np.ndarray) -> dict[str, float]:
    """The judge's figures of texts [B, L]; `human`: its hidden states [n, hidden] of human texts other than these."""
    generator = torch.Generator()
    nats = torch.cat([judge.nats(part, 1, generator) for part in texts.split(BATCH)])
    value, error = perplexity(nats, texts.shape[1])
    return {
        "perplexity": value,
        "standardError": error,
        "unigramEntropy": unigram_entropy(texts),
        "frechetDistance": frechet_distance(hidden_states(judge, texts), human),
        "texts": len(texts),
    }


@torch.no_grad()
def autoregressive_samples(judge: Autoregressive, count: int, length: int, seed: int) -> torch.Tensor:
    """Texts [count, length] sampled from left to right at temperature 1."""
    generator = torch.Generator().manual_seed(seed)
    tokens = torch.full((count, 1), judge.vocabulary)
    for _ in range(length):
        logits = judge.network(tokens, torch.zeros(count))[:, -1, : judge.vocabulary]
        drawn = torch.multinomial(logits.double().softmax(-1), 1, replacement=True, generator=generator)
        tokens = torch.cat([tokens, drawn], dim=1)
    return tokens[:, 1:]
