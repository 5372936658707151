import math
import random

import pytest

from sedd_adaptation.gap_lengths import KINDS, USUAL_WORDS, draw_gap, fit, nearby_words

WINDOW = "First one here.\n\n“Come in,” he said. It was a cold day in the hills. The end.\n\nLast one here."


@pytest.mark.parametrize("kind", KINDS)
def test_gap_is_what_its_kind_says(kind: str) -> None:
    rng = random.Random(0)
    spans = [span for span in (draw_gap(rng, kind, WINDOW) for _ in range(40)) if span is not None]
    assert len(spans) >= 10
    for span in spans:
        gap, before = WINDOW[slice(*span)], WINDOW[: span[0]].rstrip()
        assert "\n" not in gap
        assert (gap[-1] == ".") == (kind not in ("opening", "middle"))
        assert (before[-1] == ".") == (kind not in ("closing", "middle"))
        assert before.startswith("First one here.") and not gap.startswith("Last")


def test_words_of_the_sentences_around_as_in_the_app() -> None:
    # The same cases as in models/infill/sentence-words.spec.ts.
    assert nearby_words("One two. “Three four five!” ", " Six? Seven eight", "sentence") == 2
    assert nearby_words("One. Two. ", "one two three four. Five six seven eight.", "middle") == 2
    assert nearby_words("One. Two. ", "one two three four. Five six.", "sentence") == 2
    paragraphs = "A heading of five words\n\nOne two.\r\n\r\nThree four. Five six. "
    assert nearby_words(paragraphs, "", "closing") == 2
    assert nearby_words("One. no end", "anywhere. Two", "sentence") == USUAL_WORDS


def test_fit_finds_the_line() -> None:
    words = [6.0, 12.0, 18.0, 36.0]
    found = [(round(1000 * (each / USUAL_WORDS) ** 0.5), each) for each in words]
    level, exponent, spread = fit(found)
    assert level == pytest.approx(math.log(1000), abs=1e-3)
    assert exponent == pytest.approx(0.5, abs=1e-3)
    assert spread == pytest.approx(0, abs=1e-3)
