import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/** The page with the simulated main process: `npx vite -c renderer/test-support/browser/vite.config.ts` to develop on it. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [svelte()],
  build: {
    target: 'chrome114',
    cssTarget: 'chrome114',
    outDir: '../../../out/renderer-check',
    emptyOutDir: true
  },
  preview: { host: '127.0.0.1', port: 4178, strictPort: true }
})
