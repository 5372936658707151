import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { z } from 'zod'

const documentSchema = z.object({
  id: z.string(),
  kind: z.enum(['fiction', 'nonfiction', 'docs']),
  text: z.string()
})
export type CorpusDocument = z.infer<typeof documentSchema>

/**
 * The documents of one split of the corpus: `SPLIT.jsonl.gz`, one document a line.
 *
 * @throws an error of the file system, or of zod where a line is not a document.
 */
export async function readSplit(corpus: string, split: string): Promise<CorpusDocument[]> {
  const bytes = await promisify(gunzip)(await readFile(join(corpus, `${split}.jsonl.gz`)))
  const lines = bytes.toString('utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => documentSchema.parse(JSON.parse(line)))
}
