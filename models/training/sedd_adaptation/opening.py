"""A ready network from a model folder: with its own adapter, or with the one of a training state."""

from pathlib import Path

import torch
from tokenizers import Tokenizer

from .model_folder import ADAPTER, read_adapter, read_architecture, read_base
from .network import ContextDenoiser
from .trainer import Progress, read_state


def open_tokenizer(folder: Path) -> Tokenizer:
    """The folder's tokenizer."""
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def open_network(
    folder: Path, state: Path | None = None, dtype: torch.dtype = torch.float32
) -> tuple[ContextDenoiser, Progress]:
    """The network and what its adapter has been trained for (as `earlier_*` if it is the folder's own adapter)."""
    if state is not None:
        tensors, progress = read_state(state)
        adapter = {
            name.removeprefix("adapter."): value
            for name, value in tensors.items()
            if name.startswith("adapter.")
        }
    else:
        adapter, metadata = read_adapter(folder / ADAPTER)
        progress = Progress(
            earlier_tokens=int(metadata["tokens_trained"]), earlier_steps=int(metadata["steps"])
        )
    return ContextDenoiser(read_architecture(folder), read_base(folder), adapter, dtype), progress
