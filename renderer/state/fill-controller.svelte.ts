import type { InferenceStatus, LacunaBridge } from '../../main/ipc/contract'
import {
  characterBefore,
  locksOfCells,
  runsBeforeProgress,
  runsOfCells,
  type PreviewRegion
} from '../editor/preview-runs'
import { clip, isFullyLocked } from '../editor/spans'
import type { Range } from '../editor/text-change'
import { messageOf, RequestError, type Call } from './bridge'
import type { Announcer } from './announcer.svelte'
import {
  chosenProposal,
  idle,
  stepFill,
  type FillEffect,
  type FillEvent,
  type FillState,
  type Proposal
} from './fill-machine'
import { fillMarks } from './fill-marks'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'
import type { Preferences } from './preferences.svelte'
import { countWords, formatCount } from './word-count'

interface FillParts {
  readonly call: Call
  readonly text: MarkedText
  readonly preferences: Preferences
  readonly notes: Notes
  readonly announcer: Announcer
  /** A fresh UUID. */
  readonly newId: () => string
}

/** Runs fills: carries out what the fill machine decides, and shows in the text where it stands. */
export class FillController {
  state = $state.raw<FillState>(idle)
  inference = $state.raw<InferenceStatus>({ state: 'starting' })

  constructor(private readonly parts: FillParts) {
    parts.text.editor.onPreviewTouched(() => this.dispatch({ type: 'touched' }))
  }

  /** Listens to the main process until the returned function is called. */
  listen(bridge: LacunaBridge): () => void {
    const ends = [
      bridge.on('inference:status', (status) => {
        this.inference = status
        if (status.state === 'failed') this.parts.notes.tell('alert', status.message)
      }),
      bridge.on('fill:progress', ({ requestId, progress }) =>
        this.dispatch({ type: 'progress', requestId, progress })
      )
    ]
    return () => ends.forEach((end) => end())
  }

  /** Marks the selection and fills it; without a selection, fills the regions of the proposal anew, or all regions. */
  regenerate(): void {
    const { text, notes, newId } = this.parts
    if (this.inference.state !== 'ready') {
      notes.tell('info', 'The model is not ready yet. The status below tells when it is.')
      return
    }
    const selected = text.selectedRanges
    const wanted =
      selected.length > 0
        ? text.markRegions(selected)
        : this.state.name === 'proposal'
          ? this.state.regions
          : text.spans.regions.map((region) => region.id)
    if (wanted.length === 0) {
      notes.tell('info', 'Select the words to rewrite, or insert a gap where text is missing.')
      return
    }
    const open = wanted.filter((id) => {
      const region = text.region(id)
      return region !== undefined && !isFullyLocked(text.spans, region)
    })
    if (open.length === 0) {
      notes.tell('info', 'All of it is locked: there is nothing to rewrite.')
      return
    }
    notes.dismiss()
    this.dispatch({ type: 'start', requestId: newId(), regions: open })
  }

  dispatch(event: FillEvent): void {
    const { state, effects } = stepFill(this.state, this.#hasLostRegion ? { type: 'touched' } : event)
    if (state === this.state && effects.length === 0) return
    const fresh = event.type === 'start' && this.state.name !== 'idle'
    this.state = state
    if (fresh) this.parts.text.editor.hidePreview()
    effects.forEach((effect) => this.#carryOut(effect))
    this.#show()
    this.#announce()
  }

  /** Edits around it can join a region with its neighbour: then what the model was asked for is no longer there. */
  get #hasLostRegion(): boolean {
    return this.state.name !== 'idle' && this.state.regions.some((id) => !this.parts.text.region(id))
  }

  #carryOut(effect: FillEffect): void {
    switch (effect.type) {
      case 'run':
        void this.#run(effect.requestId, effect.regions)
        break
      case 'cancel':
        this.parts
          .call('fill:cancel', { requestId: effect.requestId })
          .catch((error: unknown) => this.parts.notes.tell('alert', messageOf(error)))
        break
      case 'apply':
        this.#apply(effect.regions, effect.proposal)
        break
      case 'tell':
        this.parts.notes.tell(effect.kind, effect.text)
        break
    }
  }

  async #run(requestId: string, regions: readonly number[]): Promise<void> {
    const { call, text, preferences } = this.parts
    const { steps, order, temperature, topP } = preferences.settings
    try {
      const result = await call('fill:run', {
        requestId,
        text: text.text,
        marks: fillMarks(text.spans, regions),
        settings: {
          steps,
          order,
          temperature,
          topP,
          seed: preferences.takeSeed(),
          alternatives: 1,
          strength: 1
        }
      })
      this.dispatch({ type: 'done', requestId, result })
    } catch (error) {
      const code = error instanceof RequestError ? error.code : 'unknown'
      this.dispatch({ type: 'failed', requestId, error: { code, message: messageOf(error) } })
    }
  }

  /** Puts the proposal in the place of its regions: one step of undo. */
  #apply(ids: readonly number[], proposal: Proposal): void {
    const { text } = this.parts
    let shift = 0
    const filled = ids.flatMap((id, index) => {
      const region = text.region(id)
      const fill = proposal.regions[index]
      if (!region || !fill) return []
      const old = clip(text.spans.locks, region)
      const places = locksOfCells(fill.cells, this.#textsOf(old), region.start + shift)
      const locks = old.flatMap(({ id: lockId }, at) => {
        const place = places[at]
        return place ? [{ id: lockId, ...place }] : []
      })
      shift += fill.text.length - (region.end - region.start)
      return [{ replacement: { start: region.start, end: region.end, text: fill.text }, locks }]
    })
    text.accept(
      ids,
      filled.map(({ replacement }) => replacement),
      filled.flatMap(({ locks }) => locks)
    )
  }

  #show(): void {
    const { editor } = this.parts.text
    if (this.state.name === 'idle') editor.hidePreview()
    else editor.showPreview(this.#preview(this.state))
  }

  #preview(state: Exclude<FillState, { name: 'idle' }>): readonly PreviewRegion[] {
    const { text } = this.parts
    const cells =
      state.name === 'proposal'
        ? chosenProposal(state).regions.map((region) => region.cells)
        : state.progress?.preview
    return state.regions.flatMap((id, index) => {
      const region = text.region(id)
      if (!region) return []
      const textIn = text.editor.textIn.bind(text.editor)
      const own = cells?.[index]
      const runs = own
        ? runsOfCells(own, textIn(characterBefore(region)), this.#textsOf(clip(text.spans.locks, region)))
        : runsBeforeProgress(textIn, region, text.spans.locks)
      return [{ start: region.start, end: region.end, runs }]
    })
  }

  #textsOf(ranges: readonly Range[]): readonly string[] {
    return ranges.map((range) => this.parts.text.editor.textIn(range))
  }

  #announce(): void {
    const { announcer } = this.parts
    if (this.state.name === 'running') {
      const { progress } = this.state
      if (!progress) announcer.say('Filling.')
      else
        announcer.progress(
          `${Math.round((100 * progress.revealed) / Math.max(1, progress.masks))} percent filled.`
        )
    } else if (this.state.name === 'proposal') {
      const { regions } = chosenProposal(this.state)
      const words = regions.reduce((sum, region) => sum + countWords(region.text), 0)
      announcer.say(
        `Proposal ready: ${formatCount(words, 'word')} in ${formatCount(regions.length, 'region')}. ${regions.map((region) => region.text.trim()).join(' … ')}`
      )
    }
  }
}
