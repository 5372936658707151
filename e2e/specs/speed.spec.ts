import type { Locator, Page } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { EditorPage } from '../pages/editor-page'
import { violations } from '../runner/accessibility'
import { expect, test } from '../runner/test'

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Speed of this machine' })
const short = /^Measure: half a minute/
const whole = /^Measure all/

test('measures this machine while the writer writes, and remembers it', async ({ launch }) => {
  test.slow()
  const userData = await mkdtemp(path.join(tmpdir(), 'lacuna-speed-'))
  try {
    const first = await launch({ userData })
    const editor = await new EditorPage(first).ready()
    await editor.modelReady()
    await editor.press('Mod+n')
    await editor.write('The old house ')
    await editor.command('Speed of this machine')
    const panel = panelOf(first.page)
    await expect(panel).toContainText('runs on the processor')
    await panel.getByRole('button', { name: short }).click()
    await expect(panel).toContainText(/Measuring: \d+ %/)
    await editor.focusText()
    await first.page.keyboard.type('stood at the end.')
    expect(await editor.text()).toBe('The old house stood at the end.')

    const steps = panel.getByRole('table', { name: 'What steps buy' })
    await expect(steps.getByRole('row')).toHaveCount(7, { timeout: 120_000 })
    await expect(panel.getByRole('img', { name: /The steps are set to 128/ })).toBeVisible()
    // The window of the tiny model holds four settings.
    await expect(panel.getByRole('table', { name: 'A step' }).getByRole('row')).toHaveCount(5)
    await expect(panel).toContainText(/Measured [A-Z][a-z]+ \d/)
    await panel.getByRole('button', { name: 'Copy as JSON' }).click()
    await expect(editor.note).toContainText('clipboard')
    const copied = JSON.parse(await first.electron.evaluate(({ clipboard }) => clipboard.readText())) as {
      extent: string
      report: { steps: unknown[]; calls: unknown[] }
    }
    expect(copied.extent).toBe('short')
    expect([copied.report.steps.length, copied.report.calls.length]).toEqual([6, 12])

    for (const theme of ['Theme: light', 'Theme: dark', 'Theme: high contrast']) {
      await editor.command(theme)
      expect(await violations(first.page)).toEqual([])
    }
    await first.dispose()

    const second = await launch({ userData })
    const again = await new EditorPage(second).ready()
    await again.command('Speed of this machine')
    await expect(panelOf(second.page).getByRole('table', { name: 'What steps buy' })).toBeVisible()
  } finally {
    await rm(userData, { recursive: true, force: true })
  }
})

test('stops measuring, and then fills at once', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.modelReady()
  await editor.press('Mod+n')
  await editor.write('The old house stood at the end of the lane.')
  await editor.command('Speed of this machine')
  const panel = panelOf(lacuna.page)
  await panel.getByRole('button', { name: whole }).click()
  await expect(panel).toContainText(/Measuring: \d+ %/)
  await panel.getByRole('button', { name: 'Stop measuring' }).click()
  await expect(panel).toContainText('Not measured yet.')
  await editor.select('house')
  await editor.button('Regenerate').click()
  await expect(editor.proposal).toBeVisible()
  await expect(panel).toContainText('Not measured yet.')
})
