"""Writes scores.json: what the PyTorch network says of a few texts with the tiny model of the context denoiser.

cd models/training && python ../scoring/golden/make_golden.py
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

here = Path(__file__).parent
sys.path.append(str(here.parents[1] / "training"))

from sedd_adaptation.opening import open_network, open_tokenizer  # noqa: E402
from sedd_adaptation.score import score  # noqa: E402

TEXTS = (
    "The old house stood at the end of the lane.",
    "A",
    "She read it twice\r\nbefore the rain came. " * 9,
    "“Nobody” had lived there since 1913; the river was higher than it had been, "
    "and the others did not hear him. " * 4,
    "She opened the letter in the garden and read it twice before the rain came.",
    "It rained for 12 days.\n\nOn the thirteenth the river took the bridge, the mill and most of the lower road.",
    "Не спрашивай — 日本語 👩‍👧 e\u0301 …",
    'He said that the boat came in at noon (or so), and "nobody asked". ' * 6,
)
EVALUATIONS = (16, 2, 5, 4, 8, 9, 16, 3)


def main() -> None:
    folder = here.parents[1] / "architectures/context-denoiser/fixtures/tiny"
    network, _ = open_network(folder)
    tokenizer = open_tokenizer(folder)
    cases = [
        {"text": text, "evaluations": evaluations, "seed": seed}
        | asdict(score(network, tokenizer, text, evaluations, seed))
        for seed, (text, evaluations) in enumerate(zip(TEXTS, EVALUATIONS, strict=True), start=3)
    ]
    (here / "scores.json").write_text(json.dumps(cases, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
