import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readInput } from './read-input'

const none = Readable.from([])

describe('readInput', () => {
  it('reads all of standard input for -', async () => {
    const input = Readable.from([
      Buffer.from('é').subarray(0, 1),
      Buffer.from('é').subarray(1),
      Buffer.from('!')
    ])
    expect(Buffer.from(await readInput('-', input, readFile)).toString()).toBe('é!')
  })

  it('reads a file', async () => {
    const bytes = await readInput(import.meta.filename, none, readFile)
    expect(Buffer.from(bytes).toString()).toContain("describe('readInput'")
  })

  it('says what is wrong with a file', async () => {
    await expect(readInput('/no/such/file', none, readFile)).rejects.toMatchObject({
      status: 2,
      message: 'There is no file /no/such/file.'
    })
    await expect(readInput(import.meta.dirname, none, readFile)).rejects.toMatchObject({ status: 2 })
  })
})
