import { usageError } from './command-error'
import { parseOptions } from './parse-options'
import { formatTable } from './table'
import type { Terminal } from './terminal'
import { devicesUsage } from './usage'

const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

/** `lacuna devices`. @throws CommandError */
export async function devicesCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, options)
  if (positionals.length > 0)
    throw usageError('devices takes no arguments. `lacuna devices --help` tells more.')
  if (values.help === true) {
    terminal.writeOutput(devicesUsage)
    return
  }
  const auto = await terminal.engine.autoDevice()
  const devices = (await terminal.engine.devices()).map((report) => ({
    ...report,
    ...(report.device === auto.device ? { auto: auto.why } : {})
  }))
  terminal.writeOutput(
    values.json === true
      ? `${JSON.stringify(devices)}\n`
      : formatTable([
          ...devices.map(({ device, usable, reason }) => [device, usable ? 'usable' : 'not usable', reason]),
          ['auto', `takes ${auto.device}`, auto.why]
        ])
  )
}
