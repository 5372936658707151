import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GgufFile, parseGgufHeader } from './gguf'
import { encodeGguf, type GgufTensorData, type TypedValue } from './gguf-writer'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gguf-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function encode(
  metadata: Record<string, TypedValue>,
  tensors: Record<string, Omit<GgufTensorData, 'bytes'> & { bytes: Uint8Array }>
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const entries = Object.entries(tensors).map(
    ([name, { bytes, ...rest }]) => [name, { ...rest, bytes: () => Promise.resolve(bytes) }] as const
  )
  for await (const piece of encodeGguf(metadata, new Map(entries))) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}

const counting = (length: number, start = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => start + index)

describe('GGUF', () => {
  it('has the bytes that its description gives', async () => {
    const bytes = await encode(
      { 'a.b': { type: 'uint32', value: 7 } },
      { t: { type: 'F32', shape: [1, 2], bytes: counting(8, 65) } }
    )
    const expected = [
      'GGUF',
      '\x03\0\0\0',
      '\x01\0\0\0\0\0\0\0',
      '\x01\0\0\0\0\0\0\0',
      '\x03\0\0\0\0\0\0\0a.b\x04\0\0\0\x07\0\0\0',
      '\x01\0\0\0\0\0\0\0t\x02\0\0\0\x02\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
    ].join('')
    expect(Buffer.from(bytes).toString('latin1').slice(0, expected.length)).toBe(expected)
    // The tensors begin at a multiple of 32, and so does each of them.
    expect(bytes.length % 32).toBe(0)
    expect(Buffer.from(bytes.subarray(-32, -24)).toString('latin1')).toBe('ABCDEFGH')
  })

  it('gives back what was written', async () => {
    const path = join(folder, 'a.gguf')
    const tensors = {
      small: { type: 'F16', shape: [3, 5], bytes: counting(30) },
      blocks: { type: 'Q4_1', shape: [2, 64], bytes: counting(80, 3) }
    } as const
    const bytes = await encode(
      {
        text: { type: 'string', value: 'naïve 日本' },
        real: { type: 'float32', value: 0.5 },
        list: { type: 'strings', value: ['a', '', 'é'] },
        signed: { type: 'int32s', value: [-1, 2] }
      },
      tensors
    )
    await writeFile(path, bytes)
    const file = await GgufFile.open(path)
    expect(Object.fromEntries(file.header.metadata)).toEqual({
      text: 'naïve 日本',
      real: 0.5,
      list: ['a', '', 'é'],
      signed: [-1, 2]
    })
    for (const [name, { type, shape, bytes: data }] of Object.entries(tensors)) {
      expect(file.header.tensors.get(name)).toMatchObject({ type, shape })
      expect(await file.read(name)).toEqual(data)
    }
    await expect(file.read('absent')).rejects.toMatchObject({ code: 'missing-tensor' })
    await file.close()
  })

  it('refuses what was cut anywhere, and never hangs on changed bytes', async () => {
    const bytes = await encode(
      { list: { type: 'strings', value: ['a', 'b'] } },
      { t: { type: 'F32', shape: [8], bytes: counting(32) } }
    )
    const path = join(folder, 'cut.gguf')
    for (let length = 0; length < bytes.length; length += 7) {
      await writeFile(path, bytes.subarray(0, length))
      await expect(GgufFile.open(path)).rejects.toMatchObject({ code: 'malformed' })
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 33), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = bytes.slice()
        changed[at]! ^= change
        try {
          parseGgufHeader(changed, changed.length)
        } catch (error) {
          expect(error).toMatchObject({ name: 'FormatError' })
        }
      })
    )
  })

  it('refuses other versions and elements', async () => {
    const bytes = await encode({}, { t: { type: 'F32', shape: [8], bytes: counting(32) } })
    const old = bytes.slice()
    old[4] = 1
    expect(() => parseGgufHeader(old, old.length)).toThrow('GGUF of version 1 is not read here')
    const other = bytes.slice()
    // Behind magic, version, two counts, the name and one dimension.
    other[4 + 4 + 16 + 9 + 4 + 8] = 12
    expect(() => parseGgufHeader(other, other.length)).toThrow('elements of ggml type 12')
    const big = new TextEncoder().encode('FUGG' + '\0'.repeat(60))
    expect(() => parseGgufHeader(big, big.length)).toThrow('does not begin with the letters GGUF')
  })
})
