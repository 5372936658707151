import { basename } from 'node:path'
import { z } from 'zod'
import type { JsonFile } from '../settings/json-file'

export const recentFilesSchema = z.array(z.string().min(1))

/** As many as a menu shows without scrolling. */
const limit = 12

export interface RecentFile {
  readonly path: string
  readonly name: string
}

/** The files that were opened or saved last, the latest first. */
export interface RecentFiles {
  readonly list: readonly RecentFile[]
  has(path: string): boolean
  add(path: string): void
  remove(path: string): void
  clear(): void
}

/** @param onChange is called after each change of the list, and `onTrouble` when it could not be written down */
export function createRecentFiles(
  file: JsonFile<readonly string[]>,
  onChange: () => void,
  onTrouble: (error: unknown) => void
): RecentFiles {
  const set = (paths: readonly string[]) => {
    file.set(paths).catch(onTrouble)
    onChange()
  }
  const without = (path: string) => file.current.filter((known) => known !== path)
  return {
    get list() {
      return file.current.map((path) => ({ path, name: basename(path) }))
    },
    has: (path) => file.current.includes(path),
    add: (path) => {
      if (file.current[0] !== path) set([path, ...without(path)].slice(0, limit))
    },
    remove: (path) => set(without(path)),
    clear: () => set([])
  }
}
