"""Windows, spans and examples: what a writer could select, tokenised as the app does it."""

import random
from collections import Counter

import torch

from make_tiny_model import ARCHITECTURE
from sedd_adaptation.corpus import Corpus
from sedd_adaptation.examples import LONGEST_SPAN, draw_batch, draw_example, encode_pieces
from sedd_adaptation.spans import cut, log_uniform, split_text


def test_pieces_join_to_the_text_and_canvases_own_their_leading_space(corpus):
    rng = random.Random(7)
    leading = 0
    for _ in range(400):
        window = corpus.window(rng, 60)
        pieces = split_text(rng, window)
        joined = "".join(
            context + canvas for context, canvas in zip(pieces.contexts, [*pieces.canvases, ""], strict=True)
        )
        assert window.startswith(joined)
        assert all(canvas.strip() for canvas in pieces.canvases)
        assert not any(canvas.endswith((" ", "\n")) for canvas in pieces.canvases)
        assert not any(context.endswith(" ") for context in pieces.contexts[:-1])
        assert all(context for context in pieces.contexts[1:-1])
        leading += sum(canvas.startswith(" ") for canvas in pieces.canvases)
    assert leading > 200


def test_one_and_several_spans_and_no_suffix_all_occur(corpus):
    rng = random.Random(8)
    drawn = [split_text(rng, corpus.window(rng, 80)) for _ in range(600)]
    several = sum(len(pieces.canvases) > 1 for pieces in drawn) / len(drawn)
    open_ended = sum(pieces.contexts[-1] == "" for pieces in drawn) / len(drawn)
    assert 0.16 < several < 0.28
    assert 0.08 < open_ended < 0.3


def test_cut_keeps_every_character():
    pieces = cut("one two three", [(3, 7), (7, 10)])
    assert pieces.contexts == ["one", "", "ree"] and pieces.canvases == [" two", " th"]


def test_lengths_are_log_uniform():
    rng = random.Random(9)
    draws = Counter(log_uniform(rng, 1, 64) for _ in range(20000))
    assert min(draws) == 1 and max(draws) == 64
    short, long = sum(draws[n] for n in range(1, 8)), sum(draws[n] for n in range(8, 65))
    assert 0.8 < short / long < 1.25


def test_documents_are_drawn_by_length_and_kind():
    corpus = Corpus.of([("docs", "manual " * 1000), ("fiction", "novel " * 1000)])
    rng = random.Random(10)
    kinds = Counter("novel" in corpus.window(rng, 40) for _ in range(500))
    assert kinds[True] > 4 * kinds[False] > 0


def test_examples_hold_the_truth_of_their_text(corpus, tokenizer):
    rng = random.Random(11)
    padded = 0
    for _ in range(60):
        example = draw_example(rng, corpus, tokenizer, ARCHITECTURE)
        truth = example.tokens[example.tokens != ARCHITECTURE.pad_id]
        assert 1 <= len(truth) <= LONGEST_SPAN
        assert example.masked.any(1).all()
        assert len(example.layout.token_rows) == len(example.tokens)
        padded += bool((example.tokens == ARCHITECTURE.pad_id).any())
    assert 15 < padded < 45


def test_pieces_are_tokenised_apart(tokenizer):
    contexts, canvases = encode_pieces(cut("The old house", [(3, 7)]), tokenizer)
    assert tokenizer.decode(canvases[0]) == " old"
    assert contexts[0] == tokenizer.encode("The").ids and contexts[1] == tokenizer.encode(" house").ids


def test_a_batch_reaches_its_tokens_and_depends_on_the_seed_only(corpus, tokenizer):
    def batch(seed: int):
        rng = random.Random(seed)
        return draw_batch(lambda: draw_example(rng, corpus, tokenizer, ARCHITECTURE), ARCHITECTURE, 1500)

    first, again, other = batch(1), batch(1), batch(2)
    assert first.tokens >= 1500
    assert torch.equal(first.canvas_ids, again.canvas_ids) and torch.equal(
        first.target_rows, again.target_rows
    )
    assert not torch.equal(first.context_ids[:50], other.context_ids[:50])
    assert abs(first.target_weights.sum().item() - 1) < 1e-5
