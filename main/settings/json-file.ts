import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { writeFileAtomically } from '../documents/atomic-write'
import { systemCode } from '../documents/document-error'
import { parseJson } from '../parse-json'
import { createSerialQueue } from '../serial-queue'

/** One value that is remembered between starts. */
export interface JsonFile<Value> {
  readonly current: Value
  /** Resolves once it is on the disk; changes that come at once are written one after the other. */
  set(value: Value): Promise<void>
}

/** Reads the value of a file, or begins with `initial`. A file that cannot be understood is kept under the name `….bad`. */
export async function openJsonFile<Value>(
  path: string,
  schema: z.ZodType<Value>,
  initial: Value
): Promise<JsonFile<Value>> {
  let current = (await read(path, schema)) ?? initial
  const exclusive = createSerialQueue()
  return {
    get current() {
      return current
    },
    set: (value) => {
      current = value
      return exclusive(async () => {
        await mkdir(dirname(path), { recursive: true })
        await writeFileAtomically(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`), 0o600)
      })
    }
  }
}

async function read<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | null> {
  let content: string
  try {
    content = await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
  const parsed = schema.safeParse(parseJson(content))
  if (parsed.success) return parsed.data
  await rename(path, `${path}.bad`)
  return null
}
