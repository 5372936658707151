import type { FillRequest, Settings } from '../../main/ipc/contract'
import { messageOf, type Call } from './bridge'
import type { Notes } from './notes.svelte'

type FillSettings = FillRequest['settings']

/** What is remembered between starts, and the seed of the fill at hand. */
export class Preferences {
  settings = $state.raw<Settings>({
    theme: 'system',
    face: 'serif',
    fontSize: 19,
    lineHeight: 1.7,
    measure: 68,
    zoom: 1,
    focus: 'off',
    typewriter: false,
    markdown: true,
    smartPunctuation: false,
    showsAuthors: false,
    spelling: 'off',
    tourSeen: true,
    steps: 16,
    order: 'confidence',
    temperature: 0.7,
    topP: 0.9,
    strength: 1,
    length: 'automatic',
    alternatives: 1,
    polish: 0,
    seed: null,
    shadesWords: true,
    showsChanges: true
  })
  /** True once the settings are those that were remembered. */
  started = $state(false)
  /** The seed that is shown: the fixed one, or the one used last. */
  lastSeed = $state<number | null>(null)

  /** The seed that the next fill will have unless one is fixed: drawn before, where it had to be known before. */
  #drawnSeed: number | null = null

  constructor(
    private readonly call: Call,
    private readonly notes: Notes,
    private readonly randomSeed: () => number
  ) {}

  start(settings: Settings): void {
    this.settings = settings
    this.started = true
    this.lastSeed = settings.seed
  }

  change(patch: Partial<Settings>): void {
    this.settings = { ...this.settings, ...patch }
    this.call('settings:update', patch).catch((error: unknown) =>
      this.notes.tell('alert', `The setting could not be kept. ${messageOf(error)}`)
    )
  }

  /** The seed for the next fill. */
  takeSeed(): number {
    const { seed } = this.settingsAhead()
    this.#drawnSeed = null
    this.lastSeed = seed
    return seed
  }

  /** The settings of the next fill, its seed among them. */
  fillSettings(): FillSettings {
    return { ...this.settingsAhead(), seed: this.takeSeed() }
  }

  /** What `fillSettings` will give, as things stand. */
  settingsAhead(): FillSettings {
    const { steps, order, temperature, topP, strength, length, alternatives, polish } = this.settings
    const seed = this.settings.seed ?? (this.#drawnSeed ??= this.randomSeed())
    return { steps, order, temperature, topP, strength, length, alternatives, polish, seed }
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
