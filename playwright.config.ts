import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'test-results',
  globalSetup: './e2e/runner/global-setup.ts',
  // One Electron at a time: the specs share two cores with the model they run.
  workers: 1,
  timeout: 120_000,
  expect: {
    timeout: 15_000,
    // Rounding at the edges of letters may differ between machines; a wrong colour or a panel that is missing is more than this.
    toHaveScreenshot: { maxDiffPixelRatio: 0.001, threshold: 0.04 }
  },
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  forbidOnly: true,
  reporter: [['list']]
})
