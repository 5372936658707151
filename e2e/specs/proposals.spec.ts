import { EditorPage } from '../pages/editor-page'
import type { LacunaApp } from '../runner/lacuna-app'
import { expect, test } from '../runner/test'

const first = 'The old house stood at the end of the lane.'
const second = 'Nobody had lived there since the war.'
const text = `${first} ${second}`

/** Proposals for `words`, in which `kept` is locked: the tiny model writes no spaces, so what is locked parts its words. */
async function propose(
  lacuna: LacunaApp,
  words: string,
  alternatives: number,
  kept: readonly string[] = []
): Promise<EditorPage> {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.setAlternatives(alternatives)
  await editor.fixSeed(3)
  for (const locked of kept) await editor.toggleLock(locked)
  await editor.select(words)
  await editor.button('Regenerate').click()
  await expect(editor.cards).toHaveCount(alternatives)
  return editor
}

test('shows several proposals as cards and in place, and keeps them when it tries again', async ({
  lacuna
}) => {
  const editor = await propose(lacuna, 'stood at the end', 3)
  await expect(editor.cards.first()).toHaveAttribute('aria-pressed', 'true')
  const shown = async () => (await editor.proposedTexts.allTextContents()).join()
  const texts = [await shown()]
  for (let card = 1; card < 3; card++) {
    await editor.press('Alt+]')
    await expect(editor.cards.nth(card)).toHaveAttribute('aria-pressed', 'true')
    texts.push(await shown())
  }
  expect(new Set(texts).size).toBe(3)
  await editor.press('Alt+[')
  expect(await shown()).toBe(texts[1])
  await expect(editor.lines).toContainText(texts[1]!.trim().split(/\s+/)[0]!)

  await editor.fixSeed(6)
  await editor.button('Regenerate').click()
  await expect(editor.cards).toHaveCount(6)
  await expect(editor.cards.nth(3)).toHaveAttribute('aria-pressed', 'true')
  await editor.cards.first().click()
  expect(await shown()).toBe(texts[0])
  await editor.press('Escape')
  await expect(editor.cards).toHaveCount(0)
  expect(await editor.text()).toBe(text)
})

test('polishes a proposal into one more card, and whole fills where that is asked for', async ({
  lacuna
}) => {
  const editor = await propose(lacuna, first, 1)
  // All words at once: rough enough for better ones to be found.
  await editor.press('Escape')
  await editor.setSteps(1)
  await editor.select(first)
  await editor.button('Regenerate').click()
  await expect(editor.cards).toHaveCount(1)
  const shown = async () => (await editor.proposedTexts.allTextContents()).join()
  const plain = await shown()
  await editor.command('Polish this proposal')
  await expect(editor.cards).toHaveCount(2)
  await expect(editor.cards.nth(1)).toHaveAttribute('aria-pressed', 'true')
  const polished = await shown()
  expect(polished).not.toBe(plain)
  await editor.press('Alt+[')
  expect(await shown()).toBe(plain)
  await editor.press('Escape')
  expect(await editor.text()).toBe(text)

  await editor.inFillSettings(() => editor.page.getByRole('checkbox', { name: 'Polish' }).check())
  await editor.select(first)
  await editor.button('Regenerate').click()
  await expect(editor.cards).toHaveCount(1)
  expect(await shown()).not.toBe(plain)
  await editor.press('Mod+Shift+h')
  await expect(editor.historyRuns).toHaveCount(4)
  await editor.historyRuns.first().click()
  await expect(editor.page.getByText(/· seed 3 · .* · polished · 1 alternative/)).toBeVisible()
})

test('brings all proposals back with Undo, after accepting and after discarding', async ({ lacuna }) => {
  const editor = await propose(lacuna, 'stood at the end', 2)
  await editor.press('Alt+]')
  const [proposed = ''] = await editor.proposedTexts.allTextContents()
  await editor.press('Alt+Enter')
  await expect(editor.cards).toHaveCount(0)
  const accepted = text.replace('stood at the end', proposed)
  expect(await editor.text()).toBe(accepted)

  await editor.press('Mod+z')
  await expect(editor.cards).toHaveCount(2)
  await expect(editor.cards.nth(1)).toHaveAttribute('aria-pressed', 'true')
  await editor.press('Mod+Shift+z')
  await expect(editor.cards).toHaveCount(0)
  expect(await editor.text()).toBe(accepted)

  await editor.press('Mod+z')
  await expect(editor.cards).toHaveCount(2)
  await editor.press('Escape')
  await expect(editor.cards).toHaveCount(0)
  expect(await editor.text()).toBe(text)
  await editor.press('Mod+z')
  await expect(editor.cards).toHaveCount(2)
})

test('accepts a proposal word by word, and the rest goes on waiting', async ({ lacuna }) => {
  const editor = await propose(lacuna, 'stood at the end', 1, ['at'])
  const [proposed = ''] = await editor.proposedTexts.allTextContents()
  const words = proposed.trim().split(/\s+/)
  expect(words.length).toBeGreaterThan(2)
  const whole = text.replace('stood at the end', proposed)
  await editor.press('Alt+.')
  await expect(editor.proposedTexts).toHaveText([proposed.slice(words[0]!.length)])
  // What is accepted and what waits read as one, and Discard leaves only what was accepted.
  expect(await editor.text()).toBe(whole)
  await editor.press('Escape')
  const partly = await editor.text()
  expect(partly.startsWith(`The old house ${words[0]} at`)).toBe(true)
  await editor.press('Mod+z')
  for (let word = 1; word < words.length; word++) await editor.press('Alt+.')
  await expect(editor.proposal).toBeHidden()
  expect(await editor.text()).toBe(whole)
  for (let word = 0; word < words.length; word++) await editor.press('Mod+z')
  await expect(editor.proposedTexts).toHaveText([proposed])
  await editor.press('Escape')
  expect(await editor.text()).toBe(text)
})

test('accepts one sentence, and then the next', async ({ lacuna }) => {
  const editor = await propose(lacuna, 'end of the lane. Nobody had lived', 1, ['the lane.', 'Nobody'])
  const [proposed = ''] = await editor.proposedTexts.allTextContents()
  const end = proposed.indexOf('lane.') + 'lane.'.length
  await editor.deselect()
  await editor.press('Alt+Shift+Enter')
  await expect(editor.proposedTexts).toHaveText([proposed.slice(end)])
  await editor.press('Alt+Shift+Enter')
  await expect(editor.proposal).toBeHidden()
  expect(await editor.text()).toBe(text.replace('end of the lane. Nobody had lived', proposed))
})

test('replays a fill from its record and finds the same words', async ({ lacuna }) => {
  const editor = await propose(lacuna, 'stood at the end', 2)
  await editor.command('Replay this fill')
  await expect(editor.note).toContainText('The same words again')
})
