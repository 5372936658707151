import type { LacunaBridge } from '../../main/ipc/contract'
import type { CreateSpellChecker } from '../spelling/spell-checker'

/** What the program takes from the world around it. */
export interface Surroundings {
  readonly bridge: LacunaBridge
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
  /** Milliseconds since 1970. */
  readonly time: () => number
  /** A fresh UUID. */
  readonly newId: () => string
  /** A fresh seed: 0 … 2³² − 1. */
  readonly randomSeed: () => number
  readonly createSpellChecker: CreateSpellChecker
}
