import { CatalogError, type CatalogErrorCode } from '../../models/catalog/catalog-error'
import { FillError, type FillErrorCode } from '../../models/infill/fill-error'
import { ScoringError } from '../../models/scoring/scoring-error'
import { benchCommand } from './bench-command'
import { CommandError, usageError } from './command-error'
import { devicesCommand } from './devices-command'
import { fillCommand } from './fill-command'
import { modelsCommand } from './models-command'
import { scoreCommand } from './score-command'
import type { Terminal } from './terminal'
import { usage } from './usage'

const commands: Readonly<Record<string, (args: readonly string[], terminal: Terminal) => Promise<void>>> = {
  fill: fillCommand,
  score: scoreCommand,
  bench: benchCommand,
  devices: devicesCommand,
  models: modelsCommand
}

/** 128 + the number of SIGINT, as shells have it. */
const interrupted = 130

/**
 * Runs the command line. Whatever goes wrong becomes one line on standard error.
 *
 * @param args without the program's own name.
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage or input, 130 interrupted.
 */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await dispatch(args, terminal)
    return 0
  } catch (error) {
    if (terminal.signal.aborted) {
      terminal.writeTalk('lacuna: stopped; nothing was written.\n')
      return interrupted
    }
    terminal.writeTalk(`lacuna: ${oneLine(error)}\n`)
    return statusOf(error)
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<void> {
  const [name, ...rest] = args
  if (name === undefined) throw usageError('Which command? `lacuna --help` lists them.')
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.writeOutput(usage)
    return
  }
  if (name === '--version') {
    terminal.writeOutput(`${terminal.version}\n`)
    return
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw usageError(`There is no command "${name}". \`lacuna --help\` lists them.`)
  await command(rest, terminal)
}

const inputErrors: ReadonlySet<FillErrorCode> = new Set([
  'no-regions',
  'empty-text',
  'bad-mark',
  'lock-outside-text',
  'region-too-long',
  'bad-span'
])

const catalogInputErrors: ReadonlySet<CatalogErrorCode> = new Set([
  'not-a-model',
  'not-importable',
  'already-there',
  'bundled',
  'bad-address'
])

function statusOf(error: unknown): number {
  if (error instanceof CommandError) return error.status
  if (error instanceof FillError) return inputErrors.has(error.code) ? 2 : 1
  if (error instanceof ScoringError) return error.code === 'empty-text' ? 2 : 1
  if (error instanceof CatalogError) return catalogInputErrors.has(error.code) ? 2 : 1
  return 1
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s*[\r\n]+\s*/g, ' ')
