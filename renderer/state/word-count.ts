/** A word is a run of letters and digits with what may join them; scripts that do not part words by spaces count by characters. */
const word =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’\-‐.,][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu

export function countWords(text: string): number {
  return text.match(word)?.length ?? 0
}

/** The words with the places where they begin. */
export function wordsOf(text: string): readonly { readonly index: number; readonly text: string }[] {
  return Array.from(text.matchAll(word), ({ index, 0: found }) => ({ index, text: found }))
}

/** `1 word`, `1,204 words`. */
export function formatCount(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`
}
