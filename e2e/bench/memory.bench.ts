import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FillRequest, LacunaBridge } from '../../main/ipc/contract'
import { EditorPage } from '../pages/editor-page'
import { test } from '../runner/test'
import { inferenceProcess } from './inference-process'

const fills = 1000
/** Fills between two readings of the memory. */
const every = 10
/** About 32 tokens. */
const words = 24

const prose = readFileSync(
  join(import.meta.dirname, '../../models/bench/texts/the-thirty-nine-steps.txt'),
  'utf8'
)
/** Between two sentences, with more text on both sides than a fill reads. */
const places = [...prose.matchAll(/[.!?](?= [A-Z])/g)]
  .map(({ index }) => index + 2)
  .filter((place) => place >= 2400 && place <= prose.length - 2000)

for (const model of ['tiny', 'bundled'] as const) {
  test(`measures memory with the ${model} model`, async ({ launch }) => {
    const app = await launch({ model, traced: false })
    await (await new EditorPage(app).ready()).modelReady()
    const megabytes = async () => (await inferenceProcess(app)).bytes / 1e6
    const afterLoad = await megabytes()
    const samples: number[] = []
    for (let fill = 1; fill <= fills; fill++) {
      await app.page.evaluate(async (request) => {
        const bridge = Reflect.get(window, 'lacuna') as LacunaBridge
        const answer = await bridge.invoke('fill:run', request)
        if (!answer.ok) throw new Error(answer.error.message)
      }, requestOf(fill))
      if (fill % every === 0) samples.push(await megabytes())
    }
    const inferenceMegabytes = { model, afterLoad: Math.round(afterLoad), inEachHundred: hundreds(samples) }
    process.stdout.write(`\n${JSON.stringify({ inferenceMegabytes })}\n`)
  })
}

/** A gap at another place each time, so that no context is met again soon; alternatives and steps vary as a writer's do. */
function requestOf(fill: number): FillRequest {
  // A stride without a common factor visits all places before it comes back.
  const place = places[(fill * 37) % places.length]!
  return {
    requestId: crypto.randomUUID(),
    text: prose,
    marks: { regions: [{ start: place, end: place, words }], locks: [] },
    settings: {
      steps: 4 + (fill % 5),
      order: 'confidence',
      temperature: 1,
      topP: 0.98,
      seed: fill,
      alternatives: fill % 4 === 0 ? 4 : 1,
      strength: 1,
      length: 'automatic',
      polish: 0
    }
  }
}

/** The mean of each hundred fills: the collector comes when it likes, so one reading says little. */
function hundreds(samples: readonly number[]): number[] {
  const size = 100 / every
  return Array.from({ length: samples.length / size }, (_, index) => {
    const part = samples.slice(index * size, (index + 1) * size)
    return Math.round(part.reduce((sum, value) => sum + value, 0) / size)
  })
}
