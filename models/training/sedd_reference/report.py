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
    lines = ["| model | parameters | perplexity a token | nats a token above autoregressive |"]
    lines += ["| --- | ---: | ---: | ---: |"]
    for name, title in TITLES.items():
        row = results["perplexity"][name]
        above = f"{row['natsAboveAutoregressive']:.3f} ± {row['natsAboveStandardError']:.3f}"
        perplexity = f"{row['perplexity']:.1f} ± {row['standardError']:.1f}"
        lines.append(f"| {title} | {results['parameters'][name]:,} | {perplexity} | {above} |")
    lines += [f"| unigram counts | | {results['unigramPerplexity']:.1f} | |", ""]
    lines += [
        f"{results['tokensTrained']:,} training tokens each; {results['texts']} texts of the test split; "
        f"{results['evaluations']} evaluations of the bound a text; ± is one standard error over texts.",
        "",
        "| texts | steps | judge perplexity | unigram entropy | Fréchet distance |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    rows = [("human text", "", results["human"]), ("autoregressive", "128", results["autoregressiveSamples"])]
    for name, curves in results["samples"].items():
        for predictor, curve in curves.items():
            rows += [(f"SEDD {name}, {predictor}", steps, row) for steps, row in curve.items()]
    for title, steps, row in rows:
        perplexity = f"{row['perplexity']:.1f} ± {row['standardError']:.1f}"
        figures = f"{perplexity} | {row['unigramEntropy']:.3f} | {row['frechetDistance']:.2f}"
        lines.append(f"| {title} ({row['texts']}) | {steps} | {figures} |")
    return "\n".join(lines) + "\n"


PANELS = (
    ("perplexity", "perplexity under the autoregressive judge", "log"),
    ("unigramEntropy", "unigram entropy (nats)", "linear"),
    ("frechetDistance", "Fréchet distance from human text", "log"),
)


def plot(results: dict, file: Path) -> None:
    """Judge perplexity, unigram entropy and Fréchet distance of samples against steps; human text as a line."""
    figure, axes = pyplot.subplots(1, len(PANELS), figsize=(15, 4.2))
    for axis, (key, title, scale) in zip(axes, PANELS, strict=True):
        for name, curves in results["samples"].items():
            for predictor, curve in curves.items():
                steps = [int(step) for step in curve]
                values = [row[key] for row in curve.values()]
                # Standard errors are of the perplexity alone.
                errors = [row["standardError"] for row in curve.values()] if key == "perplexity" else None
                axis.errorbar(steps, values, yerr=errors, marker="o", label=f"SEDD {name}, {predictor}")
        axis.axhline(
            results["autoregressiveSamples"][key], ls="--", color="grey", label="autoregressive samples"
        )
        axis.axhline(results["human"][key], ls=":", color="black", label="human text")
        axis.set_xscale("log", base=2)
        axis.set_yscale(scale)
        axis.set_xlabel("steps")
        axis.set_title(title, fontsize=10)
    axes[0].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    pyplot.close(figure)


def write_report(results: dict, folder: Path) -> None:
    """Writes comparison.md and steps.png into the folder."""
    (folder / "comparison.md").write_text(table(results), encoding="utf-8")
    plot(results, folder / "steps.png")
