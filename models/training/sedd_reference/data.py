"""A small vocabulary trained on the corpus, and the corpus as rows of tokens of one length."""

import random
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from sedd_adaptation.corpus import Corpus


def train_vocabulary(texts: Iterable[str], size: int) -> Tokenizer:
    """A byte-level BPE vocabulary without special tokens: MASK and beginning-of-text are states of the networks."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def rows_of(tokenizer: Tokenizer, texts: list[str], length: int, limit: int, seed: int) -> torch.Tensor:
    """Rows [n, length] of consecutive tokens of one document each, n * length <= limit; documents in random order."""
    order = random.Random(seed).sample(texts, len(texts))
    rows: list[list[int]] = []
    for text in order:
        ids = tokenizer.encode(text).ids
        rows += [ids[start : start + length] for start in range(0, len(ids) - length + 1, length)]
        if len(rows) * length >= limit:
            break
    return torch.tensor(rows[: limit // length])


def load_rows(
    corpus: Path, work: Path, vocabulary: int, length: int, limits: dict[str, int]
) -> tuple[Tokenizer, dict[str, torch.Tensor]]:
    """The vocabulary and the rows of each split of `limits` (tokens), made on first use and kept in `work`."""
    work.mkdir(parents=True, exist_ok=True)
    vocabulary_file = work / f"vocabulary-{vocabulary}.json"
    if not vocabulary_file.exists():
        texts = Corpus.read(corpus, "train").texts
        # One document in sixteen is enough to count pairs of a vocabulary this small.
        train_vocabulary(texts[::16], vocabulary).save(str(vocabulary_file))
    tokenizer = Tokenizer.from_file(str(vocabulary_file))
    rows = {}
    for split, limit in limits.items():
        file = work / f"{split}-{vocabulary}-{length}-{limit}.pt"
        if not file.exists():
            made = rows_of(tokenizer, Corpus.read(corpus, split).texts, length, limit, seed=0)
            torch.save(made.short(), file)
        rows[split] = torch.load(file, weights_only=True).long()
    return tokenizer, rows
