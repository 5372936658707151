import { test as base } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { LacunaApp, type LaunchOptions } from './lacuna-app'

export { expect } from '@playwright/test'

interface Options {
  /** The model of the fixture `lacuna`. */
  model: NonNullable<LaunchOptions['model']>
}

interface Fixtures {
  /** Starts an app; several may run in one test. All are ended after it, and report on themselves when it failed. */
  launch: (options?: LaunchOptions) => Promise<LacunaApp>
  /** An app that just started. */
  lacuna: LacunaApp
  /** An empty folder for the documents of one test. */
  folder: string
}

export const test = base.extend<Options & Fixtures>({
  model: ['tiny', { option: true }],
  // It depends on the folder so that the apps, which may write there, end before the folder goes.
  launch: async ({ folder: _folder }, use, testInfo) => {
    const apps: LacunaApp[] = []
    await use(async (options) => {
      const app = await LacunaApp.launch(options)
      apps.push(app)
      return app
    })
    const failed = testInfo.status !== testInfo.expectedStatus
    for (const [index, app] of apps.entries()) {
      if (failed || app.windowErrors.length > 0) await app.report(testInfo, `lacuna-${index + 1}`)
      await app.dispose()
    }
    const errors = apps.flatMap((app) => app.windowErrors)
    if (!failed && errors.length > 0) throw new Error(`errors in the window:\n${errors.join('')}`)
  },
  lacuna: async ({ launch, model }, use) => {
    await use(await launch({ model }))
  },
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lacuna-documents-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true })
  }
})
