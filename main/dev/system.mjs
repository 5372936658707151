import { run } from './project.mjs'

/** What Electron and the tests need of Debian or Ubuntu beyond a bare system. */
export const debianPackages = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'xvfb',
  'xauth'
]

/** @returns {boolean} whether this process is the superuser, as whom Chromium's sandbox cannot start */
export function isRoot() {
  return process.getuid?.() === 0
}

/** @returns {boolean} whether a window can be shown */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}

/** @param {string} program @returns {Promise<boolean>} whether it stands on the PATH */
export async function hasProgram(program) {
  return (await run('sh', ['-c', `command -v ${program}`], { output: 'collect' })).code === 0
}

/**
 * Names the shared libraries that an executable needs and this system lacks.
 *
 * @param {string} executable
 * @returns {Promise<string[]>} such as `libnss3.so`; empty on systems other than Linux
 */
export async function missingLibraries(executable) {
  if (process.platform !== 'linux') return []
  const { output } = await run('ldd', [executable], { output: 'collect' })
  return [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '')
}
