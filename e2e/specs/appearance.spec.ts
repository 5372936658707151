import path from 'node:path'
import { EditorPage } from '../pages/editor-page'
import { standStill } from '../runner/accessibility'
import { fixFills } from '../runner/fixed-fill'
import { writeHouse } from '../runner/house-document'
import { expect, test } from '../runner/test'

/**
 * Pictures of the main states, beside this file. They were taken with the Electron of the npm registry on Linux, whose letters other versions of
 * Chromium draw in a slightly different way: with those there is nothing to compare. `--update-snapshots` takes them anew.
 */
const chromium = '114.'
const style = path.join(import.meta.dirname, 'appearance.css')
const size = { width: 1100, height: 720 }

for (const theme of ['light', 'dark', 'contrast'] as const) {
  test(`looks as it did in the ${theme} theme`, async ({ launch, folder }) => {
    const settings = { tourSeen: true, theme, spelling: 'off', seed: 7 } as const
    const app = await launch({ args: [await writeHouse(folder)], settings })
    const { electron, page } = app
    const version = await electron.evaluate(() => process.versions['chrome'])
    test.skip(process.platform !== 'linux' || !version.startsWith(chromium), 'another Electron')
    const editor = await new EditorPage(app).ready()
    await editor.modelReady()
    await electron.evaluate(
      ({ BrowserWindow }, { width, height }) =>
        BrowserWindow.getAllWindows()[0]!.setContentSize(width, height),
      size
    )
    await expect.poll(() => page.evaluate(() => ({ width: innerWidth, height: innerHeight }))).toEqual(size)
    await page.addStyleTag({ path: style })
    const looks = async (state: string) => {
      await page.mouse.move(0, 0)
      await standStill(page)
      await expect(page).toHaveScreenshot(`${theme}-${state}.png`)
    }

    await editor.press('Mod+Shift+l')
    await expect(editor.marks).toHaveCount(3)
    await looks('marks')
    // One picture more of this theme would show no colour that is not in it.
    if (theme === 'contrast') return
    await editor.press('Mod+Shift+l')

    await editor.press('Mod+Shift+h')
    await expect(editor.historyRuns).toHaveCount(2)
    await editor.select('red barn')
    await expect(
      page.getByRole('list', { name: 'Versions, the oldest first' }).getByRole('listitem')
    ).toHaveCount(2)
    await editor.historyRuns.first().focus()
    await looks('history')
    await editor.press('Escape')

    await editor.press('F1')
    await page.getByRole('combobox', { name: 'Command' }).fill('lock all')
    await looks('palette')
    await editor.press('Escape')

    await editor.press('Mod+Shift+a')
    await page.getByRole('checkbox', { name: 'Underline them in the text' }).check()
    await looks('authorship')
    await page.getByRole('checkbox', { name: 'Underline them in the text' }).uncheck()
    await editor.press('Escape')

    await fixFills(electron, ['it had no door', 'the roof had fallen in', 'no smoke rose from it'])
    await editor.select('the windows were dark')
    await editor.button('Regenerate').click()
    await expect(editor.cards).toHaveCount(3)
    await looks('proposals')
    await editor.press('Escape')

    await editor.inFillSettings(() => looks('fill-settings'))
  })
}
