import type { Passage, Run } from '../../main/ipc/companion'
import type { FillRequest, InferenceStatus } from '../../main/ipc/contract'
import type { RegionInText } from './accept-cards'
import type { Origin } from './authorship'
import type { Card } from './fill-cards'
import { chosenCard, type FillEvent, type FillState, type RunningState } from './fill-machine'
import { around } from './history-places'
import { accept, changeRun, withRun } from './history-runs'
import type { MarkedText } from './marked-text.svelte'

type Begun = Pick<Run, 'id' | 'at' | 'model' | 'device' | 'settings' | 'passages'>

/** Where the words of a card come from. */
export function originOf({ from }: Card): Origin {
  return from ? { kind: 'generated', run: from.run, edited: false } : { kind: 'unknown' }
}

/** Writes down each fill beside the text: what it was asked, what it offered, and what became of that. */
export class HistoryKeeper {
  #begun: Begun | null = null

  /**
   * @param time milliseconds since 1970
   * @param onRecorded is called when the history is another
   */
  constructor(
    private readonly text: MarkedText,
    private readonly time: () => number,
    private readonly onRecorded: () => void
  ) {}

  /** A fill of `regions` was asked for. */
  began(
    id: string,
    { settings }: Pick<FillRequest, 'settings'>,
    regions: readonly RegionInText[],
    inference: InferenceStatus
  ): void {
    const { text } = this.text
    const { model, device } = inference.state === 'ready' ? inference : { model: '', device: '' }
    this.#begun = {
      id,
      at: this.time(),
      model,
      device,
      settings,
      passages: regions.map(({ start, end, text: old }): Passage => ({
        place: { start, end },
        text: old,
        authorship: [...this.text.companion.of({ start, end })],
        ...around(text, { start, end })
      }))
    }
  }

  /** The fill made a step. */
  stepped(event: FillEvent, before: FillState, after: FillState): void {
    if (before.name === 'running') this.#ended(event, before, after)
    if (before.name !== 'proposal') {
      if (event.type === 'restore' && event.to) this.#wait(event.to.cards)
      return
    }
    const card = chosenCard(before)
    switch (event.type) {
      case 'accept':
      case 'narrow':
        this.#accept(card, event.type === 'narrow')
        if (event.type === 'accept') this.#discard(before.cards)
        break
      case 'discard':
      case 'stop':
      case 'touched':
        this.#discard(before.cards)
        break
      case 'restore':
        if (event.to) this.#wait(event.to.cards)
        break
      case 'start':
      case 'progress':
      case 'done':
      case 'failed':
      case 'turn':
      case 'choose':
      case 'change':
        break
    }
  }

  #ended(event: FillEvent, { requestId: id, regions }: RunningState, after: FillState): void {
    const begun = this.#begun
    if (begun?.id !== id || (after.name === 'running' && after.requestId === id)) return
    this.#begun = null
    if (event.type === 'failed') return
    const cards = after.name === 'proposal' ? after.cards.filter(({ from }) => from?.run === id) : []
    const result = event.type === 'done' ? event.record.result : null
    this.#add({
      ...begun,
      ...(result && { model: result.model, device: result.device }),
      passages: this.#placed(begun.passages, regions),
      milliseconds: result?.milliseconds ?? null,
      outcome: result ? 'proposed' : 'stopped',
      alternatives: cards.map(({ regions }, index) => ({
        score: result?.alternatives[index]?.score ?? null,
        texts: regions.map(({ text }) => text)
      })),
      accepted: []
    })
  }

  /** The writer may have typed elsewhere while the fill ran. */
  #placed(passages: Begun['passages'], ids: readonly number[]): Begun['passages'] {
    return passages.map((passage, index) => {
      const region = this.text.region(ids[index] ?? -1)
      return { ...passage, place: region ? { start: region.start, end: region.end } : null }
    })
  }

  #add(run: Run): void {
    const { companion, version } = this.text
    companion.setRuns(withRun(companion.runs, run), version)
    this.onRecorded()
  }

  #change(id: string, change: (run: Run) => Run): void {
    const { companion, version } = this.text
    const runs = changeRun(companion.runs, id, change)
    if (runs === companion.runs) return
    companion.setRuns(runs, version)
    this.onRecorded()
  }

  #accept({ from, regions }: Card, partly: boolean): void {
    if (!from) return
    const texts = regions.map(({ text }) => text)
    const { alternative } = from
    this.#change(from.run, (run) => accept(run, { at: this.time(), alternative, texts, partly }))
  }

  #discard(cards: readonly Card[]): void {
    this.#each(cards, (run) => (run.outcome === 'proposed' ? { ...run, outcome: 'discarded' } : run))
  }

  /** Undo brought the proposals back. */
  #wait(cards: readonly Card[]): void {
    this.#each(cards, (run) => (run.outcome === 'discarded' ? { ...run, outcome: 'proposed' } : run))
  }

  #each(cards: readonly Card[], change: (run: Run) => Run): void {
    for (const id of new Set(cards.flatMap(({ from }) => (from ? [from.run] : [])))) this.#change(id, change)
  }
}
