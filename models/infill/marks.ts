import { regionSchema, type MarkedDocument, type Region, type Span } from './document'
import { FillError } from './fill-error'

/**
 * Regions and locks written into a text: `<gap/>`, `<gap words="12"/>`, `<regen>old <keep>kept</keep> old</regen>`, and `<keep>` anywhere.
 * Every other tag is the writer's own text. `&lt;` stands for `<` where it would start a mark; `&amp;lt;` for a literal `&lt;`, and so on.
 */
const markStart = /<(\/?)(gap|regen|keep)(?=[\s/>]|$)/g
const attributes = /((?:\s+[^\s"'<>/=]+\s*=\s*"[^"<>]*")*)\s*(\/?)>/y
const attribute = /([^\s=]+)\s*=\s*"([^"]*)"/g
const escapedLessThan = /&((?:amp;)*)lt;/g

interface Mark {
  readonly name: string
  readonly closing: boolean
  readonly empty: boolean
  readonly words: number | undefined
  readonly start: number
  readonly end: number
}

interface OpenMark {
  readonly start: number
  readonly words: number | undefined
  readonly mark: Mark
}

function errorAt(
  source: string,
  index: number,
  problem: string,
  code: 'bad-mark' | 'lock-outside-text'
): FillError {
  const before = source.slice(0, index)
  const line = before.split(/\r\n|\r|\n/)
  const column = Array.from(line.at(-1) ?? '').length + 1
  return new FillError(code, `Line ${line.length}, column ${column}: ${problem}`)
}

function readWords(source: string, name: string, text: string, index: number): number | undefined {
  let words: number | undefined
  for (const [, key, value] of text.matchAll(attribute)) {
    if (key !== 'words' || name === 'keep') {
      throw errorAt(
        source,
        index,
        `<${name}> has no attribute ${key}; only a gap or regen takes words="12".`,
        'bad-mark'
      )
    }
    const parsed = regionSchema.shape.words.safeParse(/^\d+$/.test(value!) ? Number(value) : NaN)
    if (!parsed.success || parsed.data === undefined) {
      throw errorAt(source, index, `words="${value}" is not a whole number from 1 to 400.`, 'bad-mark')
    }
    if (words !== undefined) throw errorAt(source, index, `<${name}> gives words twice.`, 'bad-mark')
    words = parsed.data
  }
  return words
}

function* readMarks(source: string): Generator<Mark> {
  for (const match of source.matchAll(markStart)) {
    const [opening, slash, name] = match as unknown as [string, string, string]
    attributes.lastIndex = match.index + opening.length
    const rest = attributes.exec(source)
    if (rest === null) {
      const help = `${opening} is not a whole mark. Write <gap/>, <gap words="12"/>, <regen>…</regen> or <keep>…</keep>; write &lt; for a plain <.`
      throw errorAt(source, match.index, help, 'bad-mark')
    }
    const closing = slash !== ''
    if (closing && rest[0] !== '>') {
      throw errorAt(source, match.index, `A closing mark is just </${name}>.`, 'bad-mark')
    }
    const words = readWords(source, name, rest[1]!, match.index)
    yield { name, closing, empty: rest[2] !== '', words, start: match.index, end: attributes.lastIndex }
  }
}

/** Builds the document while the marks go by; knows which mark may stand in which. */
class DocumentBuilder {
  readonly regions: Region[] = []
  readonly locks: Span[] = []
  text = ''
  #regen: OpenMark | undefined
  #keep: OpenMark | undefined

  constructor(readonly source: string) {}

