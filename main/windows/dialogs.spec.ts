import type { App, Dialog, MessageBoxOptions } from 'electron'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createDialogs } from './dialogs'

const app = { getPath: () => '/home/me/Documents' } as unknown as App

function dialogs(dialog: Partial<Record<keyof Dialog, unknown>>) {
  return createDialogs(app, dialog as unknown as Dialog, () => null)
}

/** A message box in which the writer presses the button that bears `label`. */
function press(label: string) {
  return vi.fn(async ({ buttons }: MessageBoxOptions) => ({ response: buttons!.indexOf(label) }))
}

describe('createDialogs', () => {
  it('gives the chosen file, or null when dismissed', async () => {
    const chosen = async () => ({ canceled: false, filePaths: ['/a.md'] })
    expect(await dialogs({ showOpenDialog: chosen }).chooseFileToOpen()).toBe('/a.md')
    const dismissed = async () => ({ canceled: true, filePaths: [] })
    expect(await dialogs({ showOpenDialog: dismissed }).chooseFileToOpen()).toBeNull()
  })

  it('suggests the documents folder for a new document and the present place for an old one', async () => {
    const showSaveDialog = vi.fn(async (_options: { defaultPath: string }) => ({
      canceled: true,
      filePath: ''
    }))
    const { chooseFileToSave } = dialogs({ showSaveDialog })
    const present = join('/home', 'story.txt')
    expect(await chooseFileToSave('Untitled.md')).toBeNull()
    await chooseFileToSave(present)
    expect(showSaveDialog.mock.calls.map(([options]) => options.defaultPath)).toEqual([
      join('/home/me/Documents', 'Untitled.md'),
      present
    ])
  })

  it.each([
    ['Save', 'save'],
    ["Don't Save", 'discard'],
    ['Cancel', 'cancel']
  ])('takes the button %s for %s', async (label, answer) => {
    const showMessageBox = press(label)
    expect(await dialogs({ showMessageBox }).askToSave('story.md')).toBe(answer)
    expect(showMessageBox.mock.calls[0]![0].message).toContain('story.md')
  })

  it.each([
    ['Overwrite', 'overwrite'],
    ['Save As…', 'save-as'],
    ['Cancel', 'cancel']
  ])('takes the button %s for %s', async (label, answer) => {
    expect(await dialogs({ showMessageBox: press(label) }).askAboutConflict('story.md')).toBe(answer)
  })

  it('cancels on Escape and never overwrites on Enter', async () => {
    const showMessageBox = press('Cancel')
    const { askAboutConflict, askToSave } = dialogs({ showMessageBox })
    await askAboutConflict('a')
    await askToSave('a')
    for (const [{ buttons, cancelId, defaultId }] of showMessageBox.mock.calls) {
      expect(buttons![cancelId!]).toBe('Cancel')
      expect(buttons![defaultId!]).toMatch(/^Save/)
    }
  })
})
