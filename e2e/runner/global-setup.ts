import { buildIfStale } from '../../main/dev/build.mjs'
import { findElectron } from '../../main/dev/electron-runtime.mjs'

const log = (line: string): void => void process.stdout.write(`${line}\n`)

/** Before the first spec: an Electron to run (Playwright finds it through the environment) and an up-to-date build. */
export default async function globalSetup(): Promise<void> {
  const electron = await findElectron({ log })
  if (electron.origin !== 'own') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electron.folder
  await buildIfStale('app', { log })
}
