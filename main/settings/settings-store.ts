import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { settingsSchema } from '../ipc/contract'
import type { Settings } from '../ipc/contract'
import { defaultFillPreferences } from '../ipc/fill-preferences'
import { defaultProseSettings } from '../ipc/prose-settings'
import { writeFileAtomically } from '../documents/atomic-write'
import { systemCode } from '../documents/document-error'
import { parseJson } from '../parse-json'
import { createSerialQueue } from '../serial-queue'

export const defaultSettings: Settings = { ...defaultProseSettings, ...defaultFillPreferences }

/** Fields of later versions are dropped, missing ones take their default: both happen when versions change. */
const settingsFileSchema = settingsSchema.partial().strip()

/** What is remembered between starts. */
export interface SettingsStore {
  readonly current: Settings
  /** Resolves to the new settings once they are on the disk. */
  update(changes: Partial<Settings>): Promise<Settings>
}

/**
 * Reads the settings, or makes them. A file that cannot be understood is kept under the name `….bad`, and defaults take its place.
 *
 * @param path of the file; its folder is made when needed
 */
export async function openSettingsStore(path: string): Promise<SettingsStore> {
  const found = await readSettings(path)
  let current: Settings = { ...defaultSettings, ...found }
  const exclusive = createSerialQueue()
  const write = (settings: Settings) =>
    writeFileAtomically(path, Buffer.from(`${JSON.stringify(settings, null, 2)}\n`), 0o600)

  if (found === null) {
    await mkdir(dirname(path), { recursive: true })
    await write(current)
  }
  return {
    get current() {
      return current
    },
    update: (changes) =>
      exclusive(async () => {
        const changed = settingsSchema.parse({ ...current, ...changes })
        await write(changed)
        current = changed
        return changed
      })
  }
}

async function readSettings(path: string): Promise<Partial<Settings> | null> {
  let content: string
  try {
    content = await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
  const parsed = settingsFileSchema.safeParse(parseJson(content))
  if (parsed.success) return withoutUndefined(parsed.data)
  await rename(path, `${path}.bad`)
  return {}
}

function withoutUndefined(settings: {
  [Key in keyof Settings]?: Settings[Key] | undefined
}): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
