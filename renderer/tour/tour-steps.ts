import type { FillState } from '../state/fill-machine'

/** The steps of the tour in their order. */
export const tourSteps = ['mark', 'lock', 'fill', 'look', 'accept', 'end'] as const
export type TourStep = (typeof tourSteps)[number]

/** What the tour has to know of what the writer did. */
export interface TourFacts {
  /** Identity of the document that is shown. */
  readonly document: string
  /** Identities of regions and locks. */
  readonly regions: readonly number[]
  readonly locks: readonly number[]
  readonly fill: FillState
  /** Other words for a word are being looked at. */
  readonly looksAtWord: boolean
}

/** What a step speaks of: a button of a command, or the text. */
export type TourAnchor = { readonly command: 'toggle-lock' | 'regenerate' | 'accept' | 'palette' } | 'text'

interface StepText {
  readonly title: string
  /** `{command}` stands for the shortcut of a command. */
  readonly text: string
  readonly anchor: TourAnchor
}

export const stepTexts: Readonly<Record<TourStep, StepText>> = {
  mark: {
    title: 'Select a sentence',
    text: 'Take one that you would like to read differently, and mark it: {mark-region}.',
    anchor: 'text'
  },
  lock: {
    title: 'Lock what must stay',
    text: 'Select a word or two in it and lock them: {toggle-lock}. They are kept to the letter.',
    anchor: { command: 'toggle-lock' }
  },
  fill: {
    title: 'Fill it',
    text: 'Press {regenerate}. Lacuna reads what stands before and after, and rewrites the rest. It does so on your machine alone.',
    anchor: { command: 'regenerate' }
  },
  look: {
    title: 'Look at the proposal',
    text: 'Your text is as it was. {regenerate} makes another proposal to compare, {word-alternatives} offers other words for one.',
    anchor: { command: 'accept' }
  },
  accept: {
    title: 'Accept it',
    text: '{accept} makes it your text, {discard} leaves everything as it was. {undo} brings either back.',
    anchor: { command: 'accept' }
  },
  end: {
    title: 'That was your first fill',
    text: 'All else is in the palette, {palette}, and in the help, {help}.',
    anchor: { command: 'palette' }
  }
}

/**
 * The step behind `step` when what it asks for was done, otherwise `step` itself. Whoever runs ahead is followed.
 *
 * @param before how things were when the step began
 * @param proposed the regions that were filled last, in this tour; empty before the first fill
 */
export function stepAfter(
  step: TourStep,
  before: TourFacts,
  now: TourFacts,
  proposed: readonly number[]
): TourStep {
  const isFresh = (kind: 'regions' | 'locks'): boolean => now[kind].some((id) => !before[kind].includes(id))
  switch (step) {
    case 'mark':
      return isFresh('regions') || now.fill.name !== 'idle' ? 'lock' : step
    case 'lock':
      return isFresh('locks') || now.fill.name !== 'idle' ? 'fill' : step
    case 'fill':
      return now.fill.name === 'proposal' ? 'look' : step
    case 'look':
    case 'accept':
      if (now.fill.name === 'idle') {
        if (proposed.length === 0) return step
        // What was accepted is no region any more; what was discarded still is.
        return proposed.some((id) => now.regions.includes(id)) ? 'fill' : 'end'
      }
      return now.looksAtWord || hasOtherProposal(before.fill, now.fill) ? 'accept' : step
    case 'end':
      return step
  }
}

function hasOtherProposal(before: FillState, now: FillState): boolean {
  if (before.name === 'idle' || now.name !== 'proposal') return false
  return now.cards.length > before.cards.length || now.chosen !== before.chosen
}
