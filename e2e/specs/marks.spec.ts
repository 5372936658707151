import { EditorPage } from '../pages/editor-page'
import { expect, test } from '../runner/test'

test('marks a region, locks words inside it and inserts gaps of both kinds', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.press('Mod+n')
  await expect(editor.marks).toHaveText(['None yet.'])
  const text = 'The old house stood at the end of the lane. Nobody had lived there since the war.'
  await editor.write(text)

  await editor.markRegion('stood at the end of the lane')
  await editor.toggleLock('the end')
  await editor.focusText()
  await editor.press('Mod+End')
  await editor.insertGap(12)
  await editor.press('Mod+Home')
  await editor.insertGap(null)

  await expect(editor.marks).toHaveText([
    /^Gap 1: /,
    'Region 1: stood at the end of the lane',
    'Lock 1: the end',
    /^Gap 2: about 12 words$/
  ])
  expect(await editor.text()).toBe(text)

  await editor.toggleLock('the end')
  await expect(editor.marks).toHaveCount(3)
})
