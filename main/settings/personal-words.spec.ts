import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openJsonFile } from './json-file'
import { personalWordSchema } from '../ipc/personal-word'
import { createPersonalWords, personalWordsSchema } from './personal-words'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-words-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const start = async () =>
  createPersonalWords(
    await openJsonFile<readonly string[]>(join(folder, 'words.json'), personalWordsSchema, [])
  )

it('are kept in order, each once', async () => {
  const words = await start()
  await Promise.all([words.add('Ines'), words.add('brae'), words.add('Ines')])
  expect((await start()).list).toEqual(['brae', 'Ines'])
  expect(await words.remove('Ines')).toEqual(['brae'])
  expect((await start()).list).toEqual(['brae'])
})

it.each([
  ['Ines', true],
  ['O’Brien', true],
  ['', false],
  ['two words', false],
  ['a\nb', false],
  ["'", false]
])('takes %j for a word: %s', (word, accepted) => {
  expect(personalWordSchema.safeParse(word).success).toBe(accepted)
})
