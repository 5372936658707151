// `npm run package`: the app as a folder in dist/ that runs without anything installed, made with the Electron that is
// here. Arguments go to electron-builder: `npm run package -- --linux deb AppImage`, on a network, makes a release.
//
// Two differences mark a package for tests, made with `--for-tests`: the fuse that refuses `--inspect` stays open,
// since Playwright drives an app through it, and the folder is dist/for-tests.
import { buildIfStale } from '../../main/dev/build.mjs'
import { findElectron } from '../../main/dev/electron-runtime.mjs'
import { run } from '../../main/dev/project.mjs'

const log = (/** @type {string} */ line) => process.stdout.write(`${line}\n`)

const forTests = process.argv.includes('--for-tests')
const given = process.argv.slice(2).filter((argument) => argument !== '--for-tests')
const args = given.length > 0 ? given : ['--dir']

const electron = await findElectron({ log })
await buildIfStale('app', { log })
if (electron.origin === 'own') args.push('--config', 'resources/packaging/release.yml')
else {
  log(
    `A package made with Electron ${electron.version} serves to try the app and to test it; do not give it to others.`
  )
  args.push(`-c.electronDist=${electron.folder}`, `-c.electronVersion=${electron.version}`)
}
if (forTests) {
  args.push('-c.electronFuses.enableNodeCliInspectArguments=true', '-c.directories.output=dist/for-tests')
}
const { code } = await run('npx', ['electron-builder', ...args])
process.exitCode = code === 0 ? 0 : 1
