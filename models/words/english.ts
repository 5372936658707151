import words from './english.txt?raw'
import { WordList } from './word-list'

/** English as it is spelled on both sides of the Atlantic; `make-english.ts` makes the list. */
export const english = new WordList(words.trim().split('\n'))
