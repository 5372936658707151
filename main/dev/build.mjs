import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './project.mjs'

/** The file that runs, for each thing that is built. */
export const outputs = {
  app: path.join(root, 'out/main/index.js'),
  cli: path.join(root, 'out/cli/cli.mjs')
}

const shared = ['models', 'package-lock.json', 'tsconfig.json']

/** @satisfies {Record<keyof typeof outputs, { sources: string[], program: string[] }>} */
const targets = {
  app: {
    sources: [...shared, 'main', 'renderer', 'resources/help', 'electron.vite.config.ts'],
    program: ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn']
  },
  cli: {
    sources: [...shared, 'main/cli'],
    program: [
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'main/cli/vite.config.mts',
      '--logLevel',
      'warn'
    ]
  }
}

/**
 * Builds `target` unless what stands in out/ is newer than every source of it.
 *
 * @param {keyof typeof outputs} target
 * @param {{ log: (line: string) => void, force?: boolean }} options
 * @throws {Error} with the compiler's own messages when the build fails
 */
export async function buildIfStale(target, { log, force = false }) {
  const { sources, program } = targets[target]
  const stamp = path.join(root, 'out', `.${target}-built`)
  if (!force && modified(outputs[target]) > 0 && modified(stamp) > newest(sources)) return
  log(target === 'app' ? 'Building the app …' : 'Building the command line …')
  const started = new Date()
  rmSync(stamp, { force: true })
  const { code, output } = await run(process.execPath, program, { output: 'collect' })
  if (code !== 0) throw new Error(`the build failed:\n${output}`)
  mkdirSync(path.dirname(stamp), { recursive: true })
  // The stamp bears the time of the start: a source that changed meanwhile is newer than it.
  writeFileSync(stamp, '')
  utimesSync(stamp, started, started)
}

/** @param {string} file @returns {number} time of its last change in milliseconds; 0 when there is none */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** @param {readonly string[]} sources files and folders, relative to the root @returns {number} in milliseconds */
function newest(sources) {
  return Math.max(...sources.map((source) => newestBelow(path.join(root, source))))
}

/** @param {string} file @returns {number} */
function newestBelow(file) {
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) return 0
  if (!status.isDirectory()) return status.mtimeMs
  const children = readdirSync(file).filter((name) => name !== 'training' && !name.endsWith('.spec.ts'))
  return Math.max(status.mtimeMs, ...children.map((name) => newestBelow(path.join(file, name))))
}
