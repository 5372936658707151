"""The comparison's pieces on a corpus of a few sentences: rows, runs that resume, and the report."""

import math
from argparse import Namespace

import numpy as np
import pytest
import torch

from sedd_reference import compare
from sedd_reference.compare import compare_perplexities
from sedd_reference.data import rows_of, train_vocabulary
from sedd_reference.frechet import frechet_distance
from sedd_reference.judge import autoregressive_samples, hidden_states, judge_texts, unigram_entropy
from sedd_reference.report import write_report
from sedd_reference.systems import NAMES, create_system
from sedd_reference.training_run import Run, batch_at, half_precision, learning_rate_at, train

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


def test_batches_are_a_function_of_the_step_and_go_through_all_rows():
    rows = torch.arange(12)[:, None].expand(12, 5)
    run = Run(steps=10, batch=4)
    assert torch.equal(batch_at(rows, run, 1), batch_at(rows, run, 1))
    seen = torch.cat([batch_at(rows, run, step)[:, 0] for step in range(3)])
    assert sorted(seen.tolist()) == list(range(12))
    assert seen.tolist() != list(range(12))
    assert torch.equal(batch_at(rows, run, 3), batch_at(rows, run, 0))


def test_a_run_leaves_the_average_of_its_weights(rows, tmp_path):
    system = create_system("autoregressive", 300, 16, seed=0, **SMALL)
    train(system, rows, Run(steps=3, batch=2, averaging=0.5), tmp_path)
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    left, last = system.network.state_dict(), state["network"]
    for name, weight in state["average"].items():
        torch.testing.assert_close(left[name], weight)
    assert any(not torch.equal(left[name], last[name]) for name in state["average"])


def test_half_precision_computes_the_same_loss_roughly_and_the_noise_embedding_exactly(rows):
    system = create_system("absorb", 300, 16, seed=0, **SMALL)
    # Untrained outputs are 0 in either precision.
    torch.nn.init.normal_(system.network.transformer.linear.weight, std=0.1)
    with half_precision(True):
        rough = system.loss(rows[:8], torch.Generator().manual_seed(1))
        condition = system.network.transformer.noise(torch.tensor([0.3]))
    exact = system.loss(rows[:8], torch.Generator().manual_seed(1))
    assert rough.item() != exact.item()
    assert rough.item() == pytest.approx(exact.item(), rel=0.02)
    assert torch.equal(condition, system.network.transformer.noise(torch.tensor([0.3])))


def test_unigram_entropy_of_known_texts():
    texts = torch.tensor([[1, 1, 1, 1], [1, 2, 3, 4]])
    assert unigram_entropy(texts) == pytest.approx(math.log(4) / 2)


def test_the_judge_prefers_the_texts_it_was_trained_on(rows, tmp_path):
    judge = create_system("autoregressive", 300, 16, seed=0, **SMALL)
    train(judge, rows, Run(steps=40, batch=8, learning_rate=3e-3), tmp_path)
    human, other = rows[::2], rows[1::2]
    noise = torch.randint(300, human.shape, generator=torch.Generator().manual_seed(1))
    own = autoregressive_samples(judge, len(human), 16, seed=2)
    states = hidden_states(judge, other)
    of_human, of_own, of_noise = (judge_texts(judge, texts, states) for texts in (human, own, noise))
    assert max(of_human["perplexity"], of_own["perplexity"]) < of_noise["perplexity"] / 2
    assert max(of_human["frechetDistance"], of_own["frechetDistance"]) < of_noise["frechetDistance"] / 2


def test_perplexities_are_compared_on_the_same_texts():
    exact = torch.tensor([128.0, 256.0, 384.0], dtype=torch.float64)
    nats = {"autoregressive": exact, "absorb": exact + 64, "uniform": exact + 128}
    rows = compare_perplexities(nats)
    assert rows["autoregressive"]["perplexity"] == pytest.approx(math.exp(2))
    assert rows["absorb"]["natsAboveAutoregressive"] == pytest.approx(0.5)
    # The texts differ by a nat a token, the distances do not.
    assert rows["absorb"]["natsAboveStandardError"] == pytest.approx(0, abs=1e-9)
    assert rows["absorb"]["standardError"] > 1


def test_a_system_is_measured_once(rows, tmp_path, monkeypatch):
    monkeypatch.setattr(compare, "LENGTH", 16)
    monkeypatch.setattr(compare, "SAMPLE_STEPS", {"analytic": (2,), "euler": (3,)})
    options = Namespace(evaluations=2, texts=4, samples=3, half_precision=False)
    for name in NAMES:
        folder = tmp_path / name
        folder.mkdir()
        system = create_system(name, 300, 16, seed=0, **SMALL)
        compare.measure_system(system, rows[:4], options, folder)
        files = {file.name: torch.load(file, weights_only=True) for file in folder.iterdir()}
        assert files["nats.pt"].shape == (4,)
        drawn = ["samples.pt"] if name == "autoregressive" else ["samples-analytic-2.pt", "samples-euler-3.pt"]
        assert sorted(files) == ["nats.pt", *drawn]
        for file in drawn:
            assert files[file].shape == ((4, 16) if name == "autoregressive" else (3, 16))
            assert files[file].max() < 300
        written = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
        compare.measure_system(system, rows[:4], options, folder)
        assert written == {file: file.stat().st_mtime_ns for file in folder.iterdir()}


def test_frechet_distance_of_known_gaussians():
    rng = np.random.default_rng(0)
    left, right = rng.normal(0, 1, (40_000, 3)), rng.normal(2, 3, (40_000, 3))
    # |0 - 2|^2 + (1 - 3)^2 in each of three dimensions.
    assert frechet_distance(left, right) == pytest.approx(24, rel=0.03)
    assert frechet_distance(left, left) == pytest.approx(0, abs=1e-6)


def test_the_report_names_every_system_and_draws_the_curve(tmp_path):
    row = {"perplexity": 50.0, "standardError": 1.0, "unigramEntropy": 4.0, "frechetDistance": 2.0, "texts": 16}
    model = {"perplexity": 50.0, "standardError": 1.0, "natsAboveAutoregressive": 0.5, "natsAboveStandardError": 0.1}
    curve = {"euler": {"8": row, "16": row}, "analytic": {"8": row, "16": row}}
    write_report(
        {
            "tokensTrained": 1_000_000,
            "texts": 64,
            "evaluations": 128,
            "unigramPerplexity": 900.0,
            "parameters": dict.fromkeys(NAMES, 1000),
            "perplexity": dict.fromkeys(NAMES, model),
            "human": row,
            "autoregressiveSamples": row,
            "samples": {"absorb": curve, "uniform": curve},
        },
        tmp_path,
    )
    table = (tmp_path / "comparison.md").read_text()
    assert "SEDD absorb (bound) | 1,000 | 50.0 ± 1.0 | 0.500 ± 0.100" in table
    assert "unigram counts | | 900.0" in table
    assert "SEDD uniform, analytic (16) | 16 | 50.0 ± 1.0 | 4.000 | 2.00" in table
    assert (tmp_path / "steps.png").read_bytes()[:4] == b"\x89PNG"
