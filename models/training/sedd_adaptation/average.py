"""Puts the weighted average of adapters of one course of training into a model folder and refreshes the manifest.

Each run ends where its learning rate falls to 0, and the next starts from there: their ends lie around a better point,
which is what a moving average of the weights would have found (Izmailov et al., arXiv 1803.05407). The tensors are
averaged as they stand, A and B of each update apart: adapters that were trained on from one another differ little.

python -m sedd_adaptation.average FOLDER run3.safetensors:.2 run4.safetensors:.3 run5.safetensors:.5
"""

import argparse
import math
from pathlib import Path

import torch

from .model_folder import ADAPTER, read_adapter, update_manifest, write_adapter


def average_adapters(
    adapters: list[tuple[dict[str, torch.Tensor], dict[str, str]]], weights: list[float]
) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """The average of adapters, as `read_adapter` gives them, with the metadata of the one trained longest.

    Raises ValueError where the weights do not sum to 1 or the adapters are not of one network.
    """
    if not math.isclose(sum(weights), 1, abs_tol=1e-9) or len(weights) != len(adapters):
        raise ValueError(f"One weight an adapter, 1 in all, not {weights} for {len(adapters)}.")
    shapes = [{name: tuple(value.shape) for name, value in tensors.items()} for tensors, _ in adapters]
    kinds = [(metadata["rank"], metadata["alpha"]) for _, metadata in adapters]
    if any(shape != shapes[0] for shape in shapes) or any(kind != kinds[0] for kind in kinds):
        raise ValueError("Only adapters of the same network, rank and alpha have an average.")
    averaged = {
        name: sum(
            (weight * tensors[name] for weight, (tensors, _) in zip(weights, adapters, strict=True)),
            start=torch.zeros_like(value),
        )
        for name, value in adapters[0][0].items()
    }
    return averaged, max((metadata for _, metadata in adapters), key=lambda one: int(one["tokens_trained"]))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("adapters", nargs="+", metavar="ADAPTER:WEIGHT")
    arguments = parser.parse_args()
    parts = [given.rsplit(":", 1) for given in arguments.adapters]
    tensors, metadata = average_adapters(
        [read_adapter(Path(path)) for path, _ in parts], [float(weight) for _, weight in parts]
    )
    write_adapter(arguments.folder / ADAPTER, tensors, metadata)
    update_manifest(arguments.folder)
    print(
        f"{arguments.folder / ADAPTER}: {metadata['tokens_trained']} tokens, {len(parts)} adapters averaged"
    )


if __name__ == "__main__":
    main()
