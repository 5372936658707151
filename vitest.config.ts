import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{main,models,resources}/**/*.spec.ts', 'e2e/{runner,support}/**/*.spec.ts'],
          testTimeout: 60_000
        }
      },
      {
        plugins: [svelte(), svelteTesting()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['renderer/**/*.spec.ts'],
          testTimeout: 30_000
        }
      }
    ]
  }
})
