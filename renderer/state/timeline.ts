import type { EditorPort } from '../editor/editor-port'
import { BoundedMap } from '../editor/bounded-map'

/** Puts back what stood beside the text when it was made. */
export type Restore = () => void

/** A step of undo that changed no text. While it is done, `other` is how things were before it; while it is undone, how they were after it. */
interface Step {
  /** Of the text: only there can the step be undone or redone. */
  readonly version: number
  readonly other: Restore
}

/** What stands beside the text. */
export interface Companions {
  /** Keeps regions and locks. The text's own steps bring them back without this. */
  readonly marks: () => Restore
  readonly fill: {
    /** Keeps the proposals, or that there are none. */
    readonly keep: () => Restore
    /** Keeps the proposals that wait; null when there are none. */
    readonly proposals: () => Restore | null
    readonly clear: () => void
    /** Takes what is shown of a fill out of the way of a step of the text. The returned function shows it again. */
    readonly suspend: () => () => void
  }
}

const nothing = () => undefined

/** Versions of the text beside which proposals are kept. */
const versionLimit = 1000

/**
 * The one history of undo: steps of the text, which the editor keeps, and steps of what stands beside it, in between. The version of the
 * text tells which comes next, because steps of the text never span one of the others.
 */
export class Timeline {
  #done: Step[] = []
  #undone: Step[] = []
  /** A version at which something was changed beside the text after an undo: the editor could redo from there, but must not. */
  #deadEnd: number | null = null
  /** Proposals that stood beside a version of the text when it was left. */
  #left = new BoundedMap<number, Restore | null>(versionLimit)
  /** Versions from which redo accepts a proposal. */
  readonly #accepting = new Set<number>()
  #version: number
  #versionBefore: number
  #companions: Companions = {
    marks: () => nothing,
    fill: { keep: () => nothing, proposals: () => null, clear: nothing, suspend: () => nothing }
  }

  constructor(private readonly editor: Pick<EditorPort, 'version' | 'undo' | 'redo' | 'closeUndoStep'>) {
    this.#version = this.#versionBefore = editor.version
  }

  /** Takes part in the history from here on. */
  accompany(companions: Partial<Companions>): void {
    this.#companions = { ...this.#companions, ...companions }
  }

  /** Another document: nothing can be undone. */
  clear(): void {
    this.#done = []
    this.#undone = []
    this.#deadEnd = null
    this.#left = new BoundedMap(versionLimit)
    this.#accepting.clear()
    this.#version = this.#versionBefore = this.editor.version
  }

  /** Keeps the history of the present document, and the proposals that wait beside it, for when another one is shown next. */
  park(): Restore {
    const [done, undone, deadEnd, left] = [this.#done, this.#undone, this.#deadEnd, this.#left]
    const [accepting, version, versionBefore] = [[...this.#accepting], this.#version, this.#versionBefore]
    const proposals = this.#companions.fill.proposals()
    this.#companions.fill.clear()
    return () => {
      this.clear()
      this.#done = done
      this.#undone = undone
      this.#deadEnd = deadEnd
      this.#left = left
      accepting.forEach((from) => this.#accepting.add(from))
      this.#version = version
      this.#versionBefore = versionBefore
      proposals?.()
    }
  }

  /** The text was changed by an edit, which ends what could be redone. */
  edited(): void {
    this.#undone = []
    this.#deadEnd = null
    this.#accepting.delete(this.#version)
    this.#versionBefore = this.#version
    this.#version = this.editor.version
  }

  /** The text was changed by undo or redo. */
  travelled(): void {
    this.#versionBefore = this.#version
    this.#version = this.editor.version
  }

  /** Begins a step beside the text. Call the returned function when something did change. */
  begin(): () => void {
    this.editor.closeUndoStep()
    const other = this.#keep()
    return () => this.record(other)
  }

  /** A step beside the text was made; `before` puts back how things were. */
  record(before: Restore): void {
    this.#done.push({ version: this.editor.version, other: before })
    this.#undone = []
    this.#deadEnd = this.editor.version
  }

  /** The next edit accepts proposals: undoing it brings them back. Call the returned function behind that edit. */
  beginAccepting(proposals: Restore): () => void {
    const from = this.editor.version
    const marks = this.#companions.marks()
    return () => {
      if (this.editor.version === from) {
        // The proposal was word for word what stood there: a step beside the text.
        this.record(() => {
          marks()
          proposals()
        })
        return
      }
      this.#left.set(from, proposals)
      this.#accepting.add(from)
    }
  }

  /** Proposals were lost by the edit before: undoing that brings them back. */
  lostByEdit(proposals: Restore): void {
    this.#left.set(this.#versionBefore, proposals)
  }

  undo(): void {
    const last = this.#done.at(-1)
    if (last?.version === this.editor.version) {
      this.#done.pop()
      this.#undone.push({ version: last.version, other: this.#keep() })
      last.other()
    } else this.#travel(() => this.editor.undo())
  }

  redo(): void {
    const { version } = this.editor
    const next = this.#undone.at(-1)
    if (next?.version === version) {
      this.#undone.pop()
      this.#done.push({ version, other: this.#keep() })
      next.other()
    } else if (this.#deadEnd !== version) {
      this.#travel(() => this.editor.redo(), this.#accepting.has(version))
    }
  }

  /** Undoes all there is and tells how many steps that were. */
  undoAll(): number {
    return this.#repeat(() => this.undo())
  }

  /** Redoes all there is and tells how many steps that were. */
  redoAll(): number {
    return this.#repeat(() => this.redo())
  }

  #repeat(step: () => void): number {
    for (let steps = 0; ; steps++) {
      const { version } = this.editor
      const [done, undone] = [this.#done.length, this.#undone.length]
      step()
      const moved =
        this.editor.version !== version || this.#done.length !== done || this.#undone.length !== undone
      if (!moved) return steps
    }
  }

  /** Moves to another version of the text. With `accepts`, the proposals that wait become text by it. */
  #travel(move: () => void, accepts = false): void {
    const { fill } = this.#companions
    const from = this.editor.version
    this.#left.set(from, fill.proposals())
    const resume = fill.suspend()
    move()
    const moved = this.editor.version !== from
    const then = moved ? this.#left.get(this.editor.version) : null
    if (then) then()
    else if (moved && accepts) fill.clear()
    else resume()
  }

  #keep(): Restore {
    const restores = [this.#companions.marks(), this.#companions.fill.keep()]
    return () => restores.forEach((restore) => restore())
  }
}
