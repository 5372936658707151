import type { Settings } from '../../main/ipc/contract'

export type FaceName = Settings['face']

export interface Face {
  readonly title: string
  /** As CSS takes it. */
  readonly family: string
  /** Mean width of a character of English text, as a share of the type size. */
  readonly advance: number
}

const symbols = '"Noto Serif", "DejaVu Serif", serif'

/** The faces for the text. All but `system` come with the program. */
export const faces: Readonly<Record<FaceName, Face>> = {
  serif: { title: 'Serif (Literata)', family: `"Literata Variable", ${symbols}`, advance: 0.53 },
  sans: { title: 'Sans serif (Inter)', family: `"Inter Variable", "Noto Sans", sans-serif`, advance: 0.53 },
  mono: {
    title: 'Monospace (JetBrains Mono)',
    family: `"JetBrains Mono Variable", "DejaVu Sans Mono", monospace`,
    advance: 0.6
  },
  // Faces with text figures and open counters that ship with macOS, Windows and Linux, best first.
  system: {
    title: 'Of this computer',
    family: `"Iowan Old Style", Charter, "Bitstream Charter", "Source Serif 4", "Sitka Text", Georgia, Cambria, ${symbols}`,
    advance: 0.53
  }
}
