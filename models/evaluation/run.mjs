// `npm run eval`: runs the evaluation straight from its sources.
import path from 'node:path'
import { runnerImport } from 'vite'

/** @type {{ module: typeof import('./main.ts') }} */
const { module } = await runnerImport(path.join(import.meta.dirname, 'main.ts'))
process.exitCode = await module.main(process.argv.slice(2))
