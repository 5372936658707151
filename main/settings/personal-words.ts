import { z } from 'zod'
import { personalWordSchema } from '../ipc/personal-word'
import type { JsonFile } from './json-file'

export const personalWordsSchema = z.array(personalWordSchema)

/** The writer's own words, which are spelled right because the writer says so. */
export interface PersonalWords {
  readonly list: readonly string[]
  /** Resolves to all words, in the order of the alphabet, once they are on the disk. */
  add(word: string): Promise<readonly string[]>
  remove(word: string): Promise<readonly string[]>
}

export function createPersonalWords(file: JsonFile<readonly string[]>): PersonalWords {
  const set = async (words: Iterable<string>) => {
    await file.set([...words].sort((a, b) => a.localeCompare(b, 'en')))
    return file.current
  }
  return {
    get list() {
      return file.current
    },
    add: (word) => set(new Set([...file.current, word])),
    remove: (word) => set(file.current.filter((known) => known !== word))
  }
}