  apply(mark: Mark): void {
    if (mark.name === 'gap') this.#gap(mark)
    else if (mark.empty) {
      throw this.#error(
        mark,
        `<${mark.name}> goes around text: <${mark.name}>…</${mark.name}>. A gap is <gap/>.`
      )
    } else if (mark.name === 'regen') this.#regenMark(mark)
    else this.#keepMark(mark)
  }

  finish(): MarkedDocument {
    const open = this.#keep ?? this.#regen
    if (open !== undefined) {
      throw this.#error(open.mark, `<${open.mark.name}> is never closed; add </${open.mark.name}>.`)
    }
    return { text: this.text, regions: this.regions, locks: this.locks }
  }

  #gap(mark: Mark): void {
    if (mark.closing || !mark.empty)
      throw this.#error(mark, 'A gap is written <gap/>, with the slash at its end.')
    if (this.#regen !== undefined) throw this.#error(mark, 'A <gap/> cannot stand inside <regen>.')
    if (this.#keep !== undefined) throw this.#error(mark, 'A <gap/> cannot stand inside <keep>.')
    this.#addRegion(this.text.length, mark.words)
  }

  #regenMark(mark: Mark): void {
    if (this.#keep !== undefined) {
      const problem = mark.closing
        ? '</regen> comes before the </keep> of the <keep> inside it.'
        : 'A <regen> cannot stand inside <keep>.'
      throw this.#error(mark, problem)
    }
    if (!mark.closing) {
      if (this.#regen !== undefined) throw this.#error(mark, 'A <regen> cannot stand inside another <regen>.')
      this.#regen = { start: this.text.length, words: mark.words, mark }
      return
    }
    if (this.#regen === undefined)
      throw this.#error(mark, 'There is no <regen> that this </regen> could close.')
    this.#addRegion(this.#regen.start, this.#regen.words)
    this.#regen = undefined
  }

  #keepMark(mark: Mark): void {
    if (!mark.closing) {
      if (this.#keep !== undefined) throw this.#error(mark, 'A <keep> cannot stand inside another <keep>.')
      this.#keep = { start: this.text.length, words: undefined, mark }
      return
    }
    if (this.#keep === undefined) throw this.#error(mark, 'There is no <keep> that this </keep> could close.')
    const { start } = this.#keep
    if (start < (this.#regen?.start ?? 0)) {
      throw this.#error(
        mark,
        '</keep> closes a <keep> that was opened before this <regen>; close each where it was opened.'
      )
    }
    if (start === this.text.length) {
      const problem =
        'This <keep> holds no text, so it locks nothing; put it around the words that must stay.'
      throw errorAt(this.source, this.#keep.mark.start, problem, 'lock-outside-text')
    }
    this.locks.push({ start, end: this.text.length })
    this.#keep = undefined
  }

  #addRegion(start: number, words: number | undefined): void {
    this.regions.push({ start, end: this.text.length, ...(words === undefined ? {} : { words }) })
  }

  #error(mark: Mark, problem: string): FillError {
    return errorAt(this.source, mark.start, problem, 'bad-mark')
  }
}

function unescape(text: string): string {
  return text.replace(escapedLessThan, (_, ampersands: string) =>
    ampersands === '' ? '<' : `&${ampersands.slice('amp;'.length)}lt;`
  )
}

function escape(text: string): string {
  return text.replace(escapedLessThan, '&amp;$1lt;').replace(markStart, (mark) => `&lt;${mark.slice(1)}`)
}

/**
 * Takes the marks out of a text.
 *
 * @throws FillError `bad-mark`, or `lock-outside-text` for a `<keep>` around nothing, with line and column (in characters) of the mark.
 */
export function parseMarks(source: string): MarkedDocument {
  const builder = new DocumentBuilder(source)
  let end = 0
  for (const mark of readMarks(source)) {
    builder.text += unescape(source.slice(end, mark.start))
    builder.apply(mark)
    end = mark.end
  }
  builder.text += unescape(source.slice(end))
  return builder.finish()
}

/**
 * Writes the marks of a document into its text, so that `parseMarks` gives it back. A lock that crosses an edge of a region is
 * written as one lock on each side.
 */
export function formatMarks({ text, regions, locks }: MarkedDocument): string {
  let marked = ''
  const plain = (start: number, end: number): void => {
    let at = start
    for (const lock of locks) {
      const from = Math.max(lock.start, at)
      const to = Math.min(lock.end, end)
      if (from >= to) continue
      marked += `${escape(text.slice(at, from))}<keep>${escape(text.slice(from, to))}</keep>`
      at = to
    }
    marked += escape(text.slice(at, end))
  }
  let at = 0
  for (const { start, end, words } of regions) {
    plain(at, start)
    const attributeText = words === undefined ? '' : ` words="${words}"`
    if (start === end) marked += `<gap${attributeText}/>`
    else {
      marked += `<regen${attributeText}>`
      plain(start, end)
      marked += '</regen>'
    }
    at = end
  }
  plain(at, text.length)
  return marked
}
