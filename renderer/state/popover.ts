import type { PagePoint } from '../editor/editor-port'
import type { CardWord } from './card-words'
import type { Misspelled } from './context-menu'

/** What lies over the page. */
export type Popover =
  | { readonly name: 'palette' }
  | { readonly name: 'counts' }
  | { readonly name: 'gap'; readonly point: PagePoint; readonly offset: number }
  | { readonly name: 'menu'; readonly point: PagePoint; readonly misspelled: Misspelled | null }
  | ({ readonly name: 'spelling'; readonly point: PagePoint } & Misspelled)
  /** Other words for a word of a proposal. `byPointer`: it goes when the pointer does. */
  | { readonly name: 'word'; readonly point: PagePoint; readonly word: CardWord; readonly byPointer: boolean }
