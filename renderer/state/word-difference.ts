import { diffWordsWithSpace, type ChangeObject } from 'diff'

/** A stretch of text that both texts have, or only one of them. */
export interface Difference {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** The difference between two texts, word by word. */
export function wordDifference(before: string, after: string): readonly Difference[] {
  return diffWordsWithSpace(before, after).map(differenceOf)
}

const differenceOf = ({ added, removed, value }: ChangeObject<string>): Difference => ({
  kind: added ? 'added' : removed ? 'removed' : 'same',
  text: value
})

/** Beyond so many words that come or go, a comparison would take longer than it is worth. */
const mostEdits = 4000

/** The difference between two texts of any length: when hardly a word stayed, all of the new one is new. */
export function textDifference(before: string, after: string): readonly Difference[] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: mostEdits })
  if (parts) return parts.map(differenceOf)
  return [
    { kind: 'removed', text: before },
    { kind: 'added', text: after }
  ]
}

/**
 * The place in `before` that answers to a place between two words of `after`: the same one in what they share, and in what was rewritten
 * one that divides the words alike. It lies between words, too.
 */
export function alignedOffset(before: string, after: string, offset: number): number {
  let [oldAt, newAt] = [0, 0]
  const parts = wordDifference(before, after)
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!
    if (part.kind === 'same') {
      if (offset <= newAt + part.text.length)
        return betweenWords(before, oldAt + offset - newAt, after, offset)
      oldAt += part.text.length
      newAt += part.text.length
      continue
    }
    // What was removed and what was added in its place are one stretch.
    const next = parts[index + 1]
    const replaced = next !== undefined && next.kind !== 'same' && next.kind !== part.kind
    if (replaced) index++
    const removed = part.kind === 'removed' ? part.text : replaced ? next.text : ''
    const added = part.kind === 'added' ? part.text : replaced ? next.text : ''
    if (offset < newAt + added.length || (offset === newAt + added.length && added !== '')) {
      const share = (offset - newAt) / added.length
      return betweenWords(before, oldAt + Math.round(share * removed.length), after, offset)
    }
    oldAt += removed.length
    newAt += added.length
  }
  return before.length
}

/** The nearest place on the left that stands to the words of `before` as `offset` to those of `after`: where one begins, or where one ends. */
function betweenWords(before: string, wanted: number, after: string, offset: number): number {
  const begins = /\s$/u.test(after.slice(0, offset))
  for (let at = wanted; at > 0; at--) {
    const space = begins ? before[at - 1]! : (before[at] ?? ' ')
    if (/\s/u.test(space)) return at
  }
  return 0
}

/** Where less than this share of the new text was there before, a comparison says nothing: all of it is new. */
const leastShared = 0.25

/** The difference as a reader can take it in: with what was removed only where something was kept. */
export function readableDifference(before: string, after: string): readonly Difference[] {
  if (before.trim() === '') return [{ kind: 'same', text: after }]
  const parts = wordDifference(before, after)
  const shared = parts.reduce((sum, { kind, text }) => sum + (kind === 'same' ? text.trim().length : 0), 0)
  return shared < leastShared * after.length ? [{ kind: 'added', text: after }] : parts
}
