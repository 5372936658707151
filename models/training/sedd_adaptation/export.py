"""Writes a training state's adapter into a model folder (half precision) and refreshes the manifest.

python -m sedd_adaptation.export work/state.safetensors ../../resources/models/smollm2-135m-sedd
"""

import argparse
from pathlib import Path

from .model_folder import ADAPTER, read_manifest, write_adapter, write_manifest
from .network import adapter_metadata
from .opening import open_network


def refresh_manifest(folder: Path) -> None:
    """Rewrites model.json with the sizes and checksums of the files as they are now."""
    fields = {key: value for key, value in read_manifest(folder).items() if key not in ("files", "format")}
    write_manifest(folder, fields)


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
    refresh_manifest(arguments.folder)
    print(f"{arguments.folder / ADAPTER}: {tokens} tokens in {steps} steps")


if __name__ == "__main__":
    main()
