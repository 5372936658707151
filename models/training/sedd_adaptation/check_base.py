"""Early check 1: with a causal mask and scale 0 the network is the autoregressive model.

Compares mean NLL (nats a token) and logits with transformers' LlamaForCausalLM on the same dequantised weights, and the
tokenizer with the one that transformers builds from the GGUF. Needs requirements-checks.txt.

    python -m sedd_adaptation.check_base MODEL_FOLDER GGUF TEXT_FILE
"""

import argparse
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from .attention import CausalSegments
from .model_folder import ADAPTER, read_adapter, read_architecture, read_base
from .network import ContextDenoiser

TOKENS = 512


def transformers_model(folder: Path) -> LlamaForCausalLM:
    """The independent implementation, holding the folder's dequantised base."""
    architecture = read_architecture(folder)
    config = LlamaConfig(
        vocab_size=architecture.vocabulary_size,
        hidden_size=architecture.hidden,
        intermediate_size=architecture.intermediate,
        num_hidden_layers=architecture.layers,
        num_attention_heads=architecture.heads,
        num_key_value_heads=architecture.kv_heads,
        head_dim=architecture.head_dim,
        rms_norm_eps=architecture.rms_norm_epsilon,
        rope_parameters={"rope_type": "default", "rope_theta": architecture.rope_theta},
        tie_word_embeddings=True,
    )
    model = LlamaForCausalLM(config)
    missing = model.load_state_dict(read_base(folder), strict=False)
    if set(missing.missing_keys) - {"lm_head.weight"} or missing.unexpected_keys:
        raise SystemExit(f"weights do not match: {missing}")
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("gguf", type=Path)
    parser.add_argument("text", type=Path)
    arguments = parser.parse_args()
    text = arguments.text.read_text(encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(arguments.folder / "tokenizer.json"))
    encoded = tokenizer.encode(text, add_special_tokens=False).ids
    other = AutoTokenizer.from_pretrained(arguments.gguf.parent, gguf_file=arguments.gguf.name)
    print(
        "tokenizers agree:", encoded == other.encode(text, add_special_tokens=False), len(encoded), "tokens"
    )
    print("decodes to the text:", tokenizer.decode(encoded) == text)

    architecture = read_architecture(arguments.folder)
    adapter, _ = read_adapter(arguments.folder / ADAPTER)
    network = ContextDenoiser(architecture, read_base(arguments.folder), adapter)
    ids = torch.tensor([architecture.end_of_text_id, *encoded[:TOKENS]])
    with torch.no_grad():
        hidden = network.hidden(ids, torch.arange(len(ids)), None, CausalSegments([len(ids)]))
        ours = hidden @ network.embedding.T
        theirs = transformers_model(arguments.folder)(ids[None]).logits[0]
    print("largest logit difference:", (ours - theirs).abs().max().item())
    for name, logits in (("ours", ours), ("transformers", theirs)):
        print(f"{name}: NLL {cross_entropy(logits[:-1], ids[1:]).item():.6f} nats a token")


if __name__ == "__main__":
    main()
