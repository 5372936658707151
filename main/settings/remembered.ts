import { join } from 'node:path'
import { recentFilesSchema } from '../documents/recent-files'
import { speedRecordSchema, type SpeedRecord } from '../ipc/speed'
import { windowPlaceSchema, type WindowPlace } from '../windows/window-place'
import { openJsonFile, type JsonFile } from './json-file'
import { personalWordsSchema } from './personal-words'

/** What is remembered besides the settings, one file each. */
export interface Remembered {
  readonly recentFiles: JsonFile<readonly string[]>
  readonly personalWords: JsonFile<readonly string[]>
  readonly windowPlace: JsonFile<WindowPlace | null>
  /** What was measured of this machine last. */
  readonly speed: JsonFile<SpeedRecord | null>
}

/** @param folder of the app's own files */
export async function openRemembered(folder: string): Promise<Remembered> {
  const [recentFiles, personalWords, windowPlace, speed] = await Promise.all([
    openJsonFile<readonly string[]>(join(folder, 'recent-files.json'), recentFilesSchema, []),
    openJsonFile<readonly string[]>(join(folder, 'personal-words.json'), personalWordsSchema, []),
    openJsonFile<WindowPlace | null>(join(folder, 'window.json'), windowPlaceSchema.nullable(), null),
    openJsonFile<SpeedRecord | null>(join(folder, 'speed.json'), speedRecordSchema.nullable(), null)
  ])
  return { recentFiles, personalWords, windowPlace, speed }
}
