import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

test('brings unsaved work back after a crash', async ({ launch, folder }) => {
  const text = 'Words that were never saved. And a region of them.'
  const crashed = await launch({ userData: folder })
  const editor = await new EditorPage(crashed).ready()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.markRegion('a region')
  await expect
    .poll(() => kept(folder))
    .toContainEqual(expect.objectContaining({ text, marks: expect.anything() }))
  await expect.poll(async () => JSON.stringify(await kept(folder))).toContain('"regions":[{')
  await crashed.kill()

  const recovered = await new EditorPage(await launch({ userData: folder })).ready()
  expect(await recovered.text()).toBe(text)
  await expect(recovered.marks).toHaveText(['Region 1: a region'])
  await expect(recovered.heading).toContainText('edited')
})

/** What the journal in this home holds. */
async function kept(userData: string): Promise<unknown[]> {
  const journal = path.join(userData, 'journal')
  const names = await readdir(journal).catch(() => [])
  const entries = names.filter((name) => name.endsWith('.json'))
  return Promise.all(
    entries.map(async (name) => JSON.parse(await readFile(path.join(journal, name), 'utf8')) as unknown)
  )
}
