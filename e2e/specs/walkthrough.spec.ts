import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { EditorPage } from '../pages/editor-page'
import { selectWords } from '../pages/words-on-page'
import { standStill } from '../runner/accessibility'
import { Task } from '../runner/actions'
import { expect, test as base } from '../runner/test'

/** `pictures`: the folder for a picture of each step; null for none (`npm run help:pictures` names one). */
const test = base.extend<{ pictures: string | null }>({ pictures: [null, { option: true }] })

const paragraphs = [
  'The letter came on a Tuesday, in an envelope without a stamp. Anna read it twice before she sat down.',
  'By evening the whole village knew. Only the old ferryman kept away and mended his nets.',
  'Anna closed the door and lit the lamp, as her mother had always done.'
] as const
const text = paragraphs.join('\n\n')
const sentence = 'Only the old ferryman kept away and mended his nets.'
const passage = 'closed the door and lit the lamp'

/** One for each fill. With the bundled model, they give words that are worth a picture. */
const seeds = [12, 10, 2, 3, 7]

const bundledFace = "'Inter Variable'"

test('a newcomer fills, rewrites, compares, swaps, undoes and saves, with three actions each', async ({
  launch,
  model,
  pictures,
  folder
}) => {
  test.setTimeout(600_000)
  const file = path.join(folder, 'The letter.md')
  await writeFile(file, text)
  const settings = { tourSeen: true, theme: 'light', spelling: 'off' } as const
  const lacuna = await launch({ model, settings, args: [file] })
  const editor = await new EditorPage(lacuna).ready()
  await lacuna.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1200, 720)
  })
  await useSeeds(lacuna.page, seeds)
  await editor.modelReady()
  if (pictures !== null) await useBundledFace(lacuna.page)
  const picture = async (name: string): Promise<void> => {
    if (pictures === null) return
    await standStill(lacuna.page)
    await lacuna.page.screenshot({ path: path.join(pictures, `${name}.png`) })
  }

  const gap = new Task('fill a gap between two paragraphs')
  await editor.select('before she sat down.')
  // Behind it, and on to the empty line.
  await editor.press('ArrowRight')
  await editor.press('ArrowRight')
  await gap.act('insert a gap', () => editor.press('Mod+Shift+g'))
  await gap.act('of the usual length, and fill it', () => editor.button('Insert and fill').click())
  await editor.proposal.waitFor({ timeout: 120_000 })
  const [filled = ''] = await editor.proposedTexts.allTextContents()
  await picture('fill-a-gap')
  await gap.act('accept', () => editor.button('Accept').click())
  await expect(editor.proposal).toBeHidden()
  const withGap = [paragraphs[0], filled, ...paragraphs.slice(1)].join('\n\n')
  expect(await editor.text()).toBe(withGap)

  const rewrite = new Task('rewrite a sentence, keeping two words')
  await selectWords(lacuna.page, ['old', 'ferryman'])
  await rewrite.act('rewrite around them', () => editor.press('Mod+Shift+Enter'))
  await editor.proposal.waitFor({ timeout: 120_000 })
  const [rewritten = ''] = await editor.proposedTexts.allTextContents()
  expect(rewritten).toMatch(/old.*ferryman/s)
  await picture('keep-two-words')
  await rewrite.act('accept', () => editor.button('Accept').click())
  await expect(editor.proposal).toBeHidden()
  expect(await editor.text()).toBe(withGap.replace(sentence, rewritten))

  const compare = new Task('compare three alternatives')
  await editor.select(passage)
  for (const count of [1, 2, 3]) {
    await compare.act('regenerate', () => editor.button('Regenerate').click())
    await expect(editor.cards).toHaveCount(count, { timeout: 120_000 })
  }
  await expect(editor.cards.nth(2)).toHaveAttribute('aria-pressed', 'true')
  const cards = await editor.cards.allTextContents()
  expect(new Set(cards).size).toBe(3)
  await picture('compare-proposals')

  const swap = new Task('swap one word')
  const [before = ''] = await editor.proposedTexts.allTextContents()
  await swap.act('other words for the last unsure word', () => editor.press('Alt+Shift+['))
  const words = lacuna.page.getByRole('menu', { name: /^Other words for/ })
  await words.waitFor()
  await picture('swap-a-word')
  await swap.act('take the first', () => words.getByRole('menuitem', { name: /%$/ }).first().click())
  await expect(editor.proposedTexts).not.toHaveText([before])
  const [swapped = ''] = await editor.proposedTexts.allTextContents()
  await swap.act('accept', () => editor.button('Accept').click())
  await expect(editor.proposal).toBeHidden()
  expect(await editor.text()).toBe(withGap.replace(sentence, rewritten).replace(passage, swapped))

  const undo = new Task('undo it all')
  await undo.act('undo everything', () => editor.press('Mod+Alt+z'))
  await expect(editor.note).toContainText('steps undone')
  await expect(editor.marks).toHaveText(['None yet.'])
  await picture('undo')
  expect(await editor.text()).toBe(text)
  await undo.act('redo everything', () => editor.press('Mod+Alt+Shift+z'))
  const wanted = await editor.text()
  expect(wanted).not.toBe(text)

  const save = new Task('save')
  await save.act('save', () => editor.press('Mod+s'))
  await expect(editor.heading).toHaveText('The letter.md')
  await picture('save')
  expect(await readFile(file, 'utf8')).toBe(wanted)
})

/** The seeds that the page draws from here on, one after the other. */
async function useSeeds(page: Page, wanted: readonly number[]): Promise<void> {
  await page.evaluate((list) => {
    let next = 0
    crypto.getRandomValues = (array) => {
      if (array instanceof Uint32Array) array[0] = list[next++ % list.length] ?? 0
      return array
    }
  }, wanted)
}

/** Writes the interface in a face that comes with the app: that of the system differs from machine to machine. */
async function useBundledFace(page: Page): Promise<void> {
  await page.addStyleTag({ content: `body { font-family: ${bundledFace}, sans-serif }` })
  await page.evaluate((face) => document.fonts.load(`13px ${face}`), bundledFace)
}
