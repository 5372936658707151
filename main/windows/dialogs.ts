import type { App, BrowserWindow, Dialog, FileFilter, MessageBoxOptions } from 'electron'
import { isAbsolute, join } from 'node:path'
import type { DocumentDialogs } from '../documents/document-store'

/** All questions that are asked in windows of the system. */
export interface Dialogs extends DocumentDialogs {
  /** The document `name` has unsaved changes and is about to go. */
  askToSave(name: string): Promise<'save' | 'discard' | 'cancel'>
  /** Path to export to; null when dismissed. `suggestion`: a name. */
  chooseFileToExport(suggestion: string): Promise<string | null>
  /** Tells of an error that belongs to nothing the page has asked for. */
  showError(title: string, message: string): Promise<void>
}

const allFiles = { name: 'All files', extensions: ['*'] }

/** @param window the window that questions belong to; null where there is none */
export function createDialogs(app: App, dialog: Dialog, window: () => BrowserWindow | null): Dialogs {
  const choose = async <Answer>(options: MessageBoxOptions, answers: readonly Answer[]): Promise<Answer> => {
    const parent = window()
    const { response } = await (parent === null
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(parent, options))
    return answers[response]!
  }

  const chooseTarget = async (suggestion: string, filters: FileFilter[]): Promise<string | null> => {
    const options = {
      defaultPath: isAbsolute(suggestion) ? suggestion : join(app.getPath('documents'), suggestion),
      filters: [...filters, allFiles]
    }
    const parent = window()
    const { canceled, filePath } = await (parent === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(parent, options))
    // Older versions give undefined instead of an empty path.
    return canceled || !filePath ? null : filePath
  }

  return {
    async chooseFileToOpen() {
      const options = {
        properties: ['openFile' as const],
        filters: [{ name: 'Text and Markdown', extensions: ['md', 'markdown', 'txt', 'text'] }, allFiles]
      }
      const parent = window()
      const { canceled, filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options))
      return canceled ? null : (filePaths[0] ?? null)
    },

    chooseFileToSave: (suggestion) =>
      chooseTarget(suggestion, [
        { name: 'Markdown', extensions: ['md'] },
        { name: 'Plain text', extensions: ['txt'] }
      ]),

    chooseFileToExport: (suggestion) =>
      chooseTarget(
        suggestion,
        suggestion.endsWith('.json')
          ? [{ name: 'JSON', extensions: ['json'] }]
          : [{ name: 'Markdown', extensions: ['md'] }]
      ),

    askAboutConflict: (name) =>
      choose(
        {
          type: 'warning',
          message: `“${name}” was changed by another program.`,
          detail:
            'Overwriting it loses the changes made there. You can save your text under another name instead.',
          buttons: ['Save As…', 'Overwrite', 'Cancel'],
          defaultId: 0,
          cancelId: 2,
          noLink: true
        },
        ['save-as', 'overwrite', 'cancel'] as const
      ),

    askToSave: (name) =>
      choose(
        {
          type: 'warning',
          message: `Do you want to save the changes to “${name}”?`,
          detail: 'Without saving they are lost.',
          buttons: ['Save', "Don't Save", 'Cancel'],
          defaultId: 0,
          cancelId: 2,
          noLink: true
        },
        ['save', 'discard', 'cancel'] as const
      ),

    showError: (title, message) =>
      choose({ type: 'error', message: title, detail: message, buttons: ['OK'] }, [undefined])
  }
}
