import type { OpenDocument } from '../../main/ipc/contract'
import type { Parked } from '../editor/editor-port'

/** Text version and marks as they are on disk. */
export interface SavedState {
  readonly version: number
  readonly marks: string
}

/** One of the open documents: where it is kept, and while it is not shown, how to show it again. */
export class DocumentEntry {
  name = $state('')
  path = $state<string | null>(null)
  edited = $state(false)
  /** Null: never saved in this state. */
  saved: SavedState | null = null
  /** Its text with all that belongs to it, while another document is shown. */
  parked: Parked | null = null
  /** What main gave, until it is shown for the first time. */
  fresh: OpenDocument | null
  /** Another program changed its file, and nobody has said yet what is to become of that. */
  changedOnDisk = $state(false)
  /** The text of that file, while the writer compares it with the document's; null: it is not compared. */
  compared = $state.raw<string | null>(null)

  /** What became of the change of its file is decided. */
  settle(): void {
    this.changedOnDisk = false
    this.compared = null
  }

  constructor(
    readonly id: string,
    document: OpenDocument | null
  ) {
    this.fresh = document
    this.name = document?.name ?? ''
    this.path = document?.path ?? null
    this.edited = document?.recovered ?? false
  }
}
