import { defineConfig } from '@playwright/test'

/** Checks of the page in a recent Chromium, where Monaco takes input by EditContext; the specs in e2e/ run on the oldest one. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.check.ts',
  outputDir: '../../../test-results/renderer',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: 'http://127.0.0.1:4178',
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }
  },
  webServer: {
    command: 'npx vite build -c vite.config.ts && npx vite preview -c vite.config.ts',
    cwd: import.meta.dirname,
    url: 'http://127.0.0.1:4178',
    reuseExistingServer: false
  }
})
