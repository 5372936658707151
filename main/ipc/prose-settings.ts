import { z } from 'zod'

/** How the text looks and how writing in it feels: the part of the settings that no fill depends on. */
export const proseSettingsShape = {
  /** `system` follows light, dark and high contrast of the desktop; `contrast` its light and dark. */
  theme: z.enum(['system', 'light', 'dark', 'sepia', 'contrast']),
  face: z.enum(['system', 'serif', 'sans', 'mono']),
  /** Height of the type in CSS pixels. */
  fontSize: z.int().min(12).max(40),
  /** Distance of lines as a multiple of the type size. */
  lineHeight: z.number().min(1.2).max(2.4),
  /** Width of the column of text in characters of ordinary English. */
  measure: z.int().min(40).max(110),
  /** Scale of the whole window. */
  zoom: z.number().min(0.5).max(3),
  /** What stays bright while the rest is dimmed. */
  focus: z.enum(['off', 'sentence', 'paragraph']),
  /** The line of the caret stays in the middle of the window. */
  typewriter: z.boolean(),
  /** Headings, emphasis and lists are styled in the text. */
  markdown: z.boolean(),
  /** Straight quotes, double hyphens and three dots become typographic ones as they are typed. */
  smartPunctuation: z.boolean(),
  /** What was generated and what was pasted is underlined in the text. */
  showsAuthors: z.boolean(),
  /** Which spelling of English is checked. */
  spelling: z.enum(['off', 'american', 'british']),
  /** The tour was taken or skipped: the app does not begin with it any more. */
  tourSeen: z.boolean()
} as const

export const proseSettingsSchema = z.strictObject(proseSettingsShape)
export type ProseSettings = z.infer<typeof proseSettingsSchema>

export const defaultProseSettings: ProseSettings = {
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
  spelling: 'american',
  tourSeen: false
}
