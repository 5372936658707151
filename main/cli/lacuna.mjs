#!/usr/bin/env node
// The command `lacuna`: builds the command line when it is missing or older than its sources, then runs it.
import { buildIfStale, outputs } from '../dev/build.mjs'

try {
  await buildIfStale('cli', { log: (line) => process.stderr.write(`${line}\n`) })
} catch (error) {
  process.stderr.write(`lacuna: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
await import(outputs.cli)
