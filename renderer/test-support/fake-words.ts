import type { PagePoint } from '../editor/editor-port'
import type { Range } from '../editor/text-change'
import type { AuthorUnderline, PreviewRange, Tint, WordPort } from '../editor/word-port'

/** Words without a page: what was selected in a preview, and what was last shown. */
export class FakeWords implements WordPort {
  selected: PreviewRange | null = null
  tints: readonly Tint[] = []
  authors: readonly AuthorUnderline[] = []
  visible: Range = { start: 0, end: 0 }
  #rest: (place: PreviewRange | null) => void = () => undefined

  /** As the pointer rests there. */
  rest(place: PreviewRange | null): void {
    this.#rest(place)
  }

  selection(): PreviewRange | null {
    return this.selected
  }

  select(range: PreviewRange): void {
    this.selected = range
  }

  pointUnder(): PagePoint {
    return { x: 0, y: 0 }
  }

  onRest(listener: (place: PreviewRange | null) => void): void {
    this.#rest = listener
  }

  inView(): Range {
    return this.visible
  }

  showTints(tints: readonly Tint[]): void {
    this.tints = tints
  }

  showAuthors(underlines: readonly AuthorUnderline[]): void {
    this.authors = underlines
  }
}
