import { defineConfig } from '@playwright/test'

/** `npm run bench:app`: measures the app, asserts nothing. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../../test-results',
  globalSetup: '../runner/global-setup.ts',
  workers: 1,
  timeout: 1_200_000,
  reporter: [['line']]
})
