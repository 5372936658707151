"""Whether the editor's engine and PyTorch give texts the same likelihood bound, text by text, under the same masks.

    python -m sedd_adaptation.agreement FOLDER --corpus CORPUS [--texts 8] [--characters 700] [--evaluations 16]

Run it from models/training in a checkout with `npm ci` done: it calls `lacuna score --json --device cpu` on each
text. The networks differ by the eight-bit products of the processor; "errors apart" counts the difference in
standard errors of the bound.
"""

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path

from .corpus import Corpus
from .opening import open_network, open_tokenizer
from .score import score

COMMAND = Path(__file__).parents[3] / "main" / "cli" / "lacuna.mjs"


def editor_score(text: str, folder: Path, evaluations: int, seed: int) -> dict:
    """The JSON of `lacuna score`."""
    with tempfile.TemporaryDirectory() as directory:
        # A "<" could begin a mark: the command line writes it &lt;.
        path = Path(directory) / "text.txt"
        path.write_text(text.replace("<", "&lt;"), encoding="utf-8", newline="")
        options = ["--json", "--device", "cpu", "--model", str(folder.resolve())]
        numbers = ["--evaluations", str(evaluations), "--seed", str(seed)]
        run = subprocess.run(
            ["node", str(COMMAND), "score", str(path), *options, *numbers],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return json.loads(run.stdout)


def draw_texts(corpus: Corpus, count: int, characters: int) -> list[str]:
    """Beginnings of windows of the corpus, cut where a word ends."""
    rng = random.Random(0)
    texts: list[str] = []
    while len(texts) < count:
        window = corpus.window(rng, characters // 3)[:characters]
        if len(window) > characters // 2 and "&" not in window:
            texts.append(window.rsplit(maxsplit=1)[0])
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--split", default="test", choices=("valid", "test"))
    parser.add_argument("--texts", type=int, default=8)
    parser.add_argument("--characters", type=int, default=700)
    parser.add_argument("--evaluations", type=int, default=16)
    arguments = parser.parse_args()
    network, _ = open_network(arguments.folder)
    tokenizer = open_tokenizer(arguments.folder)
    corpus = Corpus.read(arguments.corpus, arguments.split)
    print("| tokens | editor | PyTorch | standard error | errors apart | editor, left to right | PyTorch |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for seed, text in enumerate(draw_texts(corpus, arguments.texts, arguments.characters)):
        ours = score(network, tokenizer, text, arguments.evaluations, seed)
        editor = editor_score(text, arguments.folder, arguments.evaluations, seed)
        assert editor["tokens"] == ours.tokens, "the tokenizers differ"
        bound, error = ours.nats / ours.tokens, ours.standard_error / ours.tokens
        apart = (editor["natsPerToken"] - bound) / error
        exact = editor["autoregressive"]["natsPerToken"], ours.autoregressive / ours.tokens
        print(
            f"| {ours.tokens} | {editor['natsPerToken']:.4f} | {bound:.4f} | {error:.4f} | {apart:+.2f} "
            f"| {exact[0]:.4f} | {exact[1]:.4f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
