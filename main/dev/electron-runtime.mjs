import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './project.mjs'

/**
 * An Electron that can be started.
 * @typedef {object} ElectronRuntime
 * @property {string} folder holds the executable (the `dist` folder of an Electron)
 * @property {string} executable absolute path
 * @property {string} version such as `45.4.1`
 * @property {'own' | 'registry' | 'given'} origin Electron's own download, the older one from the npm registry, or
 *   the folder named by ELECTRON_OVERRIDE_DIST_PATH
 */

const electronPackage = path.join(root, 'node_modules/electron')
const registryRuntime = path.join(root, '.electron-runtime')

/**
 * Finds Electron: the folder that ELECTRON_OVERRIDE_DIST_PATH names, else Electron's own download (fetched now if
 * need be), else, on a network that does not reach it, an older Electron that the npm registry holds.
 *
 * @param {{ log: (line: string) => void }} options is told in one line whenever it is not Electron's own download
 * @returns {Promise<ElectronRuntime>}
 * @throws {Error} when there is none, saying what to do
 */
export async function findElectron({ log }) {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (given !== undefined) return describe(path.resolve(given), 'electron', 'given')
  const own = ownDownload()
  if (own !== undefined) return own
  const known = registryDownload()
  if (known !== undefined) return announced(known, log)
  const download = await run(process.execPath, [path.join(electronPackage, 'install.js')], {
    output: 'collect'
  })
  const fetched = ownDownload()
  if (fetched !== undefined) return fetched
  const reason = `Electron could not be downloaded:\n${download.output}`
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`${reason}\nCheck the network, then try again: npx install-electron`)
  }
  await installRegistryRuntime(reason)
  const installed = registryDownload()
  if (installed === undefined) throw new Error(reason)
  return announced(installed, log)
}

/** @param {string} reason why it is needed, for the message of a failure */
async function installRegistryRuntime(reason) {
  const folder = path.join(root, 'e2e/electron-runtime')
  for (const [command, args] of /** @type {const} */ ([
    ['npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund']],
    [process.execPath, [path.join(folder, 'install.mjs'), registryRuntime]]
  ])) {
    const { code, output } = await run(command, args, { output: 'collect' })
    if (code !== 0)
      throw new Error(`${reason}\nThe npm registry's Electron could not be installed either:\n${output}`)
  }
}

/** @param {ElectronRuntime} runtime @param {(line: string) => void} log @returns {ElectronRuntime} */
function announced(runtime, log) {
  log(`Electron's own download is not here: using Electron ${runtime.version} from the npm registry instead.`)
  return runtime
}

/** @returns {ElectronRuntime | undefined} */
function ownDownload() {
  const pathFile = path.join(electronPackage, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const name = readFileSync(pathFile, 'utf8')
  const folder = path.join(electronPackage, 'dist')
  return existsSync(path.join(folder, name)) ? describe(folder, name, 'own') : undefined
}

/** @returns {ElectronRuntime | undefined} */
function registryDownload() {
  return existsSync(path.join(registryRuntime, 'version'))
    ? describe(registryRuntime, 'electron', 'registry')
    : undefined
}

/** @param {string} folder @param {string} name @param {ElectronRuntime['origin']} origin @returns {ElectronRuntime} */
function describe(folder, name, origin) {
  const executable = path.join(folder, name)
  if (!existsSync(executable)) throw new Error(`there is no Electron in ${folder}`)
  const version = readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  return { folder, executable, version, origin }
}
