import { runBench } from '../../models/bench/bench'
import { Stopwatch } from '../../models/bench/bench-model'
import { benchJson, benchText } from '../../models/bench/bench-report'
import { usageError } from './command-error'
import { findModel } from './find-model'
import { parseOptions, readDevice } from './parse-options'
import { ProgressBar } from './progress-bar'
import type { Terminal } from './terminal'
import { benchUsage } from './usage'

const options = {
  model: { type: 'string' },
  device: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' }
} as const

/** `lacuna bench`. @throws CommandError, CatalogError, RuntimeError */
export async function benchCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, options)
  if (values.help === true) {
    terminal.writeOutput(benchUsage)
    return
  }
  if (positionals.length > 0) throw usageError('bench takes no arguments. `lacuna bench --help` tells more.')
  const device = readDevice(values.device)
  const folder = await findModel(terminal, values.model)
  const { now, signal } = terminal
  const stopwatch = new Stopwatch(now)
  const progress = new ProgressBar(terminal)
  try {
    const { denoiser, tokenizer } = await terminal.engine.open(folder, {
      device,
      onProgress: (fraction) => progress.show('Preparing the model', fraction),
      signal,
      watch: stopwatch.watch
    })
    try {
      const report = await runBench({ denoiser, tokenizer, now, signal, stopwatch }, (fraction) =>
        progress.show('Measuring', fraction)
      )
      progress.clear()
      terminal.writeOutput(values.json === true ? `${benchJson(report)}\n` : benchText(report))
    } finally {
      await denoiser.dispose()
    }
  } finally {
    progress.clear()
  }
}
