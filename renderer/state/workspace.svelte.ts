import type { EditorPort } from '../editor/editor-port'
import type { Heading } from '../editor/prose-port'

export type SidePanel = 'outline' | 'documents'
export type BesidePanel = 'preview' | 'look' | 'fill-settings' | 'speed' | 'history' | 'authorship' | 'help'

/** What stands beside the text. */
export class Workspace {
  /** Left of the text. */
  side = $state<SidePanel | null>(null)
  /** Right of the text. */
  beside = $state<BesidePanel | null>(null)
  /** The list of recent files is to take the focus. */
  recentWanted = $state(false)
  headings = $state.raw<readonly Heading[]>([])

  constructor({ prose }: EditorPort) {
    prose.onHeadings(() => (this.headings = prose.headings))
  }

  toggleSide(panel: SidePanel): void {
    this.side = this.side === panel ? null : panel
  }

  /** Shows the recent files and gives the first of them the focus. */
  showRecent(): void {
    this.side = 'documents'
    this.recentWanted = true
  }

  toggleBeside(panel: BesidePanel): void {
    this.beside = this.beside === panel ? null : panel
  }
}
