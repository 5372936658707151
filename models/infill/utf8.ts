/**
 * UTF-8 as a state machine over bytes, so that a token which holds part of a character can be joined to its neighbours before all of
 * them are known. States: 0 between characters; otherwise which continuation bytes must follow (Unicode 15, table 3-7).
 */
export type Utf8State = number

/** Between characters. */
export const characterBoundary: Utf8State = 0
/** No valid text continues from here. */
export const invalid: Utf8State = -1

const oneMore = 1
const twoMore = 2
const threeMore = 3
const afterE0 = 4
const afterED = 5
const afterF0 = 6
const afterF4 = 7

/** For each state inside a character: the range of the next byte, and the state after it. */
const continuations: Readonly<Record<number, readonly [low: number, high: number, next: Utf8State]>> = {
  [oneMore]: [0x80, 0xbf, characterBoundary],
  [twoMore]: [0x80, 0xbf, oneMore],
  [threeMore]: [0x80, 0xbf, twoMore],
  [afterE0]: [0xa0, 0xbf, oneMore],
  [afterED]: [0x80, 0x9f, oneMore],
  [afterF0]: [0x90, 0xbf, twoMore],
  [afterF4]: [0x80, 0x8f, twoMore]
}

function lead(byte: number): Utf8State {
  if (byte < 0x80) return characterBoundary
  if (byte >= 0xc2 && byte <= 0xdf) return oneMore
  if (byte === 0xe0) return afterE0
  if (byte === 0xed) return afterED
  if (byte >= 0xe1 && byte <= 0xef) return twoMore
  if (byte === 0xf0) return afterF0
  if (byte >= 0xf1 && byte <= 0xf3) return threeMore
  if (byte === 0xf4) return afterF4
  return invalid
}

/** The state after `bytes`, or `invalid`. */
export function advance(state: Utf8State, bytes: Uint8Array): Utf8State {
  let current = state
  for (const byte of bytes) {
    const continuation = continuations[current]
    if (continuation === undefined) current = lead(byte)
    else current = byte >= continuation[0] && byte <= continuation[1] ? continuation[2] : invalid
    if (current === invalid) return invalid
  }
  return current
}
