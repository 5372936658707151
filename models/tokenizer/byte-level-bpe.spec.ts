import fc from 'fast-check'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createByteLevelTokenizer, loadTokenizer } from './byte-level-bpe'
import golden from './golden/smollm2.json'
import type { Tokenizer } from './tokenizer'

const bundled = resolve(import.meta.dirname, '../../resources/models/smollm2-135m-sedd/tokenizer.json')
let tokenizer: Tokenizer

beforeAll(async () => {
  tokenizer = await loadTokenizer(bundled)
})

describe('the bundled tokenizer', () => {
  it.each(golden)('gives the ids of the Rust crate for $text', ({ text, ids }) => {
    expect(Array.from(tokenizer.encode(text))).toEqual(ids)
  })

  it('gives text back', () => {
    // Printable ASCII, Latin with accents, emoji and CJK: all of their bytes are in the vocabulary.
    const character = fc.oneof(
      fc.string({ minLength: 1, maxLength: 1 }),
      fc.constantFrom('é', 'ß', '“', '—', '…', '日', '本', '한', '👩‍👧', '🇩🇪', '\n', '\r\n', '\t', '\u0301')
    )
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), (characters) => {
        const text = characters.join('')
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
      })
    )
  })

  it('never reads a special token in a text', () => {
    const ids = tokenizer.encode('<|endoftext|><|im_start|><|im_end|>')
    expect(Math.min(...ids)).toBeGreaterThan(16)
    expect(tokenizer.decode(ids)).toBe('<|endoftext|><|im_start|><|im_end|>')
  })

  it('says which bytes a token stands for', () => {
    const [house] = tokenizer.encode(' house')
    expect(Buffer.from(tokenizer.tokenBytes(house!)).toString()).toBe(' house')
    expect(tokenizer.tokenBytes(0)).toHaveLength(0)
    expect(tokenizer.tokenBytes(tokenizer.vocabularySize)).toHaveLength(0)
    expect(tokenizer.vocabularySize).toBe(49152)
  })

  it('refuses to decode half a character', () => {
    const ids = tokenizer.encode('𝔘')
    expect(ids.length).toBeGreaterThan(1)
    expect(() => tokenizer.decode(ids.slice(0, -1))).toThrow(
      expect.objectContaining({ code: 'invalid-utf8' })
    )
    expect(() => tokenizer.decode(ids.slice(1))).toThrow(expect.objectContaining({ code: 'invalid-utf8' }))
  })
})

describe('another tokenizer.json', () => {
  const content = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2, Ġ: 3 }, merges: [['a', 'b']] }
  }

  it('is read when it is byte-level BPE', () => {
    expect(Array.from(createByteLevelTokenizer(content).encode('ab ba'))).toEqual([2, 3, 1, 0])
  })

  it('is refused when it is anything else', () => {
    const wordPiece = { ...content, model: { type: 'WordPiece', vocab: {} } }
    expect(() => createByteLevelTokenizer(wordPiece)).toThrow(
      expect.objectContaining({ code: 'unsupported' })
    )
    const notBytes = { ...content, model: { ...content.model, vocab: { '▁the': 0 } } }
    expect(() => createByteLevelTokenizer(notBytes)).toThrow(expect.objectContaining({ code: 'unsupported' }))
  })

  it('is refused when it is not JSON', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'lacuna-')), 'tokenizer.json')
    await writeFile(path, 'half a fi')
    await expect(loadTokenizer(path)).rejects.toMatchObject({ code: 'unsupported' })
  })
})
