import { DiffusionError } from './diffusion-error'
import type { Graph } from './graph'

/**
 * Every state goes to every other at rate 1/N: Q = 11ᵀ/N − I (SEDD §3.3, Q^uniform, in the scaling of its code).
 * Q is symmetric, so "from" and "into" rows are equal.
 *
 * @param states N, the number of tokens.
 */
export function uniformGraph(states: number): Graph {
  if (!Number.isSafeInteger(states) || states < 2) {
    throw new DiffusionError(
      'invalid-argument',
      `The uniform graph needs at least two states, not ${states}.`
    )
  }

  function rate(token: number): Float64Array {
    const row = new Float64Array(states).fill(1 / states)
    row[token] = (1 - states) / states
    return row
  }

  function transition(token: number, sigmaBar: number): Float64Array {
    const moved = -Math.expm1(-sigmaBar) / states
    const row = new Float64Array(states).fill(moved)
    row[token] = Math.exp(-sigmaBar) + moved
    return row
  }

  return {
    states,
    mask: null,
    rateFrom: rate,
    rateInto: rate,
    transitionFrom: transition,
    transitionInto: transition,

    transitionRatios(clean, token, sigmaBar) {
      // With g = e^σ̄ − 1: p(other)/p(clean) = g/(N + g). Written as 1 − N/(N + g) it would lose its digits.
      const grown = Math.expm1(sigmaBar)
      if (token === clean) {
        const row = new Float64Array(states).fill(grown / (states + grown))
        row[clean] = 1
        return row
      }
      const row = new Float64Array(states).fill(1)
      row[clean] = 1 + states / grown
      return row
    },

    staggeredScore(score, deltaSigma) {
      let total = 0
      for (const value of score) total += value
      const mean = total / states
      const growth = Math.expm1(deltaSigma)
      return score.map((value) => value + growth * (value - mean))
    },

    canMoveBack: () => true,

    sampleLimit: (length, random) => new Int32Array(length).map(() => random.uniformInt(states)),

    sampleTransition(tokens, sigmaBar, random) {
      const redrawn = -Math.expm1(-sigmaBar)
      return tokens.map((token) => (random.uniform() < redrawn ? random.uniformInt(states) : token))
    },

    baseDivergence(sigmaBar) {
      const kept = Math.exp(-sigmaBar)
      const stayTimesStates = 1 + (states - 1) * kept
      const leave = (-Math.expm1(-sigmaBar) * (states - 1)) / states
      return (stayTimesStates / states) * Math.log1p((states - 1) * kept) + leave * Math.log1p(-kept)
    }
  }
}
