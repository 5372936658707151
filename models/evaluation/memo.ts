import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'

/**
 * Results kept in a file, one a line, so that an evaluation that was stopped goes on where it was, and what does not depend on the
 * settings is computed once. A line that was cut short by a stop is computed again.
 */
export class Memo {
  readonly #path: string
  readonly #known: Map<string, unknown>

  private constructor(path: string, known: Map<string, unknown>) {
    this.#path = path
    this.#known = known
  }

  static async open(path: string): Promise<Memo> {
    const known = new Map<string, unknown>()
    for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
      const found = /^([0-9a-f]{32}) (.+)$/.exec(line)
      if (found === null) continue
      try {
        known.set(found[1]!, JSON.parse(found[2]!))
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error
      }
    }
    await mkdir(dirname(path), { recursive: true })
    await appendFile(path, known.size > 0 ? '\n' : '')
    return new Memo(path, known)
  }

  /**
   * @param key everything that the result depends on, as JSON.
   * @param schema checks what comes from the file.
   */
  async get<Result>(
    key: unknown,
    schema: z.ZodType<Result>,
    compute: () => Promise<Result>
  ): Promise<Result> {
    const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32)
    if (this.#known.has(hash)) return schema.parse(this.#known.get(hash))
    const result = await compute()
    this.#known.set(hash, result)
    await appendFile(this.#path, `${hash} ${JSON.stringify(result)}\n`)
    return result
  }
}
