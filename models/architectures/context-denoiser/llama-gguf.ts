/**
 * How llama.cpp names and orders the tensors of a Llama-shaped network in a GGUF, against the names and the order of Hugging Face
 * (ggml-org/llama.cpp, gguf-py/gguf/tensor_mapping.py and the `permute` of convert_hf_to_gguf.py).
 */
import type { Architecture } from './architecture'

const blockNames = {
  attn_q: 'self_attn.q_proj',
  attn_k: 'self_attn.k_proj',
  attn_v: 'self_attn.v_proj',
  attn_output: 'self_attn.o_proj',
  ffn_gate: 'mlp.gate_proj',
  ffn_up: 'mlp.up_proj',
  ffn_down: 'mlp.down_proj',
  attn_norm: 'input_layernorm',
  ffn_norm: 'post_attention_layernorm'
} as const

/** A tensor of the network under both names. */
export interface LlamaTensor {
  readonly gguf: string
  readonly huggingFace: string
  /** In row-major order, outputs first. */
  readonly shape: readonly number[]
  /** Where rows are pairs of a rotary embedding: over how many heads. */
  readonly rotaryHeads?: number
}

type Sizes = Pick<
  Architecture,
  'layers' | 'hidden' | 'heads' | 'kvHeads' | 'headDim' | 'intermediate' | 'vocabularySize'
>

/** All tensors of a network with tied embeddings and no biases. */
export function llamaTensors(sizes: Sizes): LlamaTensor[] {
  const { layers, hidden, heads, kvHeads, headDim, intermediate, vocabularySize } = sizes
  const shapes: Record<keyof typeof blockNames, readonly number[]> = {
    attn_q: [heads * headDim, hidden],
    attn_k: [kvHeads * headDim, hidden],
    attn_v: [kvHeads * headDim, hidden],
    attn_output: [hidden, heads * headDim],
    ffn_gate: [intermediate, hidden],
    ffn_up: [intermediate, hidden],
    ffn_down: [hidden, intermediate],
    attn_norm: [hidden],
    ffn_norm: [hidden]
  }
  const rotaryHeads: Partial<Record<keyof typeof blockNames, number>> = { attn_q: heads, attn_k: kvHeads }
  const parts = Object.keys(blockNames) as (keyof typeof blockNames)[]
  const blocks = Array.from({ length: layers }, (_, layer) =>
    parts.map((part): LlamaTensor => {
      const pairs = rotaryHeads[part]
      return {
        gguf: `blk.${layer}.${part}.weight`,
        huggingFace: `model.layers.${layer}.${blockNames[part]}.weight`,
        shape: shapes[part],
        ...(pairs === undefined ? {} : { rotaryHeads: pairs })
      }
    })
  ).flat()
  return [
    { gguf: 'token_embd.weight', huggingFace: 'model.embed_tokens.weight', shape: [vocabularySize, hidden] },
    ...blocks,
    { gguf: 'output_norm.weight', huggingFace: 'model.norm.weight', shape: [hidden] }
  ]
}

/**
 * Rows as llama.cpp has them, where the two of a rotary pair are neighbours, → rows in two halves as Hugging Face has them. A row's
 * bytes move as they are.
 */
export function toHalves(rows: Uint8Array, count: number, heads: number): Uint8Array {
  return moveRows(rows, count, heads, (pair, side, half) => [2 * pair + side, side * half + pair])
}

/** The inverse of `toHalves`. */
export function toNeighbours(rows: Uint8Array, count: number, heads: number): Uint8Array {
  return moveRows(rows, count, heads, (pair, side, half) => [side * half + pair, 2 * pair + side])
}

/** @param move from a pair's index, its side and half the rows of a head: the row in a head it comes from and goes to */
function moveRows(
  rows: Uint8Array,
  count: number,
  heads: number,
  move: (pair: number, side: number, half: number) => readonly [from: number, to: number]
): Uint8Array {
  const width = rows.length / count
  const headRows = count / heads
  const half = headRows / 2
  const moved = new Uint8Array(rows.length)
  for (let head = 0; head < heads; head += 1) {
    for (let pair = 0; pair < half; pair += 1) {
      for (const side of [0, 1]) {
        const [from, to] = move(pair, side, half)
        const start = (head * headRows + from) * width
        moved.set(rows.subarray(start, start + width), (head * headRows + to) * width)
      }
    }
  }
  return moved
}
