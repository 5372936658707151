import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatError } from './format-error'
import { encodeSafetensors, parseSafetensorsHeader, SafetensorsFile, type TensorData } from './safetensors'

let path: string
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safetensors-'))
  path = join(directory, 'x.safetensors')
})

afterAll(() => rm(directory, { recursive: true }))

const tensor = fc
  .array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { maxLength: 6 })
  .map((elements): TensorData => ({
    type: 'F32',
    shape: [elements.length],
    bytes: Uint8Array.from(elements.flatMap((element) => [...element]))
  }))
const name = fc.stringMatching(/^[a-z.]{1,12}$/)
const tensors = fc.array(fc.tuple(name, tensor), { maxLength: 5 }).map((entries) => new Map(entries))

async function readAll(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  await writeFile(path, bytes)
  const file = await SafetensorsFile.open(path)
  try {
    const names = [...file.header.tensors.keys()]
    return new Map(await Promise.all(names.map(async (key) => [key, await file.read(key)] as const)))
  } finally {
    await file.close()
  }
}

const headerOf = (fields: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(fields))

describe('safetensors', () => {
  it('gives back what was written, with its metadata', async () => {
    await fc.assert(
      fc.asyncProperty(tensors, fc.dictionary(name, fc.string()), async (written, metadata) => {
        const bytes = encodeSafetensors(written, metadata)
        const read = await readAll(bytes)
        expect([...read.keys()].sort()).toEqual([...written.keys()].sort())
        for (const [key, { bytes: data }] of written) expect([...read.get(key)!]).toEqual([...data])
        const file = await SafetensorsFile.open(path)
        expect(Object.fromEntries(file.header.metadata)).toEqual({ ...metadata })
        await file.close()
      }),
      { numRuns: 30 }
    )
  })

  it('says so of every file that was cut short', async () => {
    const data: TensorData = { type: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) }
    const whole = encodeSafetensors(new Map([['x', data]]))
    for (let length = 0; length < whole.length; length += 1) {
      await expect(readAll(whole.subarray(0, length))).rejects.toThrow(FormatError)
    }
  })

  it('reads damaged bytes as some tensors or fails with a typed error', async () => {
    const data: TensorData = {
      type: 'F16',
      shape: [2, 2],
      bytes: Uint8Array.from({ length: 8 }, (_, i) => i)
    }
    const whole = encodeSafetensors(
      new Map([
        ['a', data],
        ['b', data]
      ]),
      { format: 'pt' }
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = whole.slice()
        damaged[at]! ^= change
        await readAll(damaged).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError))
      }),
      { numRuns: 200 }
    )
  })

  it('reads no header that is any other JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(1000), (json, size) => {
        const header = headerOf(json)
        try {
          // Nothing but an empty header, or one of tensors without bytes, can be right.
          const { tensors: read } = parseSafetensorsHeader(header, 8 + header.length + size)
          expect(size).toBe(0)
          for (const { begin, end } of read.values()) expect(begin).toBe(end)
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError)
        }
      })
    )
  })

  it.each([
    ['overlapping tensors', { a: ['U8', [2], [0, 2]], b: ['U8', [2], [1, 3]] }, 3, 'malformed'],
    ['a gap between tensors', { a: ['U8', [1], [0, 1]], b: ['U8', [1], [2, 3]] }, 3, 'malformed'],
    ['bytes after the last tensor', { a: ['U8', [1], [0, 1]] }, 2, 'malformed'],
    ['a shape of another size', { a: ['F32', [2], [0, 4]] }, 4, 'malformed'],
    ['a shape that overflows', { a: ['F32', [2 ** 40, 2 ** 40], [0, 4]] }, 4, 'malformed'],
    ['negative offsets', { a: ['U8', [1], [-1, 0]] }, 0, 'malformed'],
    ['an element type it does not read', { a: ['BF16', [1], [0, 2]] }, 2, 'unsupported'],
    ['a type from the prototype', { a: ['toString', [1], [0, 1]] }, 1, 'unsupported']
  ] as const)('refuses %s', (_, entries, size, code) => {
    const tuples: Record<string, readonly [string, readonly number[], readonly number[]]> = entries
    const fields = Object.entries(tuples).map(([key, [dtype, shape, offsets]]) => [
      key,
      { dtype, shape, data_offsets: offsets }
    ])
    const header = headerOf(Object.fromEntries(fields))
    expect(() => parseSafetensorsHeader(header, 8 + header.length + size)).toThrow(
      expect.objectContaining({ code }) as Error
    )
  })

  it('names a tensor that is not there', async () => {
    await writeFile(path, encodeSafetensors(new Map()))
    const file = await SafetensorsFile.open(path)
    await expect(file.read('weight')).rejects.toMatchObject({ code: 'missing-tensor' })
    await file.close()
  })
})
