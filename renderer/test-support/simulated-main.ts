import type { FillRequest, ResponseOf } from '../../main/ipc/contract'
import { FakeBridge, readyStatus, Refusal, testDocument, testSettings } from './fake-bridge'

type FillResult = ResponseOf<'fill:run'>
type Cell = FillResult['alternatives'][number]['regions'][number]['cells'][number]

const sample = `# The house at the end of the lane

The old house stood at the end of the lane, and nobody had lived there since the war. In spring the garden still remembered what it had been: snowdrops came up through the gravel, and along the south wall a pear tree flowered for no one.

Marta had the key from her aunt, who had it from the last tenant. It was heavier than she expected. She turned it over in her palm as she walked, reading the worn letters on its bow, and did not notice that the gate was already open.

Inside, the air was cool and smelled of apples. Someone had swept the hall.

She set her bag down and listened. The house answered with the small sounds that empty houses make, a settling of boards, a tap that dripped somewhere above, the wind trying each window in turn.
`

const words =
  ' a long row of poplars led down to the river where the boats lay upturned on the grass and the light came slowly through the reeds'.match(
    / \w+/gu
  ) ?? []

/** How a simulation may be told to behave. `pause`: milliseconds for one network call. */
export interface SimulationOptions {
  readonly pause: number
  readonly theme: 'light' | 'dark'
}

interface Slot {
  readonly region: number
  readonly cell: number
}

/** A main process that keeps nothing and writes the same words again and again, but in time and in order as the real one does. */
export function simulateMain({ pause, theme }: SimulationOptions): FakeBridge {
  const cancelled = new Set<string>()
  const bridge: FakeBridge = new FakeBridge({
    'app:start': () => ({
      version: '0.0.0',
      document: testDocument(sample, {
        name: 'The house at the end of the lane.md',
        path: '/home/writer/house.md'
      }),
      isSample: false,
      settings: { ...testSettings, theme, seed: null },
      inference: readyStatus
    }),
    'document:new': () => testDocument('', { id: crypto.randomUUID() }),
    'document:open': () => testDocument(sample, { id: crypto.randomUUID(), name: 'house.md' }),
    'document:save': ({ id }) => ({ id, path: '/home/writer/house.md', name: 'house.md' }),
    'document:save-as': ({ id }) => ({ id, path: '/home/writer/copy.md', name: 'copy.md' }),
    'document:ask-to-save': () => 'discard',
    'recent:list': () => [],
    'words:list': () => [],
    'settings:update': () => testSettings,
    'fill:cancel': ({ requestId }) => {
      cancelled.add(requestId)
      return null
    },
    'fill:run': (request) => fill(request)
  })

  async function fill({ requestId, text, marks, settings }: FillRequest): Promise<FillResult> {
    const regions = marks.regions.map((region) => canvas(text, region, marks.locks))
    const slots = regions.flatMap((cells, region) =>
      cells.flatMap((cell, index): Slot[] => (cell.kind === 'mask' ? [{ region, cell: index }] : []))
    )
    const masks = slots.length
    const calls = Math.min(settings.steps, masks)
    for (let call = 1; call <= calls; call++) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      if (cancelled.has(requestId))
        throw new Refusal({ code: 'cancelled', message: 'The fill was cancelled.' })
      const wanted = Math.round((masks * call) / calls)
      while (masks - slots.length < wanted) reveal(regions, slots)
      const progress = { networkCalls: call, plannedCalls: calls, revealed: masks - slots.length, masks }
      bridge.emit('fill:progress', {
        requestId,
        progress: { ...progress, preview: regions.map((cells) => [...cells]) }
      })
    }
    const texts = regions.map((cells) =>
      cells.map((cell) => (cell.kind === 'mask' ? '' : cell.text)).join('')
    )
    return {
      alternatives: [
        {
          score: -2.1,
          regions: regions.map((cells, index) => ({ text: texts[index] ?? '', logProb: -20, cells }))
        }
      ],
      steps: settings.steps,
      networkCalls: calls,
      milliseconds: calls * pause,
      seed: settings.seed,
      model: 'Simulation',
      device: 'CPU'
    }
  }

  return bridge
}

function canvas(
  text: string,
  region: FillRequest['marks']['regions'][number],
  locks: FillRequest['marks']['locks']
): Cell[] {
  const masks = (count: number): Cell[] => Array.from({ length: count }, () => ({ kind: 'mask' }))
  if (region.start === region.end) return masks(region.words ?? 12)
  const cells: Cell[] = []
  let at = region.start
  for (const lock of locks.filter(({ start, end }) => start >= region.start && end <= region.end)) {
    cells.push(...masks(Math.ceil((lock.start - at) / 5)), {
      kind: 'lock',
      text: text.slice(lock.start, lock.end)
    })
    at = lock.end
  }
  return [...cells, ...masks(Math.ceil((region.end - at) / 5))]
}

/** Reveals one token, here and there as the model would. */
function reveal(regions: readonly Cell[][], slots: Slot[]): void {
  const [slot] = slots.splice((slots.length * 7 + 3) % slots.length, 1)
  if (!slot) return
  const cells = regions[slot.region]
  if (!cells) return
  const word = words[slot.cell % words.length] ?? ' and'
  const confidence = ((slot.cell * 37) % 100) / 100
  cells[slot.cell] = { kind: 'token', text: slot.cell === 0 ? word.trimStart() : word, confidence }
}
