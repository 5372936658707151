import { basename } from 'node:path'
import type { Export } from '../ipc/companion'
import { withoutBlock } from './annotation-block'
import { writeFileAtomically } from './atomic-write'
import { writeError } from './document-error'
import { annotated, authorsOf } from './markdown-annotations'

/** The name that is suggested for an export of the document `name`. */
export function exportName({ kind, name }: Export): string {
  const stem = name.replace(/\.[^.]*$/u, '')
  return kind === 'annotated' ? `${stem} (with authorship).md` : `${stem} (${kind}).json`
}

/** What stands in the file. */
export function exportContent(wanted: Export): string {
  switch (wanted.kind) {
    case 'history':
      return json({ version: 1, name: wanted.name, runs: wanted.runs })
    case 'authorship': {
      let at = 0
      const spans = wanted.authorship.map(({ length, origin }) => {
        const start = at
        at += length
        return { start, end: at, ...origin, text: wanted.text.slice(start, at) }
      })
      return json({ version: 1, name: wanted.name, spans })
    }
    case 'annotated': {
      const earlier = withoutBlock(wanted.text)
      // The format lets the last line end be the one before the empty line of the block.
      const text = earlier.text.replace(/\n$/u, '')
      return annotated(text, authorsOf(text, wanted.authorship, earlier.authors))
    }
  }
}

/** @throws DocumentError */
export async function writeExport(path: string, wanted: Export): Promise<void> {
  try {
    await writeFileAtomically(path, Buffer.from(exportContent(wanted)))
  } catch (error) {
    throw writeError(basename(path), error)
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
