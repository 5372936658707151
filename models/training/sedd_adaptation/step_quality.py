"""Writes into a model folder's manifest what steps buy, which the app shows beside its knob.

Reads the report of `npm run eval -- steps`.

python -m sedd_adaptation.step_quality results/steps-test.json ../../resources/models/smollm2-135m-sedd
"""

import argparse
import json
from itertools import accumulate
from pathlib import Path

from .model_folder import update_manifest


def step_quality(report: dict) -> list[dict[str, float]]:
    """The judge's nats a token of the infill ("surprise") by tokens a network call, from fewest to most.

    A call chooses at least one token, so of the runs with as many steps as tokens or more the shortest counts. Where more
    tokens a call came out better, which with few passages happens by chance, they count as good as fewer.
    """
    surprises: dict[float, float] = {}
    for point in sorted(report["curve"], key=lambda point: -point["steps"]):
        tokens_per_call = max(1, report["spanTokens"] / point["steps"])
        surprises[tokens_per_call] = point["summary"]["writers"]["own"]["infillNll"]["mean"]
    rising = accumulate((surprise for _, surprise in sorted(surprises.items())), max)
    return [
        {"tokensPerCall": tokens, "surprise": round(surprise, 2)}
        for tokens, surprise in zip(sorted(surprises), rising, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    report = json.loads(arguments.report.read_text(encoding="utf-8"))
    update_manifest(arguments.folder, stepQuality=step_quality(report))


if __name__ == "__main__":
    main()
