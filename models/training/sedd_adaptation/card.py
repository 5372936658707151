"""Writes the figures of the reports into the tables of a model card and refreshes the manifest.

A row keeps its label and what is said of it; only the figures between are replaced. A row that the card lacks is an
error: then card and report no longer speak of the same.

python -m sedd_adaptation.card results ../../resources/models/smollm2-135m-sedd
"""

import argparse
import json
import re
from pathlib import Path

from .model_folder import update_manifest

CARD = "MODEL_CARD.md"

# Row of the card -> (key of the report, digits).
LIKELIHOODS = {
    **{
        f"masked NLL, {round(100 * r)}% of the span masked": (f"maskedNll@{r}", 2)
        for r in (0.15, 0.3, 0.5, 0.7, 0.9, 1.0)
    },
    "likelihood bound, any order": ("anyOrderBound", 2),
    "decoded left to right, text after it in view": ("leftToRight", 2),
    "B": ("autoregressiveBaseline", 2),
    "any order minus B (paired)": ("anyOrderMinusBaseline", 3),
    "left to right minus B (paired)": ("leftToRightMinusBaseline", 3),
    "gain from the text after the span, left to right": ("rightContextGain.leftToRight", 3),
    "the same, half masked": ("rightContextGain@0.5", 3),
    "the same, all masked": ("rightContextGain@1.0", 3),
}
WRITERS = {"author": "human", "base model, left side only": "autoregressive", "Lacuna": "own"}
GROUPS = ("all", "8 tokens", "16 tokens", "32 tokens", "whole clauses", "any words")
PAIRED = {
    "32 tokens after: Lacuna minus base model": "suffixNllMinusAutoregressive",
    "32 tokens after: Lacuna minus author": "suffixNllMinusHuman",
    "32 tokens after: base model minus author": "autoregressiveSuffixNllMinusHuman",
    "infill: Lacuna minus author": "infillNllMinusHuman",
}


class MissingRowError(ValueError):
    """The card has no such row."""


def number(figure: dict[str, float], digits: int = 2) -> str:
    return f"{figure['mean']:.{digits}f} +- {figure['standardError']:.{digits}f}"


def percent(figure: dict[str, float]) -> str:
    return f"{100 * figure['mean']:.1f} +- {100 * figure['standardError']:.1f}%"


def fill_row(card: str, label: str, cells: list[str], after: str = "") -> str:
    """The card with other figures in the first row of this label behind the heading `after`; cells behind them stay."""
    start = card.index(after)
    kept = r"( [^|\n]*\|)*"
    row = re.compile(rf"^\| {re.escape(label)} \|( [^|\n]*\|){{{len(cells)}}}(?P<rest>{kept})$", re.MULTILINE)
    found = row.search(card, start)
    if found is None:
        raise MissingRowError(f'The card has no row "{label}" with {len(cells)} figures behind "{after}".')
    line = "| " + " | ".join([label, *cells]) + " |" + found["rest"]
    return card[: found.start()] + line + card[found.end() :]


def fill_likelihoods(card: str, report: dict) -> str:
    for label, (key, digits) in LIKELIHOODS.items():
        card = fill_row(card, label, [number(report["figures"][key], digits)], "## Likelihood")
    return card


def fill_texts(card: str, report: dict) -> str:
    groups = {group["name"]: group["summary"] for group in report["groups"]}
    for label, writer in WRITERS.items():
        own = groups["all"]["writers"][writer]
        cells = [number(own[key]) for key in ("infillNll", "suffixNll", "unigramEntropy")]
        card = fill_row(card, label, [*cells, percent(own["distinct2"]), percent(own["rep4"])], "## Text")
    for label, key in PAIRED.items():
        digits = 2 if key == "infillNllMinusHuman" else 3
        cells = [number(groups[group]["paired"][key], digits) for group in GROUPS]
        card = fill_row(card, label, cells, "## Text")
    shares = {"entropy": "unigramEntropy", "distinct-2": "distinct2"}
    for label, key in shares.items():
        cells = [percent(groups[group]["ratios"][key]) for group in GROUPS]
        card = fill_row(card, f"{label}, share of the author's", cells, "## Text")
    cells = [percent(groups[group]["writers"]["own"]["rep4"]) for group in GROUPS]
    return fill_row(card, "rep-4", cells, "## Text")


def fill_steps(card: str, report: dict) -> str:
    keys = ("infillNll", "suffixNll", "unigramEntropy")
    for point in report["curve"]:
        own = point["summary"]["writers"]["own"]
        cells = [number(point["summary"]["networkCalls"], 1), *(number(own[key]) for key in keys)]
        card = fill_row(card, str(point["steps"]), cells, "## Steps")
    writers = report["curve"][-1]["summary"]["writers"]
    for label, writer in list(WRITERS.items())[:2]:
        card = fill_row(card, label, ["", *(number(writers[writer][key]) for key in keys)], "## Steps")
    return card


def fill_lengths(card: str, report: dict) -> str:
    for row in report["rows"]:
        errors = [
            f"{number(row[by]['error'])} ({row[by]['logRatio']['mean']:.2f})" for by in ("automatic", "pad")
        ]
        cells = [str(row["gaps"]), number(row["tokens"], 1), *errors]
        card = fill_row(card, row["kind"], cells, "## Length of a gap")
    return card


REPORTS = {
    "bundled-bounds.json": fill_likelihoods,
    "fills-test.json": fill_texts,
    "steps-test.json": fill_steps,
    "lengths-test.json": fill_lengths,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    path = arguments.folder / CARD
    card = path.read_text(encoding="utf-8")
    for name, fill in REPORTS.items():
        card = fill(card, json.loads((arguments.results / name).read_text(encoding="utf-8")))
    path.write_text(card, encoding="utf-8")
    update_manifest(arguments.folder)


if __name__ == "__main__":
    main()
