/** One look of the program. Colours are `#rrggbb`, tints over the page `#rrggbbaa`; they are named after what they do, and each theme gives all of them. */
export interface Palette {
  /** Behind the text. */
  readonly page: string
  /** Behind panels, menus and popovers. */
  readonly surface: string
  /** Behind a control under the pointer, and behind what is chosen. */
  readonly hover: string
  /** Hairlines between areas; carries no meaning of its own. */
  readonly line: string
  /** Edges of controls. */
  readonly edge: string
  /** The text of the document. */
  readonly ink: string
  /** Labels and secondary text. */
  readonly muted: string
  /** What the program offers or does: marks of regions, primary button, progress, focus. */
  readonly accent: string
  /** On top of `accent`. */
  readonly onAccent: string
  /** Tint of a region: selected text shows through it. */
  readonly region: string
  /** Tint of a lock. */
  readonly lock: string
  /** The small lock and the edge of a lock. */
  readonly lockInk: string
  /** Old text while it is being replaced, and masks. */
  readonly fading: string
  /** Errors. */
  readonly alert: string
  /** Behind selected text. */
  readonly selection: string
}

/** Warm paper, iron-gall ink, verdigris for what the program does, ochre for what must stay. */
export const light: Palette = {
  page: '#fbf9f5',
  surface: '#f4f1ea',
  hover: '#e9e5db',
  line: '#e6e1d6',
  edge: '#8d877a',
  ink: '#24211d',
  muted: '#69645a',
  accent: '#1d6b62',
  onAccent: '#ffffff',
  region: '#1d6b6226',
  lock: '#c9962f3d',
  lockInk: '#7d5a14',
  fading: '#7c776c',
  alert: '#a3341f',
  selection: '#cfe0ea'
}

/** The same inks by lamplight. */
export const dark: Palette = {
  page: '#191817',
  surface: '#211f1e',
  hover: '#2f2c2a',
  line: '#2d2b28',
  edge: '#7f786c',
  ink: '#dcd7cc',
  muted: '#a29b8e',
  accent: '#7cc5b6',
  onAccent: '#10201d',
  region: '#7cc5b630',
  lock: '#dfb9683d',
  lockInk: '#dfb968',
  fading: '#8f897e',
  alert: '#f0917d',
  selection: '#2e4656'
}

export type ThemeName = 'light' | 'dark'

export const palettes: Readonly<Record<ThemeName, Palette>> = { light, dark }

/** The palette as CSS custom properties: `onAccent` becomes `--on-accent`. */
export function cssVariables(palette: Palette): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(palette).map(([name, colour]) => [
      `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`,
      colour as string
    ])
  )
}
