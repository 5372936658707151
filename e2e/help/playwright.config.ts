import { defineConfig } from '@playwright/test'
import path from 'node:path'

/** `npm run help:pictures`: walks through the app with the bundled model, and writes the pictures of the help. */
export default defineConfig<object, { model: 'bundled'; pictures: string }>({
  testDir: '../specs',
  testMatch: 'walkthrough.spec.ts',
  outputDir: '../../test-results',
  globalSetup: '../runner/global-setup.ts',
  workers: 1,
  timeout: 1_200_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { model: 'bundled', pictures: path.resolve(import.meta.dirname, '../../resources/help') }
})
