import { z } from 'zod'
import { defaultFillSettings, fillSettingsSchema } from '../../models/infill/settings'

const { steps, order, temperature, topP, strength, length, alternatives, polish, seed } =
  fillSettingsSchema.shape

/** What a writer sets for the fills to come, and how proposals are shown. */
export const fillPreferencesShape = {
  steps,
  order,
  temperature,
  topP,
  strength,
  length,
  alternatives,
  polish,
  /** Null: a new seed for each fill. */
  seed: seed.nullable(),
  /** Words the model was not sure of are shaded. */
  shadesWords: z.boolean(),
  /** Proposals are shown with what they change in the old text. */
  showsChanges: z.boolean()
} as const

type FillPreferences = z.infer<z.ZodObject<typeof fillPreferencesShape>>

export const defaultFillPreferences: FillPreferences = {
  steps: defaultFillSettings.steps,
  order: defaultFillSettings.order,
  temperature: defaultFillSettings.temperature,
  topP: defaultFillSettings.topP,
  strength: defaultFillSettings.strength,
  length: defaultFillSettings.length,
  alternatives: 1,
  polish: defaultFillSettings.polish,
  seed: null,
  shadesWords: true,
  showsChanges: true
}
