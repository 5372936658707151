// `npm start`: finds Electron, builds what is missing or out of date, and opens the app.
import { buildIfStale } from './build.mjs'
import { findElectron } from './electron-runtime.mjs'
import { root, run } from './project.mjs'
import { debianPackages, hasDisplay, hasProgram, isRoot, missingLibraries } from './system.mjs'

const log = (/** @type {string} */ line) => process.stderr.write(`${line}\n`)

/** @returns {Promise<number>} exit code */
async function start() {
  const electron = await findElectron({ log })
  const missing = await missingLibraries(electron.executable)
  if (missing.length > 0) {
    log(`Electron needs libraries that are not installed: ${missing.join(', ')}`)
    log(`On Debian or Ubuntu: sudo apt-get install ${debianPackages.join(' ')}`)
    return 1
  }
  await buildIfStale('app', { log })

  const args = [root, ...process.argv.slice(2)]
  if (process.platform === 'linux' && isRoot()) {
    log('Running as root, where the Chromium sandbox cannot start: adding --no-sandbox.')
    args.push('--no-sandbox')
  }
  if (hasDisplay()) return (await run(electron.executable, args)).code
  if (process.env['CI'] !== undefined && (await hasProgram('xvfb-run'))) {
    return (await run('xvfb-run', ['-a', electron.executable, ...args])).code
  }
  log('There is no display to open a window on. Start it from a desktop session; or, to see that it runs,')
  log('on a virtual display: CI=true npm start (needs the packages xvfb and xauth).')
  return 1
}

try {
  process.exitCode = await start()
} catch (error) {
  log(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
