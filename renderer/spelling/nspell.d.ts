/** What is used of nspell, which brings no types. */
declare module 'nspell' {
  interface Spell {
    /** By word, all of its forms among them. */
    readonly data: Readonly<Record<string, readonly string[]>>
    correct(word: string): boolean
    suggest(word: string): string[]
  }
  export default function nspell(affixes: string, words: string): Spell
}
