"""Table and plot of a comparison."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

TITLES = {
    "autoregressive": "autoregressive (exact)",
    "absorb": "SEDD absorb (bound)",
    "uniform": "SEDD uniform (bound)",
}


def table(results: dict) -> str:
    """The comparison as Markdown."""
    lines = ["| model | parameters | perplexity a token |", "| --- | ---: | ---: |"]
    for name, title in TITLES.items():
        row = results["perplexity"][name]
        lines.append(
            f"| {title} | {results['parameters'][name]:,} | {row['perplexity']:.1f} ± {row['standardError']:.1f} |"
        )
    lines += ["", "| samples of | steps | judge perplexity | unigram entropy | Fréchet distance |"]
    lines += ["| --- | ---: | ---: | ---: | ---: |"]
    rows = [("human text", "", results["human"]), ("autoregressive", "128", results["autoregressiveSamples"])]
    for name, curves in results["samples"].items():
        for predictor, curve in curves.items():
            rows += [(f"SEDD {name}, {predictor}", steps, row) for steps, row in curve.items()]
    for title, steps, row in rows:
        figures = f"{row['perplexity']:.1f} | {row['unigramEntropy']:.3f} | {row['frechetDistance']:.2f}"
        lines.append(f"| {title} | {steps} | {figures} |")
    return "\n".join(lines) + "\n"


def plot(results: dict, file: Path) -> None:
    """Judge perplexity against steps, both logarithmic, with the unigram entropy beside it."""
    figure, (quality, entropy) = pyplot.subplots(1, 2, figsize=(11, 4.2))
    for name, curves in results["samples"].items():
        for predictor, curve in curves.items():
            steps = [int(step) for step in curve]
            label = f"SEDD {name}, {predictor}"
            quality.loglog(steps, [row["perplexity"] for row in curve.values()], marker="o", label=label)
            entropy.semilogx(
                steps, [row["unigramEntropy"] for row in curve.values()], marker="o", label=label
            )
    for axis, key, title in (
        (quality, "perplexity", "perplexity of samples under the autoregressive judge"),
        (entropy, "unigramEntropy", "unigram entropy (nats)"),
    ):
        axis.axhline(
            results["autoregressiveSamples"][key], linestyle="--", color="grey", label="autoregressive"
        )
        axis.axhline(results["human"][key], linestyle=":", color="black", label="human text")
        axis.set_xlabel("steps")
        axis.set_title(title, fontsize=10)
    quality.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def write_report(results: dict, folder: Path) -> None:
    """Writes comparison.md and steps.png into the folder."""
    (folder / "comparison.md").write_text(table(results), encoding="utf-8")
    plot(results, folder / "steps.png")
