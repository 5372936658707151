import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildIfStale } from '../../main/dev/build.mjs'
import { findElectron } from '../../main/dev/electron-runtime.mjs'

const log = (line: string): void => void process.stdout.write(`${line}\n`)

/**
 * Before the first spec: an Electron to run (Playwright finds it through the environment), an up-to-date build, and a
 * cache that all apps of this run share, so that a model's graph is built once. Returns what ends it after the last one.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const electron = await findElectron({ log })
  if (electron.origin !== 'own') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electron.folder
  await buildIfStale('app', { log })
  const cache = await mkdtemp(path.join(tmpdir(), 'lacuna-e2e-cache-'))
  process.env['XDG_CACHE_HOME'] = cache
  return () => rm(cache, { recursive: true, force: true })
}
