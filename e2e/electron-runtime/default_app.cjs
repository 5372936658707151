'use strict'
// Stands in for the default_app that every official Electron `dist` holds: lets
//   electron [-r module] … [--flags] <app folder | file.js>
// run an app that is not packaged.
const fs = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { app } = require('electron')

const preload = []
let target = null
const argv = process.argv.slice(1)
for (let index = 0; index < argv.length && target === null; index++) {
  const argument = argv[index]
  if (argument === '-v' || argument === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  } else if (argument === '-r' || argument === '--require') preload.push(argv[++index])
  else if (argument.startsWith('--app=')) target = argument.slice('--app='.length)
  else if (!argument.startsWith('-')) target = argument
}

if (preload.length > 0) Module._preloadModules(preload)

if (target === null) {
  console.error('usage: electron [options] <app folder or main script>')
  app.exit(1)
} else {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
  const folder = path.resolve(target)
  try {
    const manifest = path.join(folder, 'package.json')
    const isFolder = fs.existsSync(manifest)
    if (isFolder) {
      const description = JSON.parse(fs.readFileSync(manifest, 'utf8'))
      if (description.version) app.setVersion(description.version)
      app.name = description.productName || description.name || app.name
      app.setDesktopName(description.desktopName || `${app.name}.desktop`)
    }
    const main = Module._resolveFilename(folder, null, true)
    app.setAppPath(isFolder ? folder : path.dirname(main))
    Module._load(main, Module, true)
  } catch (error) {
    console.error('The app threw an error while it was loaded.')
    console.error(error)
    app.exit(1)
  }
}
