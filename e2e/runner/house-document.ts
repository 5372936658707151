import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Authorship, Run } from '../../main/ipc/companion'

const text = `# The house at the end

The red barn stood at the end of the lane. Nobody had lived there since the war, and the windows were dark.

She had the key in her pocket. It was cold and too large for any door that she knew.
`

const ids = ['6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a', '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000b'] as const

const range = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length })

function run(id: string, minute: number, words: string, old: string, others: readonly string[]): Run {
  const place = range(words)
  return {
    id,
    at: Date.UTC(2026, 4, 17, 9, minute),
    model: 'smollm2-135m-sedd',
    device: 'cpu',
    settings: {
      steps: 64,
      order: 'confidence',
      temperature: 0.85,
      topP: 0.95,
      seed: 7,
      alternatives: 1 + others.length,
      strength: 1,
      length: 'automatic',
      polish: 0
    },
    milliseconds: 1400,
    outcome: 'accepted',
    passages: [
      {
        place,
        text: old,
        authorship: [{ length: old.length, origin: { kind: 'typed' } }],
        before: text.slice(Math.max(0, place.start - 60), place.start),
        after: text.slice(place.end, place.end + 60)
      }
    ],
    alternatives: [words, ...others].map((own, index) => ({ score: -1.5 - index / 4, texts: [own] })),
    accepted: [{ at: Date.UTC(2026, 4, 17, 9, minute + 1), alternative: 0, texts: [words], partly: false }]
  }
}

const generated = [range('red barn'), range('the windows were dark')] as const
const runs = [
  run(ids[0], 20, 'red barn', 'old house', ['grey cottage']),
  run(ids[1], 30, 'the windows were dark', 'it was empty', ['the door stood open', 'the roof had gone'])
]

const origin = (kind: 'typed' | 'pasted', start: number, end: number) => ({
  length: end - start,
  origin: { kind }
})

const authorship: Authorship = [
  origin('typed', 0, generated[0].start),
  { length: 'red barn'.length, origin: { kind: 'generated', run: ids[0], edited: false } },
  origin('typed', generated[0].end, generated[1].start),
  { length: 'the windows were dark'.length, origin: { kind: 'generated', run: ids[1], edited: true } },
  origin('pasted', generated[1].end, text.length)
]

/** Writes a document with a region, a gap, a lock and the history of two fills. Returns its path. */
export async function writeHouse(folder: string): Promise<string> {
  const file = path.join(folder, 'house.md')
  const textSha256 = createHash('sha256').update(text).digest('hex')
  const gap = range(' It was cold').start
  const marks = {
    version: 1,
    textSha256,
    regions: [range('at the end of the lane'), { start: gap, end: gap, words: 8 }],
    locks: [range('the key')]
  }
  await writeFile(file, text)
  await writeFile(`${file}.lacuna.json`, JSON.stringify(marks))
  await writeFile(
    `${file}.lacuna-history.json`,
    JSON.stringify({ version: 1, textSha256, text, authorship, runs })
  )
  return file
}
