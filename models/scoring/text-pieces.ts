/** Characters of a piece, give or take: about 230 tokens of English prose. */
const pieceLength = 1024

const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/.test(character)

/**
 * Where piece `index` of a text starts, in UTF-16 code units; the end of the text for one behind the last. Pieces are cut before a single
 * space or line break, where the tokenizer cuts as well, so that their tokens are those of the whole text. Where a piece starts depends
 * on nothing but the characters there: any part of a long text can be read without the rest.
 */
export function pieceStart(text: string, index: number): number {
  const wanted = index * pieceLength
  if (wanted <= 0) return 0
  if (wanted >= text.length) return text.length
  for (let at = wanted; at < Math.min(wanted + pieceLength, text.length - 1); at += 1) {
    const cuts = text[at] === ' ' || text[at] === '\n'
    if (cuts && !isSpace(text[at - 1]) && !isSpace(text[at + 1])) return at
  }
  const inCharacter = /[\ud800-\udbff]/.test(text[wanted - 1]!) && /[\udc00-\udfff]/.test(text[wanted]!)
  return inCharacter ? wanted + 1 : wanted
}

/** The piece that holds the character at `offset`. */
export function pieceAt(text: string, offset: number): number {
  const index = Math.floor(offset / pieceLength)
  return index > 0 && pieceStart(text, index) > offset ? index - 1 : index
}
