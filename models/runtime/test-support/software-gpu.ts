import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * The environment in which the runtime finds SwiftShader, a graphics processor in software that every Electron brings. Undefined
 * where there is none: on systems other than Linux, and before Electron was fetched.
 */
export function softwareGpu(): NodeJS.ProcessEnv | undefined {
  if (process.platform !== 'linux') return undefined
  const root = resolve(import.meta.dirname, '../../..')
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const folders = [
    ...(given === undefined ? [] : [given]),
    join(root, 'node_modules/electron/dist'),
    join(root, '.electron-runtime')
  ]
  const folder = folders.find((path) => existsSync(join(path, 'libvk_swiftshader.so')))
  if (folder === undefined) return undefined
  return {
    ...process.env,
    LD_LIBRARY_PATH: [folder, process.env['LD_LIBRARY_PATH'] ?? ''].join(':'),
    VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json')
  }
}
