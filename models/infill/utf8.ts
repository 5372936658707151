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
const afterEF = 8
const afterEFBF = 9

/** For each state inside a character: the range of the next byte, and the state after it. */
const continuations: Readonly<Record<number, readonly [low: number, high: number, next: Utf8State]>> = {
  [oneMore]: [0x80, 0xbf, characterBoundary],
  [twoMore]: [0x80, 0xbf, oneMore],
  [threeMore]: [0x80, 0xbf, twoMore],
  [afterE0]: [0xa0, 0xbf, oneMore],
  [afterED]: [0x80, 0x9f, oneMore],
  [afterF0]: [0x90, 0xbf, twoMore],
  [afterF4]: [0x80, 0x8f, twoMore],
  [afterEF]: [0x80, 0xbf, oneMore],
  [afterEFBF]: [0x80, 0xbf, characterBoundary]
}

function lead(byte: number): Utf8State {
  if (byte < 0x80) return characterBoundary
  if (byte >= 0xc2 && byte <= 0xdf) return oneMore
  if (byte === 0xe0) return afterE0
  if (byte === 0xed) return afterED
  if (byte === 0xef) return afterEF
  if (byte >= 0xe1 && byte <= 0xee) return twoMore
  if (byte === 0xf0) return afterF0
  if (byte >= 0xf1 && byte <= 0xf3) return threeMore
  if (byte === 0xf4) return afterF4
  return invalid
}

function step(state: Utf8State, byte: number): Utf8State {
  const continuation = continuations[state]
  if (continuation === undefined) return lead(byte)
  const [low, high, next] = continuation
  if (byte < low || byte > high) return invalid
  return state === afterEF && byte === 0xbf ? afterEFBF : next
}

/** The state after `bytes`, or `invalid`. */
export function advance(state: Utf8State, bytes: Uint8Array): Utf8State {
  let current = state
  for (const byte of bytes) {
    current = step(current, byte)
    if (current === invalid) return invalid
  }
  return current
}

/** Whether `bytes`, read on from `state`, spell U+FFFD, which stands for a decoding error, or one of the non-characters after it. */
export function spellsReplacement(state: Utf8State, bytes: Uint8Array): boolean {
  let current = state
  for (const byte of bytes) {
    if (current === afterEFBF && byte >= 0xbd) return true
    current = step(current, byte)
    if (current === invalid) return false
  }
  return false
}
