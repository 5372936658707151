"""A small reference sampler: fills one gap and prints the text, to read what a checkpoint writes.

One token a step: the masked position with the highest score (max log p - 0.05 * distance to the nearest revealed
token on its left), the token by inverse CDF in float64 after temperature and top-p. `--left-to-right`
takes positions in order.

    python -m sedd_adaptation.sample FOLDER --before "The old house" --after " since the war." --tokens 12
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from .attention import CanvasSegment, CanvasSegments, CausalSegments
from .layout import lay_out
from .network import BANNED, ContextDenoiser
from .opening import open_network, open_tokenizer

DISTANCE_PENALTY = 0.05


def draw_token(log_probabilities: np.ndarray, temperature: float, top_p: float, uniform: float) -> int:
    """Inverse CDF over the smallest set of tokens that holds `top_p` of the mass at this temperature (float64)."""
    order = np.argsort(-log_probabilities, kind="stable")
    sharpened = np.exp((log_probabilities[order] - log_probabilities[order[0]]) / temperature)
    cumulative = np.cumsum(sharpened / sharpened.sum())
    kept = min(int(np.searchsorted(cumulative, top_p)) + 1, len(order))
    cumulative = cumulative[:kept] / cumulative[kept - 1]
    return int(order[np.searchsorted(cumulative, uniform, side="right").clip(max=kept - 1)])


def fill(
    network: ContextDenoiser,
    before: list[int],
    after: list[int],
    length: int,
    generator: np.random.Generator,
    temperature: float,
    top_p: float,
    left_to_right: bool,
) -> list[int]:
    """Token ids of a gap of `length` tokens between two contexts."""
    architecture = network.architecture
    layout = lay_out([before, after], [length], architecture.end_of_text_id)
    context = CausalSegments([len(layout.context_ids)])
    tokens = torch.full((length,), architecture.mask_id)
    with torch.no_grad():
        network.hidden(layout.context_ids, layout.context_positions, None, context)
        for _ in range(length):
            plan = CanvasSegments([CanvasSegment(1, length + 1, layout.context_keys)], context.recorded)
            ids = layout.canvas_ids(tokens)
            hidden = network.hidden(ids, layout.canvas_positions, torch.ones(len(ids)), plan)
            logits = network.logits(hidden[layout.prediction_rows], BANNED).to(torch.float64)
            log_probabilities = logits.log_softmax(-1)
            position = _next_position(
                tokens == architecture.mask_id, log_probabilities.amax(-1), left_to_right
            )
            row = log_probabilities[position].numpy()
            tokens[position] = draw_token(row, temperature, top_p, generator.random())
    return tokens.tolist()


def _next_position(masked: torch.Tensor, best: torch.Tensor, left_to_right: bool) -> int:
    positions = torch.arange(len(masked))
    if left_to_right:
        return int(positions[masked][0])
    last_revealed = torch.where(masked, -1, positions).cummax(0).values
    score = best - DISTANCE_PENALTY * (positions - last_revealed)
    return int(torch.where(masked, score, -torch.inf).argmax())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--state", type=Path, help="training state to take the adapter from")
    parser.add_argument("--before", required=True)
    parser.add_argument("--after", required=True)
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--temperature", type=float, default=0.7)
    parser.add_argument("--top-p", type=float, default=0.9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--left-to-right", action="store_true")
    arguments = parser.parse_args()
    network, _ = open_network(arguments.folder, arguments.state)
    tokenizer = open_tokenizer(arguments.folder)
    before = tokenizer.encode(arguments.before, add_special_tokens=False).ids
    after = tokenizer.encode(arguments.after, add_special_tokens=False).ids
    generator = np.random.default_rng(arguments.seed)
    for _ in range(arguments.count):
        ids = fill(
            network,
            before,
            after,
            arguments.tokens,
            generator,
            arguments.temperature,
            arguments.top_p,
            arguments.left_to_right,
        )
        print(f"{arguments.before}[{tokenizer.decode(ids)}]{arguments.after}")


if __name__ == "__main__":
    main()
