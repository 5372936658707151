import { sentencesOf } from '../editor/sentences'
import { countWords } from './word-count'

/** Words that a grown-up reads silently in a minute (Brysbaert 2019, English prose). */
const wordsPerMinute = 238

export interface TextCounts {
  readonly words: number
  /** As a reader sees them: one for a letter with its accents. Line breaks do not count. */
  readonly characters: number
  readonly sentences: number
  /** Of silent reading. */
  readonly minutes: number
}

export function countText(text: string): TextCounts {
  const words = countWords(text)
  let sentences = 0
  for (const line of text.split('\n')) sentences += sentencesOf(line).length
  const characters = [...text.matchAll(/\P{M}/gu)].length - (text.split('\n').length - 1)
  return { words, characters, sentences, minutes: words / wordsPerMinute }
}

/** `less than a minute`, `3 minutes`, `2 h 5 min`. */
export function formatReadingTime(minutes: number): string {
  if (minutes < 1) return 'less than a minute'
  const whole = Math.round(minutes)
  if (whole < 60) return `${whole} ${whole === 1 ? 'minute' : 'minutes'}`
  return `${Math.floor(whole / 60)} h ${whole % 60} min`
}
