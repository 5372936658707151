import random

import pytest
import torch

from make_tiny_model import ARCHITECTURE, random_adapter, random_base, tiny_tokenizer
from sedd_adaptation.corpus import Corpus
from sedd_adaptation.examples import Example, draw_example
from sedd_adaptation.model_folder import read_base, write_base
from sedd_adaptation.network import ContextDenoiser

PARAGRAPHS = (
    "The boat came in at noon, and the men carried the barrels up to the yard without a word. "
    'Nobody asked where they had been. "You will want your supper," she said; he shook his head, and went on.',
    "It rained for 12 days. On the thirteenth the river took the bridge, the mill and most of the lower road, "
    "so that the letters from the town were a week late and the bread was later still.",
)


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> ContextDenoiser:
    folder = tmp_path_factory.mktemp("tiny")
    generator = torch.Generator().manual_seed(5)
    write_base(folder, random_base(generator))
    base = read_base(folder)
    return ContextDenoiser(ARCHITECTURE, base, random_adapter(base["model.embed_tokens.weight"], generator))


@pytest.fixture(scope="session")
def tokenizer():
    return tiny_tokenizer()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    text = "\n\n".join(PARAGRAPHS * 40)
    return Corpus.of([("fiction", text), ("docs", text[:4000])])


@pytest.fixture
def examples(corpus: Corpus, tokenizer) -> list[Example]:
    rng = random.Random(3)
    return [draw_example(rng, corpus, tokenizer, ARCHITECTURE) for _ in range(6)]
