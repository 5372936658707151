import { spawn } from 'node:child_process'
import path from 'node:path'

/** Absolute path of the project's root folder. */
export const root = path.resolve(import.meta.dirname, '../..')

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{
 *   cwd?: string,
 *   env?: NodeJS.ProcessEnv,
 *   timeout?: number,
 *   output?: 'inherit' | 'stderr' | 'collect'
 * }} [options] `timeout` in milliseconds; `output`: shown as it comes, shown on stderr, or only collected
 * @returns {Promise<{ code: number, output: string }>} exit code (−1 when it could not start or was killed) and
 *   what it wrote on both streams (empty unless collected)
 */
export function run(command, args, { cwd = root, env = process.env, timeout, output = 'inherit' } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env,
      timeout,
      stdio: [
        'ignore',
        output === 'inherit' ? 'inherit' : output === 'stderr' ? 2 : 'pipe',
        output === 'collect' ? 'pipe' : 2
      ]
    })
    /** @type {string[]} */
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => chunks.push(chunk))
    }
    child.on('error', (error) => done({ code: -1, output: `${chunks.join('')}${error.message}\n` }))
    child.on('close', (code) => done({ code: code ?? -1, output: chunks.join('') }))
  })
}
