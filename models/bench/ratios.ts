import { MessageChannel } from 'node:worker_threads'
import { canvasTokens, contextTokens, fillOnce, type BenchModel } from './bench-model'
import type { Ratios } from './bench-schema'
import { interleave } from './interleave'
import { documentWithGap, lengthened, placeAt, prose, shortened } from './prose'
import { stepsOf } from './steps'
import { median } from './statistics'

const shortDocument = 5000
const longDocument = 1_000_000

/** Measures all of them in one run. `budget`: milliseconds to take, about. */
export async function measureRatios(
  model: BenchModel,
  { budget, leastRounds }: { readonly budget: number; readonly leastRounds: number },
  onRound?: (fraction: number) => void
): Promise<Ratios> {
  const window = await openWindows(model)
  // Each fill at a place of its own: what was read before must not help it.
  let place = 0
  const next = () => documentWithGap(placeAt(place++), canvasTokens, model.tokenizer)
  const timeOf = async (document: ReturnType<typeof next>, settings: Parameters<typeof fillOnce>[2]) =>
    (await fillOnce(model, document, settings)).milliseconds
  const overheads: number[] = []
  try {
    const times = await interleave(
      {
        overhead: async () => {
          const ratios = await stepOverheads(model, next())
          overheads.push(...ratios)
          return median(ratios)
        },
        cachedStep: () => window.time('cached'),
        fullWindow: () => window.time('full'),
        one: () => timeOf(next(), { steps: 16 }),
        four: () => timeOf(next(), { steps: 16, alternatives: 4 }),
        short: () => timeOf(shortened(next(), shortDocument), { steps: 8 }),
        long: () => timeOf(lengthened(next(), longDocument), { steps: 8 })
      },
      { ...model, rounds: 9, leastRounds, budget, onRound }
    )
    return {
      stepOverBareRuntime: median(overheads),
      cachedStepOverFullWindow: median(times.cachedStep) / median(times.fullWindow),
      fourAlternativesOverOne: median(times.four) / median(times.one),
      longDocumentOverShort: median(times.long) / median(times.short)
    }
  } finally {
    await window.close()
  }
}

/**
 * For each step of a fill but the first, its time over what the runtime took of it. Progress goes through a message
 * channel, as it does on its way to the window of the app.
 */
async function stepOverheads(
  model: BenchModel,
  document: ReturnType<typeof documentWithGap>
): Promise<number[]> {
  const { now, stopwatch } = model
  const { port1, port2 } = new MessageChannel()
  port2.on('message', () => undefined)
  const ratios: number[] = []
  let previous: { readonly time: number; readonly runtime: number } | undefined
  try {
    await fillOnce(model, document, { steps: canvasTokens }, (progress) => {
      port1.postMessage(progress)
      const current = { time: now(), runtime: stopwatch.milliseconds }
      if (previous !== undefined && current.runtime > previous.runtime) {
        ratios.push((current.time - previous.time) / (current.runtime - previous.runtime))
      }
      previous = current
    })
  } finally {
    port1.close()
  }
  return ratios
}

/**
 * The same tokens twice: as cached context with a canvas, and as one canvas in which all but the same positions are revealed. A step of a fill is
 * measured in the first, behind one that has seen the whole canvas, and a call in which nothing is known yet in the second.
 */
async function openWindows({ denoiser, tokenizer, now, signal }: BenchModel) {
  const { maskId, window } = denoiser.info
  const context = Math.min(contextTokens, window - 1 - canvasTokens)
  const tokens = tokenizer.encode(prose).slice(0, context)
  const left = tokens.slice(0, context >> 1)
  const right = tokens.slice(left.length)
  const none = new Int32Array(0)
  const hidden = new Int32Array(canvasTokens).fill(maskId)
  const whole = Int32Array.from([...left, ...hidden, ...right])
  const cached = await denoiser.open(
    { contexts: [left, right], canvases: [{ length: canvasTokens, openLength: false }] },
    signal
  )
  const full = await denoiser.open(
    { contexts: [none, none], canvases: [{ length: whole.length, openLength: false }] },
    signal
  )
  const steps = stepsOf(cached, { length: canvasTokens, maskId, revealed: right })
  const positions = hidden.map((_, index) => left.length + index)
  const cases = {
    cached: () => steps.next(signal),
    full: () => full.evaluate({ alternatives: [whole], positions: [positions], totalNoise: 1 }, signal)
  }
  return {
    async time(name: keyof typeof cases): Promise<number> {
      const started = now()
      await cases[name]()
      return now() - started
    },
    async close(): Promise<void> {
      await cached.close()
      await full.close()
    }
  }
}
