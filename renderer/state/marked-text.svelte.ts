import type { Companion } from '../../main/ipc/companion'
import type { Marks } from '../../main/ipc/contract'
import type { EditorPort, Parked, Replacement } from '../editor/editor-port'
import { SpanModel, type AcceptedMarks } from '../editor/span-model'
import { ownParagraph } from '../editor/own-paragraph'
import { isGap, noSpans, sameSpans, type SpanState } from '../editor/spans'
import type { Range, TextChange } from '../editor/text-change'
import { rewritten, type Origin } from './authorship'
import { TextCompanion, type Rewrite } from './text-companion.svelte'
import { Timeline, type Restore } from './timeline'

/** The text in the editor with its regions and locks, kept together while either changes. */
export class MarkedText {
  spans = $state.raw<SpanState>(noSpans)
  selections = $state.raw<readonly Range[]>([])
  /** Grows with each change of the text, and when another text is opened. */
  revision = $state(0)
  /** How the text came to be. */
  companion = $state.raw(new TextCompanion(0, ''))
  #model: SpanModel
  /** What the program is about to replace, and who wrote what comes. */
  #rewrites: readonly Rewrite[] | null = null
  #accept: ((changes: readonly TextChange[], version: number) => void) | null = null
  #onEdited: () => void = () => undefined
  #onText: (opened: boolean) => void = () => undefined

  /** The history of undo of the text and of what stands beside it. */
  readonly timeline: Timeline

