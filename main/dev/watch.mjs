// `npm run dev`: the app on a development server, which shows changes of the renderer at once and starts the app anew
// after changes of the main process.
import { findElectron } from './electron-runtime.mjs'
import { run } from './project.mjs'
import { isRoot } from './system.mjs'

const electron = await findElectron({ log: (line) => process.stderr.write(`${line}\n`) })
const { code } = await run(
  process.execPath,
  ['node_modules/electron-vite/bin/electron-vite.js', 'dev', '--watch'],
  {
    env: {
      ...process.env,
      ELECTRON_EXEC_PATH: electron.executable,
      // Chromium's sandbox cannot start as root.
      ...(isRoot() ? { NO_SANDBOX: '1' } : {})
    }
  }
)
process.exitCode = code === 0 ? 0 : 1
