import { TreeFragment, type PartialParse, type Tree } from '@lezer/common'
import { GFM, parser as commonMark } from '@lezer/markdown'
import type { TextChange } from './text-change'

const parser = commonMark.configure(GFM)

/** Reads a text as Markdown in slices, and after an edit only what the edit can have changed. */
export class MarkdownTree {
  #tree: Tree | null = null
  #fragments: readonly TreeFragment[] = []
  #parse: PartialParse | null = null
  #isRead = false

  /** What was read of the present text, whole; null until the first reading is done. After an edit it is the old one until `read` is done again. */
  get tree(): Tree | null {
    return this.#tree
  }

  /** The changes apply one after the other. */
  edit(changes: readonly TextChange[]): void {
    this.#keepPart()
    this.#isRead = false
    for (const { offset, removed, inserted } of changes) {
      this.#fragments = TreeFragment.applyChanges(this.#fragments, [
        { fromA: offset, toA: offset + removed, fromB: offset, toB: offset + inserted.length }
      ])
    }
  }

  /** Goes on reading `text` while `mayGoOn` says so. True: all of it is read. */
  read(text: () => string, mayGoOn: () => boolean): boolean {
    if (this.#isRead) return true
    this.#parse ??= parser.startParse(text(), this.#fragments)
    do {
      const tree = this.#parse.advance()
      if (tree) {
        this.#tree = tree
        this.#fragments = TreeFragment.addTree(tree, this.#fragments)
        this.#parse = null
        this.#isRead = true
        return true
      }
    } while (mayGoOn())
    return false
  }

  /** An edit comes in the middle of reading: what was read is kept. */
  #keepPart(): void {
    const parse = this.#parse
    this.#parse = null
    if (!parse) return
    parse.stopAt(parse.parsedPos)
    let part: Tree | null = null
    while (!part) part = parse.advance()
    this.#fragments = TreeFragment.addTree(part, this.#fragments, true)
  }
}
