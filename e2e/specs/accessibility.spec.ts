import axe from 'axe-core'
import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

/** The Web Content Accessibility Guidelines up to 2.2, levels A and AA. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

for (const theme of ['light', 'dark'] as const) {
  test(`breaks no rule of accessibility in the ${theme} theme`, async ({ lacuna }) => {
    const editor = await new EditorPage(lacuna).ready()
    await lacuna.page.emulateMedia({ colorScheme: theme })
    await editor.button('Insert gap').click()
    await lacuna.page.evaluate(axe.source)
    const violations = await lacuna.page.evaluate(async (tags) => {
      const { violations: found } = await axe.run(document, {
        runOnly: tags,
        // An experimental rule; it takes the shortcut that a button shows for a part of its name.
        rules: { 'label-content-name-mismatch': { enabled: false } }
      })
      return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n  ')}`)
    }, standards)
    expect(violations).toEqual([])
  })
}