  constructor(readonly editor: EditorPort) {
    this.timeline = new Timeline(editor)
    this.timeline.accompany({
      marks: () => {
        const { state } = this.#model
        return () => {
          this.#model.restore(state)
          this.#publish()
        }
      }
    })
    this.#model = new SpanModel(editor.version, { regions: [], locks: [] })
    editor.onSelectionChange(() => (this.selections = editor.selections()))
    editor.onChange(({ changes, version, cause }) => {
      const accept = this.#accept
      this.#accept = null
      if (accept) accept(changes, version)
      else if (cause === 'edit') this.#model.edit(changes, version)
      else this.#model.travel(changes, version)
      if (this.#rewrites) this.companion.rewritten(this.#rewrites, version)
      else if (cause === 'edit') this.companion.edited(changes, version, (range) => editor.textIn(range))
      else this.companion.travelled(changes, version)
      if (cause === 'edit') this.timeline.edited()
      else this.timeline.travelled()
      this.#publish()
      this.#textChanged(false)
    })
  }

  get text(): string {
    return this.editor.text
  }

  get version(): number {
    return this.editor.version
  }

  get marks(): Marks {
    return this.#model.marks
  }

  /** Selected ranges that hold text, without line breaks at their ends: rewriting a paragraph keeps it a paragraph. */
  get selectedRanges(): readonly Range[] {
    return this.selections
      .map((range) => trimLineBreaks(this.editor.textIn(range), range))
      .filter((range) => !isGap(range))
  }

  /** `listener` is called after each change of the text, and when another text is opened. */
  onTextChanged(listener: (opened: boolean) => void): void {
    this.#onText = listener
  }

  /** `listener` is called after each change of text or marks. */
  onEdited(listener: () => void): void {
    this.#onEdited = listener
  }

  open(text: string, marks: Marks, companion?: Companion): void {
    this.editor.load(text)
    this.companion = new TextCompanion(this.editor.version, text, companion)
    this.#model = new SpanModel(this.editor.version, marks)
    this.timeline.clear()
    this.selections = this.editor.selections()
    this.#publish()
    this.#textChanged(true)
  }

  /** Keeps the present document with its marks, its history and its proposals, for when another one is shown next. */
  park(): Parked {
    const model = this.#model
    const { companion } = this
    const history = this.timeline.park()
    const text = this.editor.park()
    return {
      restore: () => {
        text.restore()
        this.#model = model
        this.companion = companion
        this.selections = this.editor.selections()
        this.#publish()
        this.#textChanged(true)
        history()
      },
      forget: text.forget
    }
  }

  region(id: number) {
    return this.spans.regions.find((region) => region.id === id)
  }

  markRegions(ranges: readonly Range[]): readonly number[] {
    return this.#mark(() => this.#model.markRegions(ranges))
  }

  /** On an empty line the gap becomes a paragraph of its own. Returns the identity of the region that is there now. */
  insertGap(offset: number, words: number | null): number | null {
    const [before, behind] = ownParagraph(this.text, offset) ?? ['', '']
    if (before + behind !== '')
      this.replaceAs({ kind: 'typed' }, [{ start: offset, end: offset, text: before + behind }])
    const place = offset + before.length
    this.#mark(() => this.#model.insertGap(place, words))
    // Whoever puts a gap goes on writing behind it.
    this.editor.goBehindGap(place)
    return this.spans.regions.find(({ start, end }) => start <= place && place <= end)?.id ?? null
  }

  clearRegions(ranges: readonly Range[]): number {
    return this.#mark(() => this.#model.clearRegions(ranges))
  }

  toggleLock(ranges: readonly Range[]): void {
    this.#mark(() => this.#model.toggleLock(ranges))
  }

  /** Locks the ranges, whatever is locked already. */
  lock(ranges: readonly Range[]): void {
    this.#mark(() => this.#model.lock(ranges))
  }

  remove(id: number): void {
    this.#mark(() => this.#model.remove(id))
  }

  /**
   * Replaces whole regions in one step of undo, which undo takes back with the proposals they come from. They become plain text with
   * `marks` in it. `proposals` puts back what was accepted; `origin` is that of the words in it that are new. Returns the identities of the regions among `marks`.
   */
  accept(
    replaced: readonly number[],
    replacements: readonly Replacement[],
    marks: AcceptedMarks,
    proposals: Restore,
    origin: Origin
  ): readonly number[] {
    let ids: readonly number[] = []
    const accept = (changes: readonly TextChange[], version: number): void => {
      ids = this.#model.accept(replaced, changes, marks, version)
    }
    const accepted = this.timeline.beginAccepting(proposals)
    const { version } = this.editor
    this.#accept = accept
    this.rewrite(
      replacements.map((one) => this.#rewriteOf(one, origin)),
      replacements
    )
    this.#accept = null
    // When nothing differed, the editor told of no change.
    if (this.editor.version === version) accept([], version)
    accepted()
    this.#publish()
    return ids
  }

  /**
   * Replaces ranges (sorted, separate) in one step of undo. `rewrites` says who wrote what: places as a whole, of which `replacements` may
   * be only the words that differ.
   */
  rewrite(rewrites: readonly Rewrite[], replacements: readonly Replacement[] = rewrites): void {
    this.#rewrites = rewrites
    this.editor.replace(replacements)
    this.#rewrites = null
  }

  /** Gives ranges other text, the new words of which are `origin`'s. */
  replaceAs(origin: Origin, replacements: readonly Replacement[]): void {
    this.rewrite(replacements.map((one) => this.#rewriteOf(one, origin)))
  }

  #rewriteOf(replacement: Replacement, origin: Origin): Rewrite {
    const old = this.editor.textIn(replacement)
    return {
      ...replacement,
      authorship: rewritten(this.companion.of(replacement), old, replacement.text, origin)
    }
  }

  /** A change of marks is a step of undo of its own. */
  #mark<Value>(change: () => Value): Value {
    const record = this.timeline.begin()
    const before = this.#model.state
    const value = change()
    if (!sameSpans(before, this.#model.state)) record()
    this.#publish()
    return value
  }

  #textChanged(opened: boolean): void {
    this.revision += 1
    this.#onText(opened)
  }

  #publish(): void {
    this.spans = this.#model.state
    this.editor.showMarks(this.spans)
    this.#onEdited()
  }
}

function trimLineBreaks(text: string, { start, end }: Range): Range {
  const leading = /^\n*/u.exec(text)?.[0].length ?? 0
  if (leading === text.length) return { start, end: start }
  const trailing = /\n*$/u.exec(text)?.[0].length ?? 0
  return { start: start + leading, end: end - trailing }
}
