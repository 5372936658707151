import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { modelLocations } from '../../models/catalog/model-locations'
import { httpsNetwork } from '../../models/catalog/network'
import { rememberedDevice } from '../../models/runtime/device-choice'
import { listDevices } from '../../models/runtime/devices'
import { openDenoiser } from '../../models/runtime/open-denoiser'
import { loadTokenizer } from '../../models/tokenizer/byte-level-bpe'
import packageFile from '../../package.json'
import { readInput } from './read-input'
import { runCommand } from './run-command'

/** The same place from here and from where this is built to: out/cli. */
const resources = resolve(import.meta.dirname, '../../resources')

// A reader that has seen enough, as `head` does, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const interruption = new AbortController()
// Only once: who interrupts a second time does not want to wait for the network call that runs.
process.once('SIGINT', () => interruption.abort())

const locations = modelLocations({
  platform: process.platform,
  environment: process.env,
  homeDirectory: homedir(),
  resources
})

process.exitCode = await runCommand(process.argv.slice(2), {
  writeOutput: (text) => void process.stdout.write(text),
  writeTalk: (text) => void process.stderr.write(text),
  talksToPerson: process.stderr.isTTY,
  inputIsKeyboard: process.stdin.isTTY,
  readInput: (path) => readInput(path, process.stdin, readFile),
  signal: interruption.signal,
  now: () => performance.now(),
  version: packageFile.version,
  locations,
  network: httpsNetwork(fetch),
  engine: {
    devices: () => listDevices(),
    autoDevice: () => rememberedDevice(locations.cacheDirectory),
    async open(folder, options) {
      const { cacheDirectory } = locations
      const onFallback = (why: string) => void process.stderr.write(`lacuna: using the cpu: ${why}\n`)
      const denoiser = await openDenoiser(folder, { cacheDirectory, onFallback, ...options })
      return { denoiser, tokenizer: await loadTokenizer(join(folder.directory, 'tokenizer.json')) }
    }
  }
})
