import type { SpeedReport } from './speed-desk.svelte'

type StepFigure = SpeedReport['steps'][number]

/** A place in the plot: 0 … 1 from the left and from the bottom. */
interface PlotPoint {
  readonly x: number
  readonly y: number
}

export interface PlotSeries {
  readonly points: readonly (PlotPoint & { readonly low: number; readonly high: number })[]
  /** Values to write at the side, and their heights. */
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
}

export interface StepPlot {
  readonly steps: readonly { readonly value: number; readonly x: number }[]
  /** Nats a token; the bars are a standard error up and down. */
  readonly surprise: PlotSeries
  /** Seconds. */
  readonly time: PlotSeries
  /** Where a number of steps stands: at the end where more steps change nothing. */
  readonly knob: number
}

/** Each doubling of the steps is as wide. */
function placeOf(steps: number, { first, last }: { first: number; last: number }): number {
  if (first === last) return 0.5
  const place = Math.log2(steps / first) / Math.log2(last / first)
  return Math.min(1, Math.max(0, place))
}

/** Three or so round values that span some values. */
export function roundTicks(low: number, high: number): readonly number[] {
  const span = high - low || Math.abs(high) || 1
  const power = 10 ** Math.floor(Math.log10(span / 2))
  const step = power * ([1, 2, 5, 10].find((factor) => span / (factor * power) <= 3) ?? 10)
  const first = Math.floor(low / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(6))
  )
}

function series(
  xs: readonly number[],
  values: readonly number[],
  errors: readonly number[],
  floor = Infinity
): PlotSeries {
  const lows = values.map((value, index) => value - errors[index]!)
  const highs = values.map((value, index) => value + errors[index]!)
  const ticks = roundTicks(Math.min(floor, ...lows), Math.max(...highs))
  const bottom = ticks[0]!
  const heightOf = (value: number): number => (value - bottom) / (ticks.at(-1)! - bottom)
  return {
    points: values.map((value, index) => ({
      x: xs[index]!,
      y: heightOf(value),
      low: heightOf(lows[index]!),
      high: heightOf(highs[index]!)
    })),
    ticks: ticks.map((value) => ({ value, y: heightOf(value) }))
  }
}

/** What steps buy and cost. @param figures by rising steps, at least one */
export function plotSteps(figures: readonly StepFigure[], knob: number): StepPlot {
  const ends = { first: figures[0]!.steps, last: figures.at(-1)!.steps }
  const xs = figures.map(({ steps }) => placeOf(steps, ends))
  return {
    steps: figures.map(({ steps }, index) => ({ value: steps, x: xs[index]! })),
    surprise: series(
      xs,
      figures.map(({ judgeNatsPerToken }) => judgeNatsPerToken),
      figures.map(({ standardError }) => standardError)
    ),
    time: series(
      xs,
      figures.map(({ milliseconds }) => milliseconds / 1000),
      figures.map(() => 0),
      0
    ),
    knob: placeOf(knob, ends)
  }
}
