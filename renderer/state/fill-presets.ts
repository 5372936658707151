import type { Settings } from '../../main/ipc/contract'

type Knob = Pick<Settings, 'steps' | 'order'>

export type PresetName = 'draft' | 'balanced' | 'fine' | 'auto'

export interface Preset {
  readonly title: string
  /** What it does, in a few words. */
  readonly says: string
  readonly knob: Knob
}

/** How much care a fill takes. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  draft: { title: 'Draft', says: 'few steps: rough and fast', knob: { steps: 8, order: 'confidence' } },
  balanced: { title: 'Balanced', says: 'a step for most words', knob: { steps: 64, order: 'confidence' } },
  fine: { title: 'Fine', says: 'a step for each word', knob: { steps: 128, order: 'confidence' } },
  auto: {
    title: 'Auto',
    says: 'words that are certain come together, the others one by one',
    knob: { steps: 128, order: 'entropy-bounded' }
  }
}

/** Rounds of a fill that is polished: in each an eighth of its words may change. */
export const polishRounds = 4

export const presetNames = Object.keys(presets) as readonly PresetName[]

/** The preset that the settings are those of; null: none. */
export function presetOf({ steps, order }: Knob): PresetName | null {
  return (
    presetNames.find((name) => presets[name].knob.steps === steps && presets[name].knob.order === order) ??
    null
  )
}
