import type { Shortcut } from './shortcuts'

export type FillCommandId =
  | 'rewrite-around-selection'
  | 'next-alternative'
  | 'previous-alternative'
  | 'accept-words'
  | 'accept-next-word'
  | 'continue-fill'
  | 'polish-proposal'
  | 'replay-fill'
  | 'word-alternatives'
  | 'next-unsure-word'
  | 'previous-unsure-word'
  | 'rewrite-around-word'
  | 'toggle-word-shades'
  | 'toggle-changes'
  | 'show-cards'
  | 'fill-settings'
  | 'show-stumbles'
  | 'end-stumbles'
  | 'preset-draft'
  | 'preset-balanced'
  | 'preset-fine'
  | 'preset-auto'
  | 'lock-facts'
  | 'lock-names'
  | 'lock-numbers'
  | 'lock-quotations'

interface Entry {
  readonly id: FillCommandId
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

/** The commands around proposals, their words and the settings of a fill, in the order of the palette. */
export const fillCommandList: readonly Entry[] = [
  {
    id: 'rewrite-around-selection',
    title: 'Rewrite the sentence, but keep the selected words',
    shortcuts: [{ mod: true, shift: true, key: 'enter' }]
  },
  { id: 'next-alternative', title: 'Next proposal', shortcuts: [{ alt: true, code: 'BracketRight' }] },
  { id: 'previous-alternative', title: 'Previous proposal', shortcuts: [{ alt: true, code: 'BracketLeft' }] },
  {
    id: 'accept-words',
    title: 'Accept one sentence of the proposal, or the selected words',
    shortcuts: [{ alt: true, shift: true, key: 'enter' }]
  },
  {
    id: 'accept-next-word',
    title: 'Accept the next word of the proposal',
    shortcuts: [{ alt: true, code: 'Period' }]
  },
  { id: 'continue-fill', title: 'Continue the proposal that was stopped', shortcuts: [] },
  { id: 'polish-proposal', title: 'Polish this proposal', shortcuts: [] },
  { id: 'replay-fill', title: 'Replay this fill: are the words the same?', shortcuts: [] },
  { id: 'word-alternatives', title: 'Other words for this word', shortcuts: [{ mod: true, code: 'Period' }] },
  {
    id: 'next-unsure-word',
    title: 'Next unsure word',
    shortcuts: [{ alt: true, shift: true, code: 'BracketRight' }]
  },
  {
    id: 'previous-unsure-word',
    title: 'Previous unsure word',
    shortcuts: [{ alt: true, shift: true, code: 'BracketLeft' }]
  },
  { id: 'rewrite-around-word', title: 'Rewrite the words around this word', shortcuts: [] },
  { id: 'toggle-word-shades', title: 'Shade unsure words, or do not', shortcuts: [] },
  { id: 'toggle-changes', title: 'Show what proposals change, or do not', shortcuts: [] },
  { id: 'show-cards', title: 'Show or hide the proposals beside the text', shortcuts: [] },
  { id: 'show-stumbles', title: 'Show what a reader may stumble over', shortcuts: [] },
  { id: 'end-stumbles', title: 'Take the shades of stumbling words away', shortcuts: [{ key: 'escape' }] },
  { id: 'fill-settings', title: 'Fill settings', shortcuts: [{ mod: true, shift: true, code: 'Comma' }] },
  { id: 'preset-draft', title: 'Fill settings: Draft', shortcuts: [] },
  { id: 'preset-balanced', title: 'Fill settings: Balanced', shortcuts: [] },
  { id: 'preset-fine', title: 'Fill settings: Fine', shortcuts: [] },
  { id: 'preset-auto', title: 'Fill settings: Auto', shortcuts: [] },
  {
    id: 'lock-facts',
    title: 'Lock names, numbers and quotations',
    shortcuts: [{ mod: true, alt: true, code: 'KeyL' }]
  },
  { id: 'lock-names', title: 'Lock all names', shortcuts: [] },
  { id: 'lock-numbers', title: 'Lock all numbers', shortcuts: [] },
  { id: 'lock-quotations', title: 'Lock all quotations', shortcuts: [] }
]
