import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

test('the knob: presets, steps with their time, strength, temperature and seed, by keyboard', async ({
  lacuna
}) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  const { page } = lacuna
  await editor.press('Mod+Shift+Comma')
  const draft = page.getByRole('radio', { name: 'Draft' })
  await draft.check()
  await expect(editor.steps).toHaveAttribute('aria-valuetext', /^8 steps, (≈|<) .+, quality \d+ %$/)
  await page.getByRole('radio', { name: 'Auto' }).check()
  await expect(draft).not.toBeChecked()
  const stops = page.getByRole('table', { name: 'What the steps cost and buy' }).getByRole('row')
  await expect(stops).toHaveCount(9)
  await expect(stops.first()).toHaveText(/^Steps\s*Time\s*Quality\s*Words a step$/)
  await expect(stops.nth(1)).toHaveText(/^1\s*(≈|<) [\d.]+ s\s*≈ \d+$/)
  const qualities = stops.getByRole('meter', { name: 'Quality' })
  await expect(qualities).toHaveCount(8)
  await expect(qualities.first()).toHaveAttribute('aria-valuetext', /^\d %$/)
  await expect(qualities.last()).toHaveAttribute('aria-valuetext', '100 %')
  const strength = page.getByRole('slider', { name: 'Strength' })
  await strength.fill('40')
  await expect(strength).toHaveAttribute('aria-valuetext', 'rewrite 40 %')
  await page.getByRole('slider', { name: 'Temperature' }).fill('1.2')
  await editor.newSeedEachTime.uncheck()
  await expect(editor.seed).toHaveValue(/^\d+$/)
  await editor.press('Escape')
  await expect(editor.steps).toBeHidden()
  await expect(page.getByRole('button', { name: /^Fill settings/ })).toContainText('Auto')
  await editor.command('Fill settings: Balanced')
  await expect(page.getByRole('button', { name: /^Fill settings/ })).toContainText('Balanced')
})
