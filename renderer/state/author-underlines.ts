import type { AuthorUnderline } from '../editor/word-port'
import { rangesOf, type Authorship } from './authorship'

/** The stretches that a person did not type, in the order of the text. */
export function underlinesOf(authorship: Authorship): readonly AuthorUnderline[] {
  return rangesOf(authorship).flatMap(({ start, end, origin }): AuthorUnderline[] => {
    if (origin.kind === 'pasted') return [{ start, end, look: 'pasted' }]
    if (origin.kind !== 'generated') return []
    return [{ start, end, look: origin.edited ? 'edited' : 'generated' }]
  })
}
