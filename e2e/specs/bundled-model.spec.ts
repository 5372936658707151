import { EditorPage } from '../pages/editor-page'
import { killInference } from '../runner/inference'
import { expect, test } from '../runner/test'

// Slow enough to be met in the middle of a fill.
test.use({ model: 'bundled' })
// The first of them builds the model's graph for this machine.
test.describe.configure({ timeout: 400_000 })

const text = 'The old house stood at the end of the lane. Nobody had lived there since the war.'

async function startLongFill(editor: EditorPage): Promise<void> {
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.insertGap(40)
  await editor.setAlternatives(1)
  await editor.setSteps(64)
  await editor.button('Regenerate').click()
  await expect(editor.progress).toHaveAttribute('aria-valuenow', /^[1-9]/)
}

test('writes words while the writer goes on typing', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write(text)
  await editor.select('stood at the end of the lane')
  await editor.fixSeed(1)
  await editor.button('Regenerate').click()
  await editor.progress.waitFor()
  await editor.focusText()
  await editor.press('Mod+End')
  await lacuna.page.keyboard.type(' Or so they said.')
  await editor.proposal.waitFor()
  const [proposed = ''] = await editor.proposedTexts.allTextContents()
  expect(proposed.trim().split(/\s+/).length).toBeGreaterThan(1)
  await editor.button('Accept').click()
  expect(await editor.text()).toBe(
    `The old house ${proposed}. Nobody had lived there since the war. Or so they said.`
  )
})

test('stops in the middle, keeps what is there as a proposal, and goes on from it', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await startLongFill(editor)
  await editor.button('Stop').click()
  await expect(editor.note).toContainText('Stopped.')
  await expect(editor.progress).toBeHidden()
  await expect(editor.cards).toHaveText([/unfinished/])
  const [found = ''] = await editor.proposedTexts.allTextContents()
  await editor.button('Continue').click()
  await expect(editor.cards).toHaveCount(2, { timeout: 120_000 })
  const [whole = ''] = await editor.proposedTexts.allTextContents()
  const [first = ''] = found.trim().split(/\s+/)
  expect(whole).toContain(first)
  expect(whole.length).toBeGreaterThan(found.length)
  await editor.press('Escape')
  expect(await editor.text()).toBe(text)
})

test('survives the end of the inference process', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await startLongFill(editor)
  await killInference(lacuna.electron)
  await expect(editor.alert).toContainText('Your text is unchanged')
  expect(await editor.text()).toBe(text)

  await editor.modelReady()
  await editor.select('lived there')
  await editor.button('Regenerate').click()
  await editor.proposal.waitFor()
})
