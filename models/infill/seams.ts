import {
  firstCharacter,
  isClosing,
  isOpening,
  isSpace,
  isStop,
  isUnspacedScript,
  isWord,
  lastCharacter,
  sentenceEnd
} from './characters'

/**
 * What the first token of a canvas may be: `space`: one that begins with a space; `space-or-punctuation`: also one that goes on with
 * punctuation; `no-space`: any that begins with neither; `letter`: one that goes on in the middle of a word; `any`: whatever reads well.
 */
export type FirstToken = 'space' | 'space-or-punctuation' | 'no-space' | 'letter' | 'any'
/**
 * What the last token may end with: `sentence-end`: the end of a sentence, for a new one follows; `no-stop`: no full stop, comma …, for one
 * follows; `letter`: a word goes on behind the canvas.
 */
export type LastToken = 'any' | 'sentence-end' | 'no-stop' | 'letter'

/** How a canvas joins the text on both sides of it. */
export interface Seams {
  /**
   * The text before ends with one space, which the network must not see: it was trained on canvases that own their leading space. The
   * canvas begins with one, and it is dropped when the canvas is put into the text.
   */
  readonly ownsSpace: boolean
  readonly first: FirstToken
  /** The text after begins with a word right away: a space is put in between, at the end of the canvas's text. */
  readonly addsSpace: boolean
  readonly last: LastToken
  /** The text after goes on in the middle of a sentence, and no sentence ended in the old text: the new text ends none either. */
  readonly midSentence: boolean
}

type LeftSeam = Pick<Seams, 'ownsSpace' | 'first'>
type RightSeam = Omit<Seams, keyof LeftSeam>

export interface Surroundings {
  /** Fixed text before the canvas, back to the canvas before it (the last few characters are enough). */
  readonly before: string
  /** Whether `before` reaches back to another canvas, rather than to the start of the text. */
  readonly followsCanvas: boolean
  /** The text that the canvas replaces, without white space around it; '' for a gap. */
  readonly core: string
  /** Fixed text after the canvas, up to the next canvas (the first few characters are enough). */
  readonly after: string
  /** Whether `after` reaches up to another canvas, rather than to the end of the text. */
  readonly precedesCanvas: boolean
}

const isDash = (character: string): boolean => /^[-‐‑–—/]/u.test(character)
const isStraightQuote = (character: string): boolean => character === '"' || character === "'"

/** Whether the last character of `before` opens something: a bracket, or a quote that nothing stands before. */
function endsWithOpening(before: string): boolean {
  const last = lastCharacter(before)
  if (isOpening(last)) return true
  const previous = lastCharacter(before.slice(0, -1))
  return (
    isStraightQuote(last) && (previous === '' || isSpace(previous) || isOpening(previous) || isDash(previous))
  )
}

function firstTokenOfGap(before: string): FirstToken {
  const last = lastCharacter(before)
  if (endsWithOpening(before)) return 'no-space'
  if (isUnspacedScript(last) || isDash(last)) return 'any'
  if (isWord(last) || isClosing(last) || isStraightQuote(last)) return 'space-or-punctuation'
  return isStop(last) ? 'space' : 'any'
}

function leftSeam({ before, followsCanvas, core }: Surroundings): LeftSeam {
  if (before === '') return { ownsSpace: false, first: followsCanvas ? 'space' : 'no-space' }
  const last = lastCharacter(before)
  if (last === ' ') {
    const previous = lastCharacter(before.slice(0, -1))
    const ownsSpace = previous === '' ? followsCanvas : !isSpace(previous)
    return { ownsSpace, first: ownsSpace ? 'space' : 'no-space' }
  }
  if (isSpace(last)) return { ownsSpace: false, first: 'no-space' }
  if (core === '') return { ownsSpace: false, first: firstTokenOfGap(before) }
  // The old text joined what stands before it without a space; the new text does so in the same way.
  if (isWord(firstCharacter(core))) return { ownsSpace: false, first: isWord(last) ? 'letter' : 'no-space' }
  return { ownsSpace: false, first: endsWithOpening(before) ? 'no-space' : 'space-or-punctuation' }
}

/** Whether the new text is to end a sentence: a sentence or paragraph begins behind it, and the old text, or the text before a gap, ended one. */
function endsSentence({ before, followsCanvas, core, after, precedesCanvas }: Surroundings): boolean {
  const next = after.replace(/^[^\S\r\n]+/, '')
  if (next === '' ? precedesCanvas : !/^(?:[\r\n]|["'“‘([]*\p{Lu})/u.test(next)) return false
  if (core !== '') return sentenceEnd.test(core)
  const previous = before.replace(/[^\S\r\n]+$/, '')
  return previous === '' ? !followsCanvas : /[\r\n]$/.test(previous) || sentenceEnd.test(previous)
}

/** What the last token may be, and whether a space is to be put behind it. */
function ending(surroundings: Surroundings): Pick<Seams, 'addsSpace' | 'last'> {
  const { core, after } = surroundings
  const next = firstCharacter(after)
  const second = firstCharacter(after.slice(next.length))
  if (endsSentence(surroundings)) return { addsSpace: next !== '' && !isSpace(next), last: 'sentence-end' }
  if (next === '' || isSpace(next)) return { addsSpace: false, last: 'any' }
  if (isStop(next)) return { addsSpace: false, last: 'no-stop' }
  const apostrophe = next === '’' || next === "'"
  if (apostrophe && isWord(second) && (next === '’' || core !== ''))
    return { addsSpace: false, last: 'letter' }
  if (isWord(next)) {
    if (isUnspacedScript(next)) return { addsSpace: false, last: 'any' }
    const goesOn = core !== '' && isWord(lastCharacter(core))
    return { addsSpace: !goesOn, last: goesOn ? 'letter' : 'any' }
  }
  const opens = isOpening(next) || (isStraightQuote(next) && isWord(second))
  return { addsSpace: opens && core === '', last: 'any' }
}

function rightSeam(surroundings: Surroundings): RightSeam {
  const midSentence = /^\s*[\p{Ll}.,;:!?…–—]/u.test(surroundings.after) && !/[.!?…]/.test(surroundings.core)
  return { ...ending(surroundings), midSentence }
}

/** How a canvas joins its surroundings, so that words keep one space between them and no text outside of the canvas has to change. */
export function findSeams(surroundings: Surroundings): Seams {
  return { ...leftSeam(surroundings), ...rightSeam(surroundings) }
}
