import type { TextChange } from './text-change'

type Kind = 'letters' | 'blanks' | 'deletion' | 'whole'

interface Typed {
  readonly kind: Kind
  /** Where typing would go on. */
  readonly at: number
}

/**
 * Parts a writer's edits into steps of undo: a step is a word with the space behind it, a run of deletions at one place, or one edit that
 * is more than a key press (a paste, a replacement, several carets).
 */
export class TypingSteps {
  #last: Typed | null = null

  /** Takes the changes of one edit and says whether a new step begins with it. */
  beginsStep(changes: readonly TextChange[]): boolean {
    const [change] = changes
    if (!change) return false
    const last = this.#last
    const kind = changes.length === 1 ? kindOf(change) : 'whole'
    this.#last = { kind, at: change.offset + change.inserted.length }
    if (!last || kind === 'whole' || last.kind === 'whole') return true
    if (kind === 'deletion') return last.kind !== 'deletion' || !goesOn(change, last)
    return (
      last.kind === 'deletion' || change.offset !== last.at || (last.kind === 'blanks' && kind === 'letters')
    )
  }

  /** The next edit begins a step. */
  end(): void {
    this.#last = null
  }
}

/** Backspace ends where the last deletion began; Delete begins there. */
function goesOn(change: TextChange, last: Typed): boolean {
  return change.offset === last.at || change.offset + change.removed === last.at
}

function kindOf({ removed, inserted }: TextChange): Kind {
  if (inserted === '') return 'deletion'
  if (removed > 0) return 'whole'
  if (/^\s+$/u.test(inserted)) return 'blanks'
  return inserted.length <= 2 ? 'letters' : 'whole'
}
