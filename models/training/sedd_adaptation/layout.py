"""The rows of a fill: contexts and canvases of one window, in natural order, as context rows and canvas rows.

Contract: models/architectures/context-denoiser/README.md, "Rows of a fill".
"""

from dataclasses import dataclass

import torch

from .attention import EXCLUDED

ANCHOR_IN_CANVAS = -1


@dataclass(frozen=True)
class Layout:
    """Where every token of a window stands. Row numbers count context rows or canvas rows, never both.

    context_ids, context_positions: [P], the leading end-of-text token included.
    context_keys: context rows that canvas rows may see (the context copies of anchors left out).
    canvas_positions: [R]; each canvas has its anchor row first, then its tokens.
    anchors: for each canvas (anchor row, token id), or (anchor row, ANCHOR_IN_CANVAS) if the token before it is the
        last one of the canvas before, whose current id it must copy.
    token_rows: [N] canvas rows of all canvas tokens in order; prediction_rows: [N] rows whose output predicts them.
    """

    context_ids: torch.Tensor
    context_positions: torch.Tensor
    context_keys: torch.Tensor
    canvas_positions: torch.Tensor
    anchors: tuple[tuple[int, int], ...]
    token_rows: torch.Tensor
    prediction_rows: torch.Tensor

    def canvas_ids(self, tokens: torch.Tensor) -> torch.Tensor:
        """Row ids [R] from the canvases' tokens as they stand now [N] (MASK where hidden, PAD where decided)."""
        ids = torch.zeros(len(self.canvas_positions), dtype=torch.long)
        ids[self.token_rows] = tokens
        for row, token in self.anchors:
            ids[row] = ids[row - 1] if token == ANCHOR_IN_CANVAS else token
        return ids


def lay_out(contexts: list[list[int]], canvas_lengths: list[int], end_of_text_id: int) -> Layout:
    """Lays out contexts (one more than canvases; may be empty) around canvases of the given lengths."""
    context_ids = [end_of_text_id, *contexts[0]]
    context_positions = list(range(len(context_ids)))
    position = len(context_ids)
    canvas_positions: list[int] = []
    anchors: list[tuple[int, int]] = []
    token_rows: list[int] = []
    hidden_context_rows: set[int] = set()
    for length, following in zip(canvas_lengths, contexts[1:], strict=True):
        follows_canvas = bool(token_rows) and context_positions[-1] != position - 1
        anchors.append((len(canvas_positions), ANCHOR_IN_CANVAS if follows_canvas else context_ids[-1]))
        if not follows_canvas:
            hidden_context_rows.add(len(context_ids) - 1)
        canvas_positions.append(position - 1)
        token_rows.extend(range(len(canvas_positions), len(canvas_positions) + length))
        canvas_positions.extend(range(position, position + length))
        position += length
        context_ids.extend(following)
        context_positions.extend(range(position, position + len(following)))
        position += len(following)
    rows = torch.tensor(token_rows, dtype=torch.long)
    return Layout(
        context_ids=torch.tensor(context_ids),
        context_positions=torch.tensor(context_positions),
        context_keys=torch.tensor(
            [row for row in range(len(context_ids)) if row not in hidden_context_rows], dtype=torch.long
        ),
        canvas_positions=torch.tensor(canvas_positions),
        anchors=tuple(anchors),
        token_rows=rows,
        prediction_rows=rows - 1,
    )


def causal_bias(rows: int) -> torch.Tensor:
    """Additive bias [rows, rows] of rows that see themselves and what stands before them."""
    return torch.triu(torch.full((rows, rows), EXCLUDED), diagonal=1)


def canvas_bias(layout: Layout, alternatives: int) -> torch.Tensor:
    """Additive bias [A*R, P + A*R] of alternatives' canvas rows, packed, over the context and their own alternative."""
    rows, context = len(layout.canvas_positions), len(layout.context_ids)
    bias = torch.full((alternatives * rows, context + alternatives * rows), EXCLUDED)
    bias[:, layout.context_keys] = 0
    for start in range(0, alternatives * rows, rows):
        bias[start : start + rows, context + start : context + start + rows] = 0
    return bias
