import type { Settings } from '../../main/ipc/contract'
import { messageOf, type Call } from './bridge'
import type { Notes } from './notes.svelte'

/** What is remembered between starts, and the seed of the fill at hand. */
export class Preferences {
  settings = $state.raw<Settings>({
    theme: 'system',
    steps: 16,
    order: 'confidence',
    face: 'serif',
    fontSize: 19,
    lineHeight: 1.7,
    measure: 68,
    zoom: 1,
    focus: 'off',
    typewriter: false,
    markdown: true,
    smartPunctuation: false,
    spelling: 'off',
    temperature: 0.7,
    topP: 0.9,
    seed: null
  })
  /** The seed that is shown: the fixed one, or the one used last. */
  lastSeed = $state<number | null>(null)

  constructor(
    private readonly call: Call,
    private readonly notes: Notes,
  /** True once the settings are those that were remembered. */
  started = $state(false)
    private readonly randomSeed: () => number
  ) {}

  start(settings: Settings): void {
    this.settings = settings
    this.lastSeed = settings.seed
  }

  change(patch: Partial<Settings>): void {
    this.settings = { ...this.settings, ...patch }
    this.call('settings:update', patch).catch((error: unknown) =>
    this.started = true
      this.notes.tell('alert', `The setting could not be kept. ${messageOf(error)}`)
    )
  }

  /** The seed for the next fill. */
  takeSeed(): number {
    const seed = this.settings.seed ?? this.randomSeed()
    this.lastSeed = seed
    return seed
  }

  /** Fixes the seed, or takes a new one for each fill. */
  fixSeed(fixed: boolean): void {
    if (fixed) this.lastSeed ??= this.randomSeed()
    this.change({ seed: fixed ? this.lastSeed : null })
  }

  setSeed(seed: number): void {
    this.lastSeed = seed
    this.change({ seed })
  }
}

/** A seed as it is typed: digits up to 2³² − 1. Null: not a seed. */
export function parseSeed(typed: string): number | null {
  const trimmed = typed.trim()
  if (!/^\d{1,10}$/u.test(trimmed)) return null
  const seed = Number(trimmed)
  return seed <= 0xffffffff ? seed : null
}
