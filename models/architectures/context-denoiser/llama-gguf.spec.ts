import { describe, expect, it } from 'vitest'
import { tinyArchitecture } from '../../test-support/tiny-model'
import { llamaTensors, toHalves, toNeighbours } from './llama-gguf'

describe('tensors of llama.cpp', () => {
  it('have both names and their shape', () => {
    const tensors = llamaTensors(tinyArchitecture)
    expect(tensors).toHaveLength(2 * 9 + 2)
    expect(tensors).toContainEqual({
      gguf: 'blk.1.attn_k.weight',
      huggingFace: 'model.layers.1.self_attn.k_proj.weight',
      shape: [16, 32],
      rotaryHeads: 2
    })
    expect(tensors).toContainEqual({
      gguf: 'blk.0.ffn_down.weight',
      huggingFace: 'model.layers.0.mlp.down_proj.weight',
      shape: [32, 64]
    })
  })

  it('have the rows of a rotary pair next to each other', () => {
    // Two heads of four rows, two bytes each. Halves of a head: rows 0 1 | 2 3; pairs: (0, 2), (1, 3).
    const rows = (order: readonly number[]): Uint8Array =>
      Uint8Array.from(order.flatMap((row) => [row, row + 100]))
    const halves = rows([0, 1, 2, 3, 4, 5, 6, 7])
    const neighbours = rows([0, 2, 1, 3, 4, 6, 5, 7])
    expect(toNeighbours(halves, 8, 2)).toEqual(neighbours)
    expect(toHalves(neighbours, 8, 2)).toEqual(halves)
  })
})
