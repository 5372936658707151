// `npm test`: every check there is. Ends with one line `N passed, N failed`; lint, format, types and build count as
// one check each. Names of phases as arguments run those alone: node e2e/run-tests.mjs unit e2e
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { findElectron } from '../main/dev/electron-runtime.mjs'
import { run } from '../main/dev/project.mjs'
import { debianPackages, hasDisplay, hasProgram, isRoot, missingLibraries } from '../main/dev/system.mjs'

/** @typedef {{ passed: number, failed: number }} Count */

const reports = mkdtempSync(path.join(tmpdir(), 'lacuna-tests-'))
const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`)

/** @type {Record<string, () => Promise<Count>>} */
const phases = {
  lint: () => check('npx', ['eslint', '.']),
  format: () => check('npx', ['prettier', '--check', '--log-level', 'warn', '.']),
  types: () => check('npm', ['run', '--silent', 'typecheck']),
  unit: unitTests,
  build: () => check('npm', ['run', '--silent', 'build']),
  e2e: endToEndTests
}

/** @param {string} command @param {string[]} args @returns {Promise<Count>} */
async function check(command, args) {
  const { code } = await run(command, args)
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** The figures of vitest's JSON report that are counted. */
const vitestReport = z
  .object({ numPassedTests: z.int(), numFailedTests: z.int() })
  .transform((report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }))

/** The figures of Playwright's JSON report that are counted. */
const playwrightReport = z
  .object({ stats: z.object({ expected: z.int(), flaky: z.int(), unexpected: z.int() }) })
  .transform(({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected }))

/**
 * Counts a report, and one failure more where the program failed although no test did (a spec that cannot be loaded).
 *
 * @param {number} code exit code of the test program
 * @param {string} file its JSON report
 * @param {z.ZodType<Count>} schema
 * @returns {Count}
 * @throws {Error} when there is no such report
 */
function fromReport(code, file, schema) {
  const { passed, failed } = schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

/** @returns {Promise<Count>} */
async function unitTests() {
  // The spec of WebGPU runs on the graphics processor in software that Electron brings.
  await findElectron({ log }).catch((/** @type {unknown} */ error) => log(String(error)))
  const file = path.join(reports, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code } = await run('npx', ['vitest', 'run', ...reporters])
  return fromReport(code, file, vitestReport)
}

/** @returns {Promise<Count>} */
async function endToEndTests() {
  const electron = await findElectron({ log })
  const virtualDisplay = process.platform === 'linux' && (await prepareLinux(electron.executable))
  const file = path.join(reports, 'playwright.json')
  const command = ['npx', 'playwright', 'test', '--reporter=list,json']
  if (virtualDisplay) command.unshift('xvfb-run', '-a', '-s', '-screen 0 1600x1000x24')
  const [program = '', ...args] = command
  const { code } = await run(program, args, {
    env: {
      ...process.env,
      ...(electron.origin === 'own' ? {} : { ELECTRON_OVERRIDE_DIST_PATH: electron.folder }),
      PLAYWRIGHT_JSON_OUTPUT_NAME: file
    }
  })
  return fromReport(code, file, playwrightReport)
}

/**
 * Makes sure that Electron finds its libraries and a display; installs Debian packages where this process may.
 *
 * @param {string} executable
 * @returns {Promise<boolean>} whether to run on a virtual display
 * @throws {Error} naming the packages, when they must be installed by hand
 */
async function prepareLinux(executable) {
  const ready = async () =>
    (await missingLibraries(executable)).length === 0 && (await hasProgram('xvfb-run'))
  if (await ready()) return true
  if (isRoot() && (await hasProgram('apt-get'))) {
    log(`Installing what Electron needs: ${debianPackages.join(' ')}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...debianPackages], { env })
    if (await ready()) return true
  }
  const missing = await missingLibraries(executable)
  if (missing.length === 0 && hasDisplay()) return false
  throw new Error(
    `The end-to-end tests need ${missing.length > 0 ? missing.join(', ') : 'a display or xvfb-run'}. ` +
      `On Debian or Ubuntu: sudo apt-get install ${debianPackages.join(' ')}`
  )
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in phases))
if (unknown.length > 0)
  throw new Error(`no such phase: ${unknown.join(', ')}; there are ${Object.keys(phases).join(', ')}`)

/** @type {[string, Count][]} */
const results = []
for (const [name, phase] of Object.entries(phases)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  log(`\n── ${name}`)
  try {
    results.push([name, await phase()])
  } catch (error) {
    log(error instanceof Error ? error.message : String(error))
    results.push([name, { passed: 0, failed: 1 }])
  }
}
rmSync(reports, { recursive: true, force: true })

const total = { passed: 0, failed: 0 }
log('')
for (const [name, { passed, failed }] of results) {
  log(`${failed === 0 ? '✓' : '✗'} ${name.padEnd(8)} ${passed} ok, ${failed} not ok`)
  total.passed += passed
  total.failed += failed
}
log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
