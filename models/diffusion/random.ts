import { DiffusionError } from './diffusion-error'

const TWO_POW_26 = 2 ** 26
const TWO_POW_32 = 2 ** 32
const TWO_POW_53 = 2 ** 53
const WARM_UP_ROUNDS = 12

/** One murmur3 block round: folds a 32-bit word into a 32-bit hash. */
function mixWord(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  const mixed = hash ^ Math.imul(k, 0x1b873593)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

/** The murmur3 finaliser: every input bit reaches every output bit. */
function finalise(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * Seeded pseudo-random numbers: sfc32 (Doty-Humphrey's small fast counting generator, 128 bits of state,
 * passes PractRand), seeded as its author does. The same seed gives the same numbers on every machine, for only
 * 32-bit integer operations and exact divisions by powers of two are involved.
 */
export class Random {
  readonly #seed: number
  #a = 0
  #b: number
  #c: number
  #counter = 1

  /** @param seed any safe integer. @throws DiffusionError `invalid-argument` for anything else. */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new DiffusionError('invalid-argument', `A seed is a whole number below 2^53, not ${seed}.`)
    }
    this.#seed = seed
    this.#b = seed >>> 0
    this.#c = Math.floor(seed / TWO_POW_32) >>> 0
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.uint32()
  }

  /** A uniform integer in 0 … 2^32 − 1. */
  uint32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0
    return result >>> 0
  }

  /** A uniform double in [0, 1) on the full grid of 2^−53. A 2^−24 grid would cut the tail of a vocabulary. */
  uniform(): number {
    const high = this.uint32() >>> 5
    const low = this.uint32() >>> 6
    return (high * TWO_POW_26 + low) / TWO_POW_53
  }

  /**
   * A uniform integer in 0 … count − 1 from exactly one uniform, so that streams stay aligned whatever the
   * values; its bias is below count·2^−53.
   */
  uniformInt(count: number): number {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new DiffusionError('invalid-argument', `Cannot choose one of ${count} things.`)
    }
    return Math.floor(this.uniform() * count)
  }

  /** `size` distinct integers of 0 … count − 1, every ordered choice equally likely (Fisher–Yates, cut short). */
  subset(count: number, size: number): Int32Array {
    if (size > count) {
      throw new DiffusionError('invalid-argument', `Cannot choose ${size} distinct things out of ${count}.`)
    }
    const pool = Int32Array.from({ length: count }, (_, index) => index)
    for (let i = 0; i < size; i++) {
      const j = i + this.uniformInt(count - i)
      const chosen = pool[j]!
      pool[j] = pool[i]!
      pool[i] = chosen
    }
    return pool.slice(0, size)
  }

  /**
   * An independent stream named by `label`. It depends on this generator's seed and the label only, never on
   * how many numbers were drawn, so alternative 3 of a fill is the same whether or not 1 and 2 were made.
   */
  derive(label: string | number): Random {
    const text = String(label)
    const seedWords = [this.#seed >>> 0, Math.floor(this.#seed / TWO_POW_32) >>> 0]
    const words = [...seedWords, text.length, ...Array.from(text, (_, i) => text.charCodeAt(i))]
    const hash = (salt: number): number => finalise(words.reduce(mixWord, salt))
    return new Random((hash(0x2545f491) >>> 11) * TWO_POW_32 + hash(0x9e3779b9))
  }
}
