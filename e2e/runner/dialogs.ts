import type { ElectronApplication } from '@playwright/test'

/**
 * Native dialogs cannot be driven from a test: these replace them in the running app by their answers, until they are
 * replaced again.
 */

/** The next "Open" dialogs choose `path`; null dismisses them. */
export async function answerOpenDialog(electron: ElectronApplication, path: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] })
  }, path)
}

/** The next "Save as" dialogs choose `path`; null dismisses them. */
export async function answerSaveDialog(electron: ElectronApplication, path: string | null): Promise<void> {
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '' })
  }, path)
}

/** The next message boxes are answered by the button that bears `label`. */
export async function answerMessageBox(electron: ElectronApplication, label: string): Promise<void> {
  await electron.evaluate(({ dialog }, wanted) => {
    const answer = (...args: unknown[]) => {
      const options = args[args.length - 1] as { buttons?: string[] }
      const response = (options.buttons ?? []).findIndex((button) => button.replace('&', '') === wanted)
      if (response < 0)
        return Promise.reject(new Error(`no button "${wanted}" among ${String(options.buttons)}`))
      return Promise.resolve({ response, checkboxChecked: false })
    }
    dialog.showMessageBox = answer
  }, label)
}
