import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EditorPage } from '../pages/editor-page'
import { answerOpenDialog } from '../runner/dialogs'
import { expect, test } from '../runner/test'

test('keeps several documents open, each with its own undo, and remembers files and window', async ({
  launch,
  folder
}) => {
  const [one, two] = [path.join(folder, 'one.md'), path.join(folder, 'two.md')]
  await writeFile(one, 'First text.')
  await writeFile(two, 'Second text.')
  const app = await launch({ userData: folder, args: [one] })
  const editor = await new EditorPage(app).ready()
  await editor.focusText()
  await editor.page.keyboard.type('A ')
  await answerOpenDialog(app.electron, two)
  await editor.press('Mod+o')
  await expect(editor.lines).toContainText('Second text.')
  await editor.press('Mod+Shift+e')
  const open = app.page.getByRole('list', { name: 'Open documents' }).getByRole('listitem')
  await expect(open).toHaveText([/one\.md.*edited/, /two\.md/])

  await editor.focusText()
  await editor.press('Control+Tab')
  await expect(editor.lines).toContainText('A First text.')
  await editor.press('Mod+z')
  await editor.press('Mod+z')
  await expect(editor.lines).toHaveText(/^First\stext\./)
  await expect(editor.heading).not.toContainText('edited')
  await open.filter({ hasText: 'two.md' }).getByRole('button', { name: 'Close two.md' }).click()
  await expect(open).toHaveText([/one\.md/])
  const recent = app.page.getByRole('list', { name: 'Recent files' })
  await recent.getByRole('button', { name: 'two.md' }).click()
  await expect(editor.lines).toContainText('Second text.')

  // A file without unsaved changes follows the disk; one with changes asks.
  await writeFile(two, 'Changed elsewhere.')
  await expect(editor.lines).toContainText('Changed elsewhere.')
  await editor.press('Mod+Home')
  await editor.page.keyboard.type('Mine. ')
  await writeFile(two, 'Changed again.')
  await app.page.getByRole('button', { name: 'Show both' }).click()
  await expect(editor.lines).toContainText('Changed again.')
  await expect(open).toHaveText([/one\.md/, /two\.md.*edited/, /two\.md \(on disk\)/])
  await editor.press('Control+Shift+Tab')
  await editor.press('Mod+s')
  await expect.poll(() => readFile(two, 'utf8')).toBe('Mine. Changed elsewhere.')

  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 50, width: 900, height: 700 })
  )
  await app.quit()
  const again = await launch({ userData: folder })
  await new EditorPage(again).ready()
  const bounds = await again.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getBounds()
  )
  expect(bounds).toEqual({ x: 40, y: 50, width: 900, height: 700 })
  await again.page.keyboard.press('Control+r')
  await expect(again.page.getByRole('button', { name: 'two.md' })).toBeFocused()
  await again.quit()
})

test('shows what differs between the text and a file that another program changed', async ({
  launch,
  folder
}) => {
  const file = path.join(folder, 'house.md')
  const filler = 'Nobody had lived there since the war, and the ferry came once a week.\n\n'
  await writeFile(file, `The old house stood at the end.\n\n${filler.repeat(3)}It was empty.\n`)
  const editor = await new EditorPage(await launch({ args: [file] })).ready()
  await expect(editor.lines).toContainText('The old house')
  await editor.select('old')
  await editor.page.keyboard.type('grey')
  await writeFile(file, `The old house stood at the end.\n\n${filler.repeat(3)}It was not empty.\n`)
  await expect(editor.page.getByRole('group', { name: 'The file changed' })).toContainText('“house.md”')

  // All of it by keyboard.
  await editor.command('Show what differs')
  const differences = editor.page.getByRole('region', { name: 'What differs' })
  await expect(differences).toBeFocused()
  const places = differences.getByRole('listitem')
  await expect(places).toHaveCount(2)
  await expect(places.nth(0).locator('del')).toHaveText('Only in your text: grey')
  await expect(places.nth(0).locator('ins')).toHaveText('Only in the file: old')
  await expect(places.nth(1)).toHaveText(/^Line 9\s+It was Only in the file:\s+not\s+empty\./)

  // It follows both sides.
  await places.nth(0).getByRole('button', { name: 'Line 1' }).press('Enter')
  await editor.page.keyboard.type('old')
  await expect(places).toHaveText([/^Line 9/])
  await writeFile(file, `The old house stood.\n\n${filler.repeat(3)}It was not empty.\n`)
  await expect(places).toHaveText([/^Line 1/, /^Line 9/])

  await editor.command('Take the file on disk')
  await expect(differences).toHaveCount(0)
  expect(await editor.text()).toBe(await readFile(file, 'utf8'))
  await editor.press('Mod+z')
  expect(await editor.text()).toContain('at the end')
})

test('opens a file that is dropped onto the window', async ({ lacuna, folder }) => {
  const file = path.join(folder, 'dropped.md')
  await writeFile(file, 'Dropped text.')
  const editor = await new EditorPage(lacuna).ready()
  const session = await lacuna.page.context().newCDPSession(lacuna.page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
  }
  await expect(editor.lines).toContainText('Dropped text.')
})

test('opens a megabyte without holding up the page for seconds', async ({ launch, folder }, testInfo) => {
  const file = path.join(folder, 'long.md')
  const paragraph = `## A heading\n\n${'The ferry put Ines down at the north pier, and it was raining again. '.repeat(8)}\n\n`
  await writeFile(file, paragraph.repeat(Math.ceil(1_000_000 / paragraph.length)))
  const app = await launch()
  const editor = await new EditorPage(app).ready()
  await app.page.evaluate(() => {
    const longest = { time: 0 }
    Object.assign(window, { longest })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest.time = Math.max(longest.time, duration)
    }).observe({ type: 'longtask' })
  })
  await answerOpenDialog(app.electron, file)
  await editor.press('Mod+o')
  await expect(editor.lines).toContainText('The ferry put Ines down')
  await editor.focusText()
  await editor.page.keyboard.type('Typed at once. ')
  await expect(editor.lines).toContainText('Typed at once.')
  const longest = await app.page.evaluate(() => (Reflect.get(window, 'longest') as { time: number }).time)
  // A figure to read, not to assert: it is the machine's.
  testInfo.annotations.push({ type: 'longest task', description: `${Math.round(longest)} ms` })
  process.stdout.write(`longest task while opening 1 MB: ${Math.round(longest)} ms\n`)
})
