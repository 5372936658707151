import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, characterBoundary, invalid, spellsReplacement } from './utf8'

/** What the platform's decoder says: it is an independent implementation. */
function isWholeText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

describe('advance', () => {
  it('ends between characters exactly when the bytes are valid UTF-8', () => {
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5)
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.array(byte, { maxLength: 5 }), (random, edgy) => {
        for (const bytes of [random, Uint8Array.from(edgy)]) {
          expect(advance(characterBoundary, bytes) === characterBoundary).toBe(isWholeText(bytes))
        }
      }),
      { numRuns: 5000 }
    )
  })

  it('goes on from inside a character', () => {
    const bytes = Buffer.from('é👩日')
    for (let cut = 0; cut <= bytes.length; cut++) {
      const state = advance(characterBoundary, bytes.subarray(0, cut))
      expect(state).not.toBe(invalid)
      expect(advance(state, bytes.subarray(cut))).toBe(characterBoundary)
    }
  })

  it('is invalid as soon as nothing can follow', () => {
    expect(advance(characterBoundary, Uint8Array.of(0xed, 0xa0))).toBe(invalid)
    expect(advance(characterBoundary, Uint8Array.of(0x80))).toBe(invalid)
    expect(advance(advance(characterBoundary, Uint8Array.of(0xf0)), Uint8Array.of(0x41))).toBe(invalid)
  })
})

describe('spellsReplacement', () => {
  it('finds U+FFFD wherever its bytes are cut', () => {
    const bytes = Buffer.from('a\ufffd')
    for (let cut = 0; cut < bytes.length; cut++) {
      const state = advance(characterBoundary, bytes.subarray(0, cut))
      expect(spellsReplacement(state, bytes.subarray(cut))).toBe(true)
    }
    expect(spellsReplacement(characterBoundary, Buffer.from('\ufffc\uff21\ufeff日'))).toBe(false)
  })
})
