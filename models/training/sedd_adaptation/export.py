"""Writes a training state's adapter into a model folder (half precision) and refreshes the manifest.

python -m sedd_adaptation.export work/state.safetensors ../../resources/models/smollm2-135m-sedd
"""

import argparse
from pathlib import Path

from .model_folder import ADAPTER, update_manifest, write_adapter
from .network import adapter_metadata
from .opening import open_network


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("state", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    network, progress = open_network(arguments.folder, arguments.state)
    tokens = progress.earlier_tokens + progress.tokens
    steps = progress.earlier_steps + progress.steps
    metadata = adapter_metadata(network.architecture, tokens, steps)
    write_adapter(arguments.folder / ADAPTER, network.adapter_tensors(), metadata)
    update_manifest(arguments.folder)
    print(f"{arguments.folder / ADAPTER}: {tokens} tokens in {steps} steps")


if __name__ == "__main__":
    main()
