import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

// The oldest runtime the app is tested on: Electron 25.1 (Node 18.15, Chromium 114). These targets lower
// syntax only; a builtin newer than that must be feature-detected where it is used.
const NODE_TARGET = 'node18.15'
const CHROME_TARGET = 'chrome114'

// electron is provided by the runtime; onnxruntime-node carries native libraries. All else is bundled, so
// that the package holds no node_modules but that one.
const external = ['electron', /^onnxruntime-node($|\/)/]

export default defineConfig({
  main: {
    build: {
      target: NODE_TARGET,
      outDir: 'out/main',
      externalizeDeps: false,
      sourcemap: true,
      license: { fileName: 'licences.md' },
      rolldownOptions: {
        external,
        input: {
          index: resolve('main/index.ts'),
          inference: resolve('main/inference/process.ts')
        },
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' }
      }
    }
  },
  preload: {
    build: {
      target: NODE_TARGET,
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        external,
        input: { index: resolve('main/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].js' }
      }
    }
  },
  renderer: {
    root: 'renderer',
    plugins: [svelte()],
    build: {
      target: CHROME_TARGET,
      cssTarget: CHROME_TARGET,
      outDir: 'out/renderer',
      minify: true,
      license: { fileName: 'licences.md' },
      rolldownOptions: { input: resolve('renderer/index.html') }
    }
  }
})
