export type English = 'american' | 'british'

/** To the worker. Every question is answered by one answer with its number. */
export type SpellingQuestion =
  | { readonly type: 'misspelled'; readonly number: number; readonly words: readonly string[] }
  | { readonly type: 'suggest'; readonly number: number; readonly word: string }

export type SpellingAnswer = { readonly number: number; readonly words: readonly string[] }

/** The first thing that the worker is told. */
export interface SpellingStart {
  readonly type: 'start'
  readonly english: English
}
