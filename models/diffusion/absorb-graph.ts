import { DiffusionError } from './diffusion-error'
import type { Graph } from './graph'

/**
 * Every token goes to MASK at rate 1, and MASK stays: P(masked) = 1 − e^{−σ̄} (SEDD §3.3, Q^absorb).
 *
 * @param vocabulary V, the number of tokens that are not MASK. States are 0 … V−1 and MASK = V.
 */
export function absorbGraph(vocabulary: number): Graph & { readonly mask: number } {
  if (!Number.isSafeInteger(vocabulary) || vocabulary < 1) {
    throw new DiffusionError('invalid-argument', `A vocabulary has at least one token, not ${vocabulary}.`)
  }
  const states = vocabulary + 1
  const mask = vocabulary

  return {
    states,
    mask,

    rateFrom(token) {
      const row = new Float64Array(states)
      if (token === mask) return row
      row[token] = -1
      row[mask] = 1
      return row
    },

    rateInto(token) {
      const row = new Float64Array(states)
      if (token === mask) return row.fill(1, 0, vocabulary)
      row[token] = -1
      return row
    },

    transitionFrom(token, sigmaBar) {
      const row = new Float64Array(states)
      if (token !== mask) row[token] = Math.exp(-sigmaBar)
      row[mask] = token === mask ? 1 : -Math.expm1(-sigmaBar)
      return row
    },

    transitionInto(token, sigmaBar) {
      const row = new Float64Array(states)
      if (token === mask) {
        row.fill(-Math.expm1(-sigmaBar), 0, vocabulary)
        row[mask] = 1
      } else {
        row[token] = Math.exp(-sigmaBar)
      }
      return row
    },

    transitionRatios(clean, token, sigmaBar) {
      if (clean === mask || (token !== mask && token !== clean)) {
        throw new DiffusionError(
          'invalid-argument',
          `The absorbing graph never carries token ${clean} to ${token}.`
        )
      }
      const row = new Float64Array(states)
      row[token] = 1
      if (token === mask) row[clean] = 1 / Math.expm1(sigmaBar)
      else row[mask] = Math.expm1(sigmaBar)
      return row
    },

    staggeredScore(score, deltaSigma) {
      const growth = Math.exp(deltaSigma)
      let tokens = 0
      const row = score.map((value, state) => {
        if (state === mask) return value
        tokens += value
        return growth * value
      })
      // e^Δσ s(MASK) + (1 − e^Δσ) Σ s over all states, without its cancelling terms.
      row[mask] = score[mask]! - Math.expm1(deltaSigma) * tokens
      return row
    },

    canMoveBack: (token) => token === mask,

    sampleLimit: (length) => new Int32Array(length).fill(mask),

    sampleTransition(tokens, sigmaBar, random) {
      const masked = -Math.expm1(-sigmaBar)
      return tokens.map((token) => (random.uniform() < masked ? mask : token))
    },

    /**
     * A base that is MASK alone would make the divergence infinite: the share e^{−σ̄} is still unmasked. The
     * base therefore gives that share to the tokens, uniformly, and the divergence is e^{−σ̄} ln V.
     */
    baseDivergence: (sigmaBar) => Math.exp(-sigmaBar) * Math.log(vocabulary)
  }
}
