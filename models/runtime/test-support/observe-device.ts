/** Opens a model folder on a device and writes what it says as JSON: node models/run.mjs runtime/test-support/observe-device.ts DEVICE FOLDER CACHE */
import { join } from 'node:path'
import { loadModelFolder } from '../../catalog/model-folder'
import { loadTokenizer } from '../../tokenizer/byte-level-bpe'
import { openDenoiser } from '../open-denoiser'
import { allDevices } from '../device-decision'
import { observe } from './observe'

const [name, directory = '', cacheDirectory = ''] = process.argv.slice(3)
const device = allDevices.find((known) => known === name)
if (device === undefined) throw new Error(`there is no device ${name ?? ''}`)
const denoiser = await openDenoiser(await loadModelFolder(directory), { cacheDirectory, device })
const tokenizer = await loadTokenizer(join(directory, 'tokenizer.json'))
process.stdout.write(JSON.stringify(await observe(denoiser, tokenizer)))
await denoiser.dispose()
