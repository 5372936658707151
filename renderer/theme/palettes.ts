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
  /** Text that steps back: outside of the focus, and the marks of Markdown. */
  readonly dim: string
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
  dim: '#767166',
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
  dim: '#868073',
  accent: '#7cc5b6',
  onAccent: '#10201d',
  region: '#7cc5b630',
  lock: '#dfb9683d',
  lockInk: '#dfb968',
  fading: '#8f897e',
  alert: '#f0917d',
  selection: '#2e4656'
}

/** Old paper for long evenings. */
export const sepia: Palette = {
  page: '#f4ecd8',
  surface: '#ece2ca',
  hover: '#e2d6ba',
  line: '#dccfb1',
  edge: '#83765b',
  ink: '#362b1d',
  muted: '#62553d',
  dim: '#736549',
  accent: '#17594f',
  onAccent: '#ffffff',
  region: '#17594f26',
  lock: '#b9801f3d',
  lockInk: '#6b4a0c',
  fading: '#74674c',
  alert: '#952c18',
  selection: '#cfdcd3'
}

/** Black on white, with an edge around everything. */
export const contrastLight: Palette = {
  page: '#ffffff',
  surface: '#ffffff',
  hover: '#e4e4e4',
  line: '#000000',
  edge: '#000000',
  ink: '#000000',
  muted: '#2b2b2b',
  dim: '#575757',
  accent: '#004d40',
  onAccent: '#ffffff',
  region: '#00695c33',
  lock: '#ffb30059',
  lockInk: '#533700',
  fading: '#4d4d4d',
  alert: '#8f1300',
  selection: '#a9d2ff'
}

/** White on black, with an edge around everything. */
export const contrastDark: Palette = {
  page: '#000000',
  surface: '#000000',
  hover: '#2e2e2e',
  line: '#ffffff',
  edge: '#ffffff',
  ink: '#ffffff',
  muted: '#e2e2e2',
  dim: '#a0a0a0',
  accent: '#7df0dc',
  onAccent: '#000000',
  region: '#7df0dc40',
  lock: '#ffcc4d4d',
  lockInk: '#ffd166',
  fading: '#b8b8b8',
  alert: '#ffa08f',
  selection: '#0a4a85'
}

export const palettes = {
  light,
  dark,
  sepia,
  'contrast-light': contrastLight,
  'contrast-dark': contrastDark
} as const satisfies Readonly<Record<string, Palette>>

export type ThemeName = keyof typeof palettes

/** Whether what Chromium draws itself, scroll bars and pickers, is to be light or dark. */
export function schemeOf(name: ThemeName): 'light' | 'dark' {
  return name === 'dark' || name === 'contrast-dark' ? 'dark' : 'light'
}

/** The palette as CSS custom properties: `onAccent` becomes `--on-accent`. */
export function cssVariables(palette: Palette): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(palette).map(([name, colour]) => [
      `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`,
      colour as string
    ])
  )
}
