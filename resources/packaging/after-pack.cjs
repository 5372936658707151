'use strict'
// electron-builder copies an Electron that was not downloaded by itself whole: drop what its own packaging drops.
const fs = require('node:fs')
const path = require('node:path')

exports.default = async ({ electronPlatformName, appOutDir }) => {
  if (electronPlatformName !== 'linux') return
  fs.rmSync(path.join(appOutDir, 'resources/default_app.asar'), { force: true })
}
