import { runBench } from '../../models/bench/bench'
import { Stopwatch } from '../../models/bench/bench-model'
import { benchJson, benchText } from '../../models/bench/bench-report'
import { usageError } from './command-error'
import { parseOptions, readDevice } from './parse-options'
import type { Terminal } from './terminal'
import { benchUsage } from './usage'
import { withModel } from './with-model'

const commandOptions = {
  model: { type: 'string' },
  device: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' }
} as const

/** `lacuna bench`. @throws CommandError, CatalogError, RuntimeError */
export async function benchCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, commandOptions)
  if (values.help === true) {
    terminal.writeOutput(benchUsage)
    return
  }
  if (positionals.length > 0) throw usageError('bench takes no arguments. `lacuna bench --help` tells more.')
  const device = readDevice(values.device)
  const { now, signal } = terminal
  const stopwatch = new Stopwatch(now)
  const options = { model: values.model, device, watch: stopwatch.watch }
  await withModel(terminal, options, async ({ denoiser, tokenizer, progress }) => {
    const report = await runBench({ denoiser, tokenizer, now, signal, stopwatch }, 'whole', (fraction) =>
      progress.show('Measuring', fraction)
    )
    progress.clear()
    terminal.writeOutput(values.json === true ? `${benchJson(report)}\n` : benchText(report))
  })
}
