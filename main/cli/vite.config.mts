import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** Builds the command line into one file that runs on plain Node: out/cli/cli.mjs. */
export default defineConfig({
  root,
  publicDir: false,
  build: {
    ssr: 'main/cli/cli.ts',
    target: 'node20',
    outDir: 'out/cli',
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      // It carries native libraries, which find themselves by their place in node_modules.
      external: [/^onnxruntime-node($|\/)/],
      output: { format: 'es', entryFileNames: 'cli.mjs', codeSplitting: false }
    }
  },
  ssr: { noExternal: true, external: ['onnxruntime-node'] }
})
