"""The comparison's pieces on a corpus of a few sentences: rows, runs that resume, and the report."""

import math

import numpy as np
import pytest
import torch

from sedd_reference.data import rows_of, train_vocabulary
from sedd_reference.frechet import frechet_distance
from sedd_reference.report import write_report
from sedd_reference.systems import NAMES, create_system
from sedd_reference.training_run import Run, batch_at, learning_rate_at, train

torch.set_num_threads(1)

SMALL = {"hidden": 64, "blocks": 2}
SENTENCES = ["The cat sat on the mat. ", "A dog ran down the lane. ", "Rain fell on the old roof. "]
TEXTS = [sentence * 20 for sentence in SENTENCES]


@pytest.fixture(scope="module")
def rows():
    tokenizer = train_vocabulary(TEXTS, 300)
    return rows_of(tokenizer, TEXTS, length=16, limit=10_000, seed=0)


def test_rows_are_consecutive_tokens_of_one_document():
    tokenizer = train_vocabulary(TEXTS, 300)
    for row in rows_of(tokenizer, TEXTS, length=16, limit=10_000, seed=0):
        assert any(tokenizer.decode(row.tolist()) in text for text in TEXTS)


def test_the_learning_rate_rises_and_falls_to_nothing():
    run = Run(steps=1000, batch=1, learning_rate=2.0)
    assert learning_rate_at(run, 0) == 0
    assert learning_rate_at(run, 50) == pytest.approx(2.0)
    assert learning_rate_at(run, 999) < 1e-4


@pytest.mark.parametrize("name", NAMES)
def test_a_resumed_run_ends_with_the_weights_of_one_that_was_not_stopped(name, rows, tmp_path):
    run = Run(steps=4, batch=2)
    whole, resumed = (create_system(name, 300, 16, seed=0, **SMALL) for _ in range(2))
    train(whole, rows, run, tmp_path / "whole")

    def stop_after_the_second(clean, generator):
        stop_after_the_second.calls += 1
        if stop_after_the_second.calls > 2:
            raise KeyboardInterrupt
        return type(resumed).loss(resumed, clean, generator)

    stop_after_the_second.calls = 0

    class Stopping:
        network, loss = resumed.network, staticmethod(stop_after_the_second)

    always_saving = Run(steps=4, batch=2, checkpoint_seconds=0)
    with pytest.raises(KeyboardInterrupt):
        train(Stopping, rows, always_saving, tmp_path / "resumed")
    train(create_system(name, 300, 16, seed=1, **SMALL), rows, run, tmp_path / "resumed")
    states = [
        torch.load(tmp_path / folder / "checkpoint.pt", weights_only=True)["network"]
        for folder in ("whole", "resumed")
    ]
    for key, value in states[0].items():
        torch.testing.assert_close(states[1][key], value)


@pytest.mark.parametrize("name", NAMES)
def test_training_lowers_the_loss(name, rows, tmp_path):
    system = create_system(name, 300, 16, seed=0, **SMALL)

    def mean_nats():
        return system.nats(rows[:8], 16, torch.Generator().manual_seed(3)).mean().item() / 16

    before = mean_nats()
    train(system, rows, Run(steps=40, batch=8, learning_rate=3e-3), tmp_path)
    # Untrained, every token costs about ln 300 = 5.7 nats (the bounds a little more).
    assert before > 0.95 * math.log(300)
    assert mean_nats() < before - 1


def test_batches_are_a_function_of_the_step(rows):
    run = Run(steps=10, batch=4)
    assert torch.equal(batch_at(rows, run, 3), batch_at(rows, run, 3))
    assert not torch.equal(batch_at(rows, run, 3), batch_at(rows, run, 4))


def test_frechet_distance_of_known_gaussians():
    rng = np.random.default_rng(0)
    left, right = rng.normal(0, 1, (40_000, 3)), rng.normal(2, 3, (40_000, 3))
    # |0 - 2|^2 + (1 - 3)^2 in each of three dimensions.
    assert frechet_distance(left, right) == pytest.approx(24, rel=0.03)
    assert frechet_distance(left, left) == pytest.approx(0, abs=1e-6)


def test_the_report_names_every_system_and_draws_the_curve(tmp_path):
    row = {"perplexity": 50.0, "standardError": 1.0, "unigramEntropy": 4.0, "frechetDistance": 2.0}
    curve = {"euler": {"8": row, "16": row}, "analytic": {"8": row, "16": row}}
    write_report(
        {
            "parameters": dict.fromkeys(NAMES, 1000),
            "perplexity": dict.fromkeys(NAMES, row),
            "human": row,
            "autoregressiveSamples": row,
            "samples": {"absorb": curve, "uniform": curve},
        },
        tmp_path,
    )
    table = (tmp_path / "comparison.md").read_text()
    assert "SEDD absorb (bound) | 1,000 | 50.0 ± 1.0" in table
    assert "SEDD uniform, analytic | 16" in table
    assert (tmp_path / "steps.png").read_bytes()[:4] == b"\x89PNG"
