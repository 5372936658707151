import { DiffusionError } from './diffusion-error'

/**
 * A noise schedule over t ∈ [0, 1], from data to the base distribution (SEDD, arXiv 2310.16834).
 * Every token follows dp/dt = σ(t) Q p, hence p_t = e^{σ̄(t) Q} p_0.
 */
export interface Noise {
  /** Total noise σ̄(t) = ∫₀ᵗ σ, which the reference calls `sigma`. */
  total(t: number): number
  /** Rate of noise σ(t) = dσ̄/dt, which the reference calls `dsigma`. */
  rate(t: number): number
  /** Δσ = σ̄(t) − σ̄(s) for s ≤ t, without cancellation between two close times. */
  increment(t: number, s: number): number
}

/**
 * σ̄(t) = −ln(1 − (1−ε)t): the absorbing graph masks the share (1−ε)t of the tokens, linear in t.
 *
 * @param epsilon the share that is still unmasked at t = 1; it keeps σ̄(1) = ln(1/ε) finite.
 */
export function logLinearNoise(epsilon = 1e-3): Noise {
  if (!(epsilon > 0 && epsilon < 1)) {
    throw new DiffusionError('invalid-argument', `Log-linear noise needs 0 < ε < 1, not ${epsilon}.`)
  }
  const span = 1 - epsilon
  return {
    total: (t) => -Math.log1p(-span * t),
    rate: (t) => span / (1 - span * t),
    increment: (t, s) => Math.log1p((span * (t - s)) / (1 - span * t))
  }
}

/**
 * σ̄(t) = σmin^{1−t} σmax^t, used with the uniform graph. It does not vanish at t = 0: σmin is small enough
 * for the last denoising step to remove.
 */
export function geometricNoise(sigmaMin = 1e-4, sigmaMax = 20): Noise {
  if (!(sigmaMin > 0 && sigmaMax > sigmaMin && sigmaMax < Infinity)) {
    throw new DiffusionError(
      'invalid-argument',
      `Geometric noise needs 0 < σmin < σmax, not ${sigmaMin} and ${sigmaMax}.`
    )
  }
  const logRange = Math.log(sigmaMax / sigmaMin)
  const total = (t: number): number => sigmaMin * Math.exp(logRange * t)
  return {
    total,
    rate: (t) => logRange * total(t),
    increment: (t, s) => total(s) * Math.expm1(logRange * (t - s))
  }
}
