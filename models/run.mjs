// Runs a TypeScript program of this folder: node models/run.mjs bench/peers/bench-peers.ts [options]
import { resolve } from 'node:path'
import { runnerImport } from 'vite'

const [program = ''] = process.argv.slice(2)
await runnerImport(resolve(import.meta.dirname, program), { configFile: false, logLevel: 'warn' })
