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

test('takes marks back in one line with typing', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.press('Mod+n')
  await editor.write('The lane was empty. ')
  await editor.insertGap(5)
  await lacuna.page.keyboard.type('Nobody came.')
  await expect(editor.marks).toHaveText([/^Gap 1: about 5 words$/])
  await editor.press('Mod+z')
  await editor.press('Mod+z')
  await expect(editor.marks).toHaveCount(1)
  expect(await editor.text()).toBe('The lane was empty. ')
  await editor.press('Mod+z')
  await expect(editor.marks).toHaveText(['None yet.'])
  await editor.press('Mod+Shift+z')
  await expect(editor.marks).toHaveText([/^Gap 1: about 5 words$/])
  await editor.press('Mod+Shift+z')
  await editor.press('Mod+Shift+z')
  expect(await editor.text()).toBe('The lane was empty. Nobody came.')
})

test('locks names, numbers and quotations of a region with one command', async ({ lacuna }) => {
  const editor = await new EditorPage(lacuna).ready()
  await editor.press('Mod+n')
  await editor.write('We met Ines at 7:30. “Come in,” she said. Then we left.')
  await editor.markRegion('We met Ines at 7:30. “Come in,” she said.')
  await editor.deselect()
  await editor.press('Mod+Alt+l')
  await expect(editor.marks).toHaveText([/^Region 1/, 'Lock 1: Ines', 'Lock 2: 7:30', 'Lock 3: “Come in,”'])
  await editor.press('Mod+z')
  await expect(editor.marks).toHaveCount(1)
})

test('marks what is dragged over with the mouse while Control is held, and nothing without it', async ({
  lacuna
}) => {
  const editor = await new EditorPage(lacuna).ready()
  const { mouse, keyboard } = lacuna.page
  await editor.press('Mod+n')
  await editor.write('The old house stood at the end of the lane.')
  /** Drags from the start of `from` to the end of `to`. */
  const drag = async (from: string, to: string) => {
    const [start, end] = await editor.lines.evaluate(
      (lines, words) =>
        words.map((word, index) => {
          const walker = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) {
            // Monaco writes spaces as spaces that do not break.
            const at = walker.currentNode.textContent?.replaceAll('\u00a0', ' ').indexOf(word) ?? -1
            if (at < 0) continue
            const range = document.createRange()
            range.setStart(walker.currentNode, at)
            range.setEnd(walker.currentNode, at + word.length)
            const { left, right, top, bottom } = range.getBoundingClientRect()
            return { x: index === 0 ? left + 1 : right - 1, y: (top + bottom) / 2 }
          }
          throw new Error(`“${word}” is not in view`)
        }),
      [from, to]
    )
    await mouse.move(start!.x, start!.y)
    await mouse.down()
    await mouse.move(end!.x, end!.y, { steps: 8 })
    await mouse.up()
  }

  await drag('old', 'house')
  await expect(editor.marks).toHaveText(['None yet.'])
  await editor.deselect()
  await keyboard.down('ControlOrMeta')
  await drag('old', 'house')
  await keyboard.up('ControlOrMeta')
  await expect(editor.marks).toHaveText(['Region 1: old house'])
  await keyboard.down('ControlOrMeta')
  await drag('lane', 'lane')
  await keyboard.up('ControlOrMeta')
  await expect(editor.marks).toHaveText(['Region 1: old house', 'Region 2: lane'])
  expect(await editor.text()).toBe('The old house stood at the end of the lane.')
  await editor.press('Mod+z')
  await editor.press('Mod+z')
  await expect(editor.marks).toHaveText(['None yet.'])
})
