import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { Memo } from './memo'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memo-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('computes once what was asked for twice, also after a stop in the middle of a line', async () => {
  const path = join(folder, 'work', 'results.jsonl')
  let computed = 0
  const ask = (memo: Memo, key: string): Promise<number> =>
    memo.get([key], z.number(), () => Promise.resolve(++computed))
  const first = await Memo.open(path)
  expect([await ask(first, 'a'), await ask(first, 'a'), await ask(first, 'b')]).toEqual([1, 1, 2])
  await appendFile(path, '0123456789abcdef0123456789abcdef [1, ')
  const second = await Memo.open(path)
  expect([await ask(second, 'a'), await ask(second, 'c')]).toEqual([1, 3])
  const third = await Memo.open(path)
  expect([await ask(third, 'b'), await ask(third, 'c')]).toEqual([2, 3])
})
