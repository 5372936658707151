import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { EditorPage } from '../pages/editor-page'
import { selectWords } from '../pages/words-on-page'
import { answerOpenDialog, answerSaveDialog } from '../runner/dialogs'
import { expect, test } from '../runner/test'

const first = 'stood at the end of the lane'
const second = 'lived there'
const [before, between, after] = [
  '🏚️ The old house ',
  '.\n\nNobody had ',
  ' since the war – naïve café, 日本語.\n'
]
const text = [before, first, between, second, after].join('')

test('select, lock, regenerate, accept, undo, save and reopen', async ({ lacuna, folder }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.markRegion(first)
  await editor.toggleLock('the end')
  await editor.markRegion(second)
  await editor.deselect()
  const marks = ['Region 1: stood at the end of the lane', 'Lock 1: the end', 'Region 2: lived there']
  await expect(editor.marks).toHaveText(marks)

  await editor.fixSeed(7)
  await editor.button('Regenerate').click()
  await expect(editor.proposedTexts).toHaveCount(2)
  const [newFirst = '', newSecond = ''] = await editor.proposedTexts.allTextContents()
  expect(newFirst).toContain('the end')
  expect([newFirst, newSecond]).not.toEqual([first, second])

  await editor.button('Accept').click()
  const accepted = [before, newFirst, between, newSecond, after].join('')
  expect(await editor.text()).toBe(accepted)
  await editor.press('Mod+z')
  await expect(editor.proposedTexts).toHaveText([newFirst, newSecond])
  await expect(editor.marks).toHaveText(marks)
  await editor.press('Mod+Shift+z')
  await expect(editor.proposal).toBeHidden()
  expect(await editor.text()).toBe(accepted)
  await editor.press('Mod+z')
  await editor.press('Escape')
  expect(await editor.text()).toBe(text)
  await editor.press('Mod+z')
  await editor.button('Accept').click()
  expect(await editor.text()).toBe(accepted)

  const file = path.join(folder, 'house.md')
  await answerSaveDialog(lacuna.electron, file)
  await editor.button('Save').click()
  await expect(editor.heading).toHaveText('house.md')
  expect(await readFile(file, 'utf8')).toBe(accepted)
  const marksAfter = await editor.marks.allTextContents()

  await editor.press('Mod+n')
  await expect(editor.marks).toHaveText(['None yet.'])
  await answerOpenDialog(lacuna.electron, file)
  await editor.button('Open').click()
  await expect(editor.heading).toHaveText('house.md')
  expect(await editor.text()).toBe(accepted)
  await expect(editor.marks).toHaveText(marksAfter)
})

test('the same seed proposes the same words, and discarding them changes nothing', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.fixSeed(3)
  const proposals: string[][] = []
  for (let round = 0; round < 2; round++) {
    await editor.select(first)
    await editor.button('Regenerate').click()
    await editor.proposal.waitFor()
    proposals.push(await editor.proposedTexts.allTextContents())
    await editor.button('Discard').click()
    expect(await editor.text()).toBe(text)
  }
  expect(proposals[0]).toEqual(proposals[1])
})

test('leaves one caret where several passages were selected', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write('The old house stood at the end of the lane.')
  await selectWords(lacuna.page, ['old', 'end'])
  await editor.button('Regenerate').click()
  await expect(editor.proposedTexts).toHaveCount(2)
  await editor.focusText()
  for (const _ of ['behind the first', 'into the next word']) await editor.press('ArrowRight')
  await lacuna.page.keyboard.type('X')
  await editor.button('Discard').click()
  expect(await editor.text()).toMatch(/^The old [^X]*X[^X]*$/)
})
