import { parseArgs, type ParseArgsConfig } from 'node:util'
import { z } from 'zod'
import {
  fillSettingsSchema,
  defaultFillSettings,
  lengthWishSchema,
  orderSchema,
  type FillSettings
} from '../../models/infill/settings'
import type { DeviceChoice } from '../../models/runtime/open-denoiser'
import { usageError } from './command-error'

type OptionsConfig = NonNullable<ParseArgsConfig['options']>

/** `parseArgs` of Node, whose complaints become one line. @throws CommandError with status 2 */
export function parseOptions<Options extends OptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      const [sentence] = error.message.split(/\. (?=To )|\n/)
      throw usageError(`${sentence!.replace(/\.$/, '')}. \`lacuna --help\` tells more.`)
    }
    throw error
  }
}

export const fillOptions = {
  steps: { type: 'string' },
  order: { type: 'string' },
  temperature: { type: 'string' },
  'top-p': { type: 'string' },
  seed: { type: 'string' },
  alternatives: { type: 'string' },
  strength: { type: 'string' },
  polish: { type: 'string' },
  length: { type: 'string' },
  model: { type: 'string' },
  device: { type: 'string' },
  json: { type: 'boolean' },
  time: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' }
} as const satisfies OptionsConfig

type NumberSetting = Exclude<keyof FillSettings, 'order' | 'length'>

/** Each numeric setting with its flag and what it may be. */
const numberFlags: readonly { setting: NumberSetting; flag: keyof typeof fillOptions; range: string }[] = [
  { setting: 'steps', flag: 'steps', range: 'a whole number from 1 to 1024' },
  { setting: 'temperature', flag: 'temperature', range: 'a number from 0 to 2' },
  { setting: 'topP', flag: 'top-p', range: 'a number above 0, at most 1' },
  { setting: 'seed', flag: 'seed', range: 'a whole number from 0 to 4294967295' },
  { setting: 'alternatives', flag: 'alternatives', range: 'a whole number from 1 to 8' },
  { setting: 'strength', flag: 'strength', range: 'a number from 0 to 1' },
  { setting: 'polish', flag: 'polish', range: 'a whole number from 0 to 16' }
]

/** Settings of a fill from flags; the rest are the defaults. @throws CommandError with status 2 */
export function readFillSettings(
  values: Readonly<Record<string, string | boolean | undefined>>
): FillSettings {
  const given: Partial<Record<keyof FillSettings, unknown>> = {}
  for (const { setting, flag, range } of numberFlags) {
    const text = values[flag]
    if (typeof text !== 'string') continue
    const number = z
      .string()
      .regex(/^\d+(\.\d+)?$|^\.\d+$/)
      .transform(Number)
      .pipe(fillSettingsSchema.shape[setting])
      .safeParse(text)
    if (!number.success) throw usageError(`--${flag} takes ${range}, not "${text}".`)
    given[setting] = number.data
  }
  if (values['order'] !== undefined) {
    const order = orderSchema.safeParse(values['order'])
    if (!order.success) {
      throw usageError(
        `--order takes one of ${orderSchema.options.join(', ')}, not "${String(values['order'])}".`
      )
    }
    given.order = order.data
  }
  if (values['length'] !== undefined) {
    const length = lengthWishSchema.safeParse(values['length'])
    if (!length.success) {
      throw usageError(
        `--length takes one of ${lengthWishSchema.options.join(', ')}, not "${String(values['length'])}".`
      )
    }
    given.length = length.data
  }
  return fillSettingsSchema.parse({ ...defaultFillSettings, ...given })
}

const deviceSchema = z.enum([
  'auto',
  'cpu',
  'webgpu',
  'cuda',
  'directml',
  'coreml'
]) satisfies z.ZodType<DeviceChoice>

/** What to run on, from a flag; `auto` without one. @throws CommandError with status 2 */
export function readDevice(name = 'auto'): DeviceChoice {
  const device = deviceSchema.safeParse(name)
  if (!device.success) {
    throw usageError(`--device takes one of ${deviceSchema.options.join(', ')}, not "${name}".`)
  }
  return device.data
}
