"""Token ids of the Rust `tokenizers` crate for texts that are hard to split, as a golden file for the TypeScript tokenizer.

pip install tokenizers==0.23.3
python make_golden.py ../../../resources/models/smollm2-135m-sedd/tokenizer.json smollm2.json
npx prettier --write smollm2.json
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

TEXTS = [
    "",
    " ",
    "The old house stood at the end of the lane.",
    " Nobody had lived there since the war.",
    "“Don’t,” she said—‘it’s late’; they'll've gone, we'd know… I'm sure you're right.",
    "In 1913 there were 12,345 of them (6.02×10²³, or ٣٤٥ and Ⅻ).",
    "line one\nline two\r\nline three\n\n\n  indented\tand tabbed   \n",
    "trailing spaces   ",
    "   leading spaces",
    "a  b   c    d",
    "naïve café, Ærøskøbing, Þórr, Dvořák, e\u0301 o\u0308 n\u0303",
    "日本語の文章です。中文也可以。한국어도 됩니다.",
    "Русский текст, ελληνικά, עברית, العربية, हिन्दी, ไทย",
    "👩‍👩‍👧‍👦 family 🇩🇪 flags 👍🏽 and 🏳️‍🌈",
    "no\u00a0break\u2009thin\u3000wide\u0085next\u2028line\ufeffmark\u200bzero",
    "control\x01\x02\x06\x1b[0mcharacters\x7f",
    "<|endoftext|><|im_start|>user\n<gap/> <b>bold</b> &lt;",
    "def f(x):\n    return x**2  # a comment\n",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!!!!!!!!!!!!!!!!!!!!????",
    "'s 't 're 've 'm 'll 'd 'S 'T",
    "x" * 300,
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎𠜱 \U0010fffd",
]


def plain(tokenizer_file: Path) -> Tokenizer:
    """The tokenizer with no special tokens: a writer's text has none."""
    content = json.loads(tokenizer_file.read_text(encoding="utf-8"))
    return Tokenizer.from_str(json.dumps({**content, "added_tokens": [], "post_processor": None}))


def main() -> None:
    tokenizer = plain(Path(sys.argv[1]))
    cases = [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids} for text in TEXTS]
    lines = ",\n".join(f"  {json.dumps(case)}" for case in cases)
    Path(sys.argv[2]).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
