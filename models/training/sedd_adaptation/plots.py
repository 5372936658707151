"""Plots of the measured text of the bundled model, from the results of `npm run eval` and of `sedd_adaptation.evaluate`.

    python -m sedd_adaptation.plots results

Reads RESULTS/steps-test.json and RESULTS/learning-curve.json where they are, and writes PNGs beside them.
"""

import argparse
import json
import math
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

STEP_PANELS = (
    ("infillNll", "NLL of the infill (nats a token)"),
    ("suffixNll", "NLL of the 32 tokens after it"),
    ("unigramEntropy", "unigram entropy (nats)"),
)
CURVES = (
    ("anyOrderMinusBaseline", "any order minus B"),
    ("leftToRightMinusBaseline", "left to right minus B"),
)
EXTRAPOLATED_TOKENS = (8e6, 100e6)


def plot_steps(results: dict, file: Path) -> None:
    """Judge NLL and entropy against network calls, with the autoregressive fill and the author's text as lines."""
    figure, axes = pyplot.subplots(1, len(STEP_PANELS), figsize=(15, 4.2))
    summaries = [point["summary"] for point in results["curve"]]
    calls = [summary["networkCalls"]["mean"] for summary in summaries]
    for axis, (key, title) in zip(axes, STEP_PANELS, strict=True):
        own = [summary["writers"]["own"][key] for summary in summaries]
        axis.errorbar(
            calls,
            [value["mean"] for value in own],
            [value["standardError"] for value in own],
            marker="o",
            capsize=3,
            label="Lacuna",
        )
        last = summaries[-1]["writers"]
        axis.axhline(last["autoregressive"][key]["mean"], color="tab:orange", label="autoregressive")
        axis.axhline(last["human"][key]["mean"], color="tab:green", linestyle="--", label="author")
        axis.set_xscale("log", base=2)
        axis.set_xlabel("network calls a fill")
        axis.set_title(title)
        axis.grid(alpha=0.3)
    axes[0].legend()
    spans = f"{results['passages']} spans of {results['spanTokens']} tokens"
    figure.suptitle(f"Fills by number of steps, {spans} of the {results['split']} split")
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def fit(points: list[dict], key: str) -> tuple[float, float]:
    """Least squares of a value against log10 of the tokens: (value at one token, change a decade)."""
    xs = [math.log10(point["tokens"]) for point in points]
    ys = [point[key]["mean"] for point in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    slope /= sum((x - mean_x) ** 2 for x in xs)
    return mean_y - slope * mean_x, slope


def plot_learning(points: list[dict], file: Path) -> None:
    """Distance from B against tokens of training, and what a straight line in their logarithm extrapolates to."""
    figure, axis = pyplot.subplots(figsize=(7, 4.5))
    for key, title in CURVES:
        tokens = [point["tokens"] for point in points]
        values = [point[key] for point in points]
        line = axis.errorbar(
            tokens,
            [value["mean"] for value in values],
            [value["standardError"] for value in values],
            fmt="o",
            capsize=3,
            label=title,
        )
        start, slope = fit(points, key)
        far = [tokens[0], *EXTRAPOLATED_TOKENS]
        color = line.lines[0].get_color()
        axis.plot(far, [start + slope * math.log10(x) for x in far], ":", color=color)
        extrapolated = ", ".join(
            f"{start + slope * math.log10(x):.2f} at {x / 1e6:.0f}M" for x in EXTRAPOLATED_TOKENS
        )
        print(f"{title}: {slope:+.3f} nats a decade of tokens; {extrapolated}")
    axis.axhline(0, color="grey", linewidth=0.8)
    axis.set_xscale("log")
    axis.set_xlabel("tokens of training")
    axis.set_ylabel("nats a token above B")
    axis.grid(alpha=0.3)
    axis.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path)
    results = parser.parse_args().results
    steps, learning = results / "steps-test.json", results / "learning-curve.json"
    if steps.exists():
        plot_steps(json.loads(steps.read_text(encoding="utf-8")), results / "steps.png")
    if learning.exists():
        plot_learning(json.loads(learning.read_text(encoding="utf-8")), results / "learning-curve.png")


if __name__ == "__main__":
    main()
