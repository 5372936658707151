import type { ThemeName } from '../theme/palettes'
import type { EditorChange, EditorPort, PagePoint, Parked, Replacement } from '../editor/editor-port'
import { runsText, type PreviewRegion } from '../editor/preview-runs'
import { noSpans, type SpanState } from '../editor/spans'
import { FakeProse } from './fake-prose'
import { FakeWords } from './fake-words'
import { applyChanges, type Range, type TextChange } from '../editor/text-change'

interface Step {
  readonly from: number
  readonly to: number
  readonly changes: readonly TextChange[]
  readonly inverse: readonly TextChange[]
}

/** An editor without a page: a text, its history, and what was last shown. */
export class FakeEditor implements EditorPort {
  readonly prose = new FakeProse()
  readonly words = new FakeWords()
  text = ''
  version = 1
  shownMarks: SpanState = noSpans
  preview: readonly PreviewRegion[] = []
  selected: readonly Range[] = [{ start: 0, end: 0 }]
  focused = 0
  theme: ThemeName | null = null
  #newest = 1
  #done: Step[] = []
  #undone: Step[] = []
  #change: (change: EditorChange) => void = () => undefined
  #selection: () => void = () => undefined
  #touched: () => void = () => undefined
  #drag: () => void = () => undefined
  #menu: (point: PagePoint) => void = () => undefined

  /** As the writer types: each change is a step of undo. */
  type(change: TextChange): void {
    this.#do([change])
  }

  selectRanges(...ranges: readonly Range[]): void {
    this.selected = ranges
    this.#selection()
  }

  /** As the writer edits inside a preview. */
  touchPreview(): void {
    this.preview = []
    this.#touched()
  }

  /** As the writer drags over ranges with Control held. */
  dragToMark(...ranges: readonly Range[]): void {
    this.selectRanges(...ranges)
    this.#drag()
  }

  openContextMenu(point: PagePoint): void {
    this.#menu(point)
  }

  /** The text as it is shown, preview and all. */
  get shown(): string {
    const changes = [...this.preview]
      .reverse()
      .map(({ start, end, runs }) => ({ offset: start, removed: end - start, inserted: runsText(runs) }))
    return applyChanges(this.text, changes)
  }

  load(text: string): void {
    this.text = text
    this.version = ++this.#newest
    this.#done = []
    this.#undone = []
    this.preview = []
    this.selected = [{ start: 0, end: 0 }]
  }

  park(): Parked {
    const { text, version, selected } = this
    const [done, undone] = [this.#done, this.#undone]
    return {
      restore: () => {
        Object.assign(this, { text, version, selected, preview: [] })
        this.#done = done
        this.#undone = undone
      },
      forget: () => undefined
    }
  }

  textIn({ start, end }: Range): string {
    return this.text.slice(start, end)
  }

  selections(): readonly Range[] {
    return this.selected
  }

  select(range: Range): void {
    this.selectRanges(range)
  }

  focus(): void {
    this.focused += 1
  }

  caretPoint(): PagePoint {
    return { x: 0, y: 0 }
  }

  replace(replacements: readonly Replacement[]): void {
    this.preview = []
    const changes = [...replacements]
      .reverse()
      .map(({ start, end, text }) => ({ offset: start, removed: end - start, inserted: text }))
    if (changes.some((change) => change.removed > 0 || change.inserted !== '')) this.#do(changes)
  }

  undo(): void {
    const step = this.#done.pop()
    if (!step) return
    this.#undone.push(step)
    this.#apply(step.inverse, step.from, 'undo')
  }

  redo(): void {
    const step = this.#undone.pop()
    if (!step) return
    this.#done.push(step)
    this.#apply(step.changes, step.to, 'redo')
  }

  clipboard(): void {
    this.focus()
  }

  goBehindGap(offset: number): void {
    this.selectRanges({ start: offset, end: offset })
  }

  closeUndoStep(): void {
    // Each change is a step of its own already.
  }

  showMarks(spans: SpanState): void {
    this.shownMarks = spans
  }

  showPreview(regions: readonly PreviewRegion[]): void {
    this.preview = regions
  }

  hidePreview(): void {
    this.preview = []
  }

  onChange(listener: (change: EditorChange) => void): void {
    this.#change = listener
  }

  onSelectionChange(listener: () => void): void {
    this.#selection = listener
  }

  onPreviewTouched(listener: () => void): void {
    this.#touched = listener
  }

  onMarkingDrag(listener: () => void): void {
    this.#drag = listener
  }

  onContextMenu(listener: (point: PagePoint) => void): void {
    this.#menu = listener
  }

  setTheme(name: ThemeName): void {
    this.theme = name
  }

  dispose(): void {
    this.#change = () => undefined
  }

  #do(changes: readonly TextChange[]): void {
    const inverse: TextChange[] = []
    let text = this.text
    for (const change of changes) {
      const removed = text.slice(change.offset, change.offset + change.removed)
      inverse.unshift({ offset: change.offset, removed: change.inserted.length, inserted: removed })
      text = applyChanges(text, [change])
    }
    const step = { from: this.version, to: ++this.#newest, changes, inverse }
    this.#done.push(step)
    this.#undone = []
    this.#apply(changes, step.to, 'edit')
  }

  #apply(changes: readonly TextChange[], version: number, cause: EditorChange['cause']): void {
    this.text = applyChanges(this.text, changes)
    this.version = version
    this.#change({ changes, version, cause })
  }
}
