"""The tables of the model card: written from the reports, and those of the bundled card against the reports."""

import json
from pathlib import Path

import pytest

from sedd_adaptation.card import REPORTS, MissingRowError, fill_row

ROOT = Path(__file__).resolve().parents[3]

CARD = """## One

| B | 1.00 +- 0.10 | at most 2 |

## Two

| B | 3 | 4 |  |
"""


def test_replaces_the_figures_of_the_row_under_its_heading_and_nothing_else() -> None:
    assert fill_row(CARD, "B", ["1.50 +- 0.20"], "## One") == CARD.replace("1.00 +- 0.10", "1.50 +- 0.20")
    assert fill_row(CARD, "B", ["5", "6"], "## Two") == CARD.replace("| 3 | 4 |", "| 5 | 6 |")


@pytest.mark.parametrize(("label", "cells"), [("C", ["1"]), ("B", ["1", "2", "3", "4"])])
def test_a_row_that_is_not_there_is_an_error(label: str, cells: list[str]) -> None:
    with pytest.raises(MissingRowError, match=label):
        fill_row(CARD, label, cells, "## Two")


def test_the_bundled_card_says_what_the_reports_say() -> None:
    card = (ROOT / "resources/models/smollm2-135m-sedd/MODEL_CARD.md").read_text(encoding="utf-8")
    for name, fill in REPORTS.items():
        report = json.loads((ROOT / "models/training/results" / name).read_text(encoding="utf-8"))
        assert fill(card, report) == card, name
