import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ExternalDataWriter } from './external-data'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'external-data-'))
})

afterEach(() => rm(directory, { recursive: true }))

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value)

describe('external data', () => {
  it('puts every tensor where it says, on a page of its own', async () => {
    const writer = new ExternalDataWriter(directory)
    const tensors = [bytes(10, 1), bytes(5000, 2), bytes(0, 3), bytes(3, 4)]
    const places = []
    for (const tensor of tensors) places.push(await writer.append(tensor))
    await writer.close()
    expect(places.map(({ offset }) => offset % 4096)).toEqual([0, 0, 0, 0])
    const file = await readFile(join(directory, 'weights-0.bin'))
    places.forEach(({ offset, length }, index) => {
      expect([...file.subarray(offset, offset + length)]).toEqual([...tensors[index]!])
    })
    expect(writer.files).toEqual(['weights-0.bin'])
  })

  it('starts another file where one would grow too large, and refuses what fits into none', async () => {
    const writer = new ExternalDataWriter(directory, 10_000)
    const places = [await writer.append(bytes(6000, 1)), await writer.append(bytes(6000, 2))]
    await expect(writer.append(bytes(10_001, 3))).rejects.toMatchObject({ code: 'too-large' })
    await writer.close()
    expect(places).toEqual([
      { file: 'weights-0.bin', offset: 0, length: 6000 },
      { file: 'weights-1.bin', offset: 0, length: 6000 }
    ])
    expect([...(await readFile(join(directory, 'weights-1.bin')))]).toEqual([...bytes(6000, 2)])
  })
})
