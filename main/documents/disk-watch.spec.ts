import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchFile } from './disk-watch'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-watch-'))
  path = join(folder, 'story.md')
  await writeFile(path, 'old')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('speaks after a write and after each atomic replacement, and not after its end', async () => {
  const onTouched = vi.fn()
  const end = watchFile(path, onTouched)
  const replace = async () => {
    await writeFile(`${path}.new`, 'replaced')
    await rename(`${path}.new`, path)
  }
  for (const change of [() => writeFile(path, 'written'), replace, replace]) {
    onTouched.mockClear()
    await change()
    await vi.waitFor(() => expect(onTouched).toHaveBeenCalled(), 20_000)
  }
  end()
  onTouched.mockClear()
  await writeFile(path, 'after the end')
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(onTouched).not.toHaveBeenCalled()
})

it('does not speak of other files', async () => {
  const onTouched = vi.fn()
  const onOtherTouched = vi.fn()
  const ends = [watchFile(path, onTouched), watchFile(join(folder, 'other.md'), onOtherTouched)]
  await writeFile(join(folder, 'other.md'), 'x')
  await vi.waitFor(() => expect(onOtherTouched).toHaveBeenCalled(), 20_000)
  expect(onTouched).not.toHaveBeenCalled()
  for (const end of ends) end()
})

it('fails at once where there is no folder', () => {
  expect(() => watchFile(join(folder, 'none', 'a.md'), () => undefined)).toThrow()
})
