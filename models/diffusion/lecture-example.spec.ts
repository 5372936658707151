import { describe, expect, it } from 'vitest'
import { absorbGraph } from './absorb-graph'
import { reverseRates } from './graph'
import { apply, matrix, matrixExponential, scale, type Matrix } from './test-support/matrix'
import { uniformGraph } from './uniform-graph'

/**
 * The three states of Lou's lecture on discrete diffusion: Q is 1 off the diagonal and −2 on it, p₀ = (.5, .2, .3). It is
 * the uniform graph of three states at the noise rate σ = 3. The lecture also speaks of (.5, .3, .2), and the rates it reads
 * out, (−.5, .1, .4), are those of that order; both are checked.
 */
const graph = uniformGraph(3)
const RATE = 3

/** Column x of a matrix is row(x). */
const fromColumns = (row: (x: number) => Float64Array): Matrix => matrix(3, 3, (y, x) => row(x)[y]!)
const lectureMatrix = matrix(3, 3, (row, column) => (row === column ? -2 : 1))

function densityFrom(start: readonly number[], t: number): number[] {
  return apply(
    fromColumns((x) => graph.transitionFrom(x, RATE * t)),
    start
  )
}

/** Q̄_t, columns summing to 0, from the concrete score p(y)/p(x) at every x. */
function reverseMatrix(p: readonly number[]): Matrix {
  return fromColumns((x) => {
    const score = Float64Array.from(p, (value) => value / p[x]!)
    return reverseRates(graph, x, score).map((rate) => RATE * rate)
  })
}

function expectClose(values: readonly number[], truth: readonly number[], digits = 12): void {
  truth.forEach((value, i) => expect(values[i]).toBeCloseTo(value, digits))
}

describe.each([
  { start: [0.5, 0.2, 0.3], slope: [-0.5, 0.4, 0.1] },
  { start: [0.5, 0.3, 0.2], slope: [-0.5, 0.1, 0.4] }
])("the lecture's three-state example from $start", ({ start, slope }) => {
  const density = (t: number): number[] => densityFrom(start, t)

  it('has the matrix of the lecture', () => {
    const rates = fromColumns((x) => graph.rateFrom(x).map((rate) => RATE * rate))
    rates.forEach((row, i) => expectClose(row, lectureMatrix[i]!))
  })

  it(`starts with dp/dt = ${slope.join(', ')}`, () => {
    expectClose(
      apply(
        fromColumns((x) => graph.rateFrom(x).map((rate) => RATE * rate)),
        start
      ),
      slope
    )
    const step = 1e-6
    expectClose(
      density(step).map((value, i) => (value - start[i]!) / step),
      slope,
      5
    )
  })

  it.each([0.05, 0.2, 0.7, 3])('has the densities e^{tQ} p₀ at t = %f', (t) => {
    expectClose(density(t), apply(matrixExponential(scale(lectureMatrix, t)), start))
    expectClose(
      density(t),
      start.map((p) => 1 / 3 + Math.exp(-3 * t) * (p - 1 / 3))
    )
  })

  it('ends at random', () => {
    expectClose(density(20), [1 / 3, 1 / 3, 1 / 3])
  })

  it('has a reverse matrix that moves the masses back as fast', () => {
    const reverse = reverseMatrix(start)
    expectClose(
      apply(reverse, start),
      slope.map((value) => -value)
    )
    expect(reverse[1]![0]).toBeCloseTo(start[1]! / start[0]!, 12)
    expect(reverse[0]![2]).toBeCloseTo(start[0]! / start[2]!, 12)
    for (let x = 0; x < 3; x++) {
      expect(reverse.reduce((sum, row) => sum + row[x]!, 0)).toBeCloseTo(0, 12)
    }
  })

  it('undoes all the noise when the reverse equation is followed from t = 1 to 0', () => {
    const steps = 200
    const width = 1 / steps
    let p = density(1)
    for (let i = 0; i < steps; i++) {
      const t = 1 - i * width
      const back = (time: number, at: readonly number[]): number[] => apply(reverseMatrix(density(time)), at)
      const moved = (by: readonly number[], factor: number): number[] =>
        p.map((value, j) => value + factor * by[j]!)
      const k1 = back(t, p)
      const k2 = back(t - width / 2, moved(k1, width / 2))
      const k3 = back(t - width / 2, moved(k2, width / 2))
      const k4 = back(t - width, moved(k3, width))
      p = p.map((value, j) => value + (width / 6) * (k1[j]! + 2 * k2[j]! + 2 * k3[j]! + k4[j]!))
    }
    expectClose(p, start, 8)
  })

  it('goes to MASK, and only there, once a fourth state absorbs', () => {
    const absorbing = absorbGraph(3)
    const carried = start.reduce<number[]>(
      (sum, mass, x) => {
        const row = absorbing.transitionFrom(x, 0.7)
        return sum.map((value, y) => value + mass * row[y]!)
      },
      [0, 0, 0, 0]
    )
    const left = Math.exp(-0.7)
    expectClose(carried, [...start.map((mass) => mass * left), 1 - left])
  })
})
