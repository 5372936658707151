import type { FillRequest, InferenceStatus, LacunaBridge } from '../../main/ipc/contract'
import { clip, isFullyLocked } from '../editor/spans'
import { acceptCard, type RegionInText } from './accept-cards'
import { messageOf, RequestError, type Call } from './bridge'
import type { Announcer } from './announcer.svelte'
import { paceOf } from './expected-time'
import { hiddenParts, polishTask, requestForParts, settingsOf, type Card, type FillTask } from './fill-cards'
import {
  chosenCard,
  idle,
  stepFill,
  waitingProposals,
  type FillEffect,
  type FillEvent,
  type FillState,
  type ProposalState
} from './fill-machine'
import { fillMarks } from './fill-marks'
import { previewOf } from './fill-preview'
import { replayReport, spokenProposal } from './fill-words'
import type { MarkedText } from './marked-text.svelte'
import type { Notes } from './notes.svelte'
import type { Preferences } from './preferences.svelte'
import { originOf, type HistoryKeeper } from './history-keeper'
import type { Restore } from './timeline'
import { wantedRegions } from './wanted-regions'

interface FillParts {
  readonly call: Call
  readonly text: MarkedText
  readonly preferences: Preferences
  readonly notes: Notes
  readonly announcer: Announcer
  readonly history: HistoryKeeper
  /** A fresh UUID. */
  readonly newId: () => string
}

/** Runs fills: carries out what the fill machine decides, and shows in the text where it stands. */
export class FillController {
  state = $state.raw<FillState>(idle)
  inference = $state.raw<InferenceStatus>({ state: 'starting' })
  /** True while a fill is run again to see whether it gives the same words. */
  replaying = $state(false)
  /** How many times as long as expected the last fill took. */
  pace = $state(1)
  /** What the proposal that was accepted last came from. */
  #lastAccepted = $state.raw<Card | null>(null)

  constructor(private readonly parts: FillParts) {
    const { text } = parts
    text.editor.onPreviewTouched(() => this.dispatch({ type: 'touched' }))
    text.timeline.accompany({
      fill: {
        keep: () => this.restoreOf(waitingProposals(this.state)),
        proposals: () => {
          const waiting = waitingProposals(this.state)
          return waiting && this.restoreOf(waiting)
        },
        clear: () => this.dispatch({ type: 'restore', to: null }),
        suspend: () => {
          text.editor.hidePreview()
          return () => this.refresh()
        }
      }
    })
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

  /** Marks the selection and fills it; without a selection, fills the regions of the proposals anew, or all regions. */
  regenerate(): void {
    if (this.isReady()) this.fillRegions(wantedRegions(this.parts.text, this.state))
  }

  /** Fills these regions and no others. */
  fillRegions(wanted: readonly number[]): void {
    const { text, notes } = this.parts
    if (!this.isReady()) return
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
    this.start(open, { kind: 'regions' })
  }

  /** Goes on with a proposal that was stopped: what is there stays, what is hidden is filled. */
  continueFill(): void {
    if (this.state.name !== 'proposal' || !this.isReady()) return
    const card = chosenCard(this.state)
    this.start(this.state.regions, { kind: 'parts', card, parts: hiddenParts(card) })
  }

  /** Draws the least likely words of a proposal anew, where that makes it likelier. */
  polish(): void {
    if (this.state.name !== 'proposal' || !this.isReady()) return
    this.start(this.state.regions, polishTask(chosenCard(this.state)))
  }

  /** Runs the fill of the proposal at hand, or of the one accepted last, once more and tells whether the words are the same. */
  async replay(): Promise<void> {
    const { call, notes, newId } = this.parts
    const record = this.#replayable
    if (!record || !this.isReady()) return
    this.replaying = true
    notes.tell('info', 'Running this fill again with the same text, settings and seed…')
    try {
      const again = await call('fill:run', { requestId: newId(), ...record.request })
      notes.tell('info', replayReport(record.result, again))
    } catch (error) {
      notes.tell('alert', messageOf(error))
    } finally {
      this.replaying = false
    }
  }

  get canReplay(): boolean {
    return this.#replayable !== null && !this.replaying && this.state.name !== 'running'
  }

  get #replayable() {
    const card = this.state.name === 'proposal' ? chosenCard(this.state) : this.#lastAccepted
    return card?.record ?? null
  }

  start(regions: readonly number[], task: FillTask): void {
    this.parts.notes.dismiss()
    this.dispatch({ type: 'start', requestId: this.parts.newId(), regions, task })
  }

  /** Tells the writer when it is not. */
  isReady(): boolean {
    if (this.inference.state === 'ready') return true
    this.parts.notes.tell('info', 'The model is not ready yet. The status below tells when it is.')
    return false
  }

  dispatch(event: FillEvent): void {
    const lost = event.type !== 'restore' && event.type !== 'narrow' && this.#hasLostRegion
    const { state, effects } = stepFill(this.state, lost ? { type: 'touched' } : event)
    if (state === this.state && effects.length === 0) return
    const fresh = event.type === 'start' && this.state.name !== 'idle'
    const before = this.state
    this.state = state
    if (fresh) this.parts.text.editor.hidePreview()
    effects.forEach((effect) => this.#carryOut(effect))
    this.parts.history.stepped(lost ? { type: 'touched' } : event, before, state)
    this.#show()
    this.#announce(event)
  }

  /** Shows once more where the fill stands: the text or the settings that it is shown by changed. */
  refresh(): void {
    if (this.#hasLostRegion) this.dispatch({ type: 'touched' })
    else this.#show()
  }

  /** The regions of the fill where they stand now. */
  regionsInText(): readonly RegionInText[] {
    return this.state.name === 'idle' ? [] : this.#regionsOf(this.state.regions)
  }

  /** Edits around it can join a region with its neighbour: then what the model was asked for is no longer there. */
  get #hasLostRegion(): boolean {
    return this.state.name !== 'idle' && this.state.regions.some((id) => !this.parts.text.region(id))
  }

  /** What puts proposals, or that there are none, back. */
  restoreOf(to: ProposalState | null): Restore {
    return () => {
      if (this.state !== to && !(to === null && this.state.name === 'idle'))
        this.dispatch({ type: 'restore', to })
      else this.#show()
    }
  }

  #carryOut(effect: FillEffect): void {
    const { call, notes, text } = this.parts
    switch (effect.type) {
      case 'run':
        void this.#run(effect.requestId, effect.regions, effect.task)
        break
      case 'cancel':
        call('fill:cancel', { requestId: effect.requestId }).catch((error: unknown) =>
          notes.tell('alert', messageOf(error))
        )
        break
      case 'apply': {
        const { regions } = effect.proposals
        const card = chosenCard(effect.proposals)
        this.#lastAccepted = card
        const { replacements, marks } = acceptCard(this.#regionsOf(regions), card)
        text.accept(regions, replacements, marks, this.restoreOf(effect.proposals), originOf(card))
        break
      }
      case 'shelve':
        this.#shelve(effect.proposals)
        break
      case 'tell':
        notes.tell(effect.kind, effect.text)
        break
    }
  }

  /** Undo brings proposals back that go: as a step of its own, or with the edit that took their place away. */
  #shelve(proposals: ProposalState): void {
    const { text } = this.parts
    const restore = this.restoreOf(proposals)
    if (proposals.regions.every((id) => text.region(id))) text.timeline.record(restore)
    else text.timeline.lostByEdit(restore)
  }

  async #run(requestId: string, regions: readonly number[], task: FillTask): Promise<void> {
    try {
      const request = {
        ...this.#whatToFill(regions, task),
        settings: settingsOf(task, this.parts.preferences.fillSettings())
      }
      this.parts.history.began(requestId, request, this.#regionsOf(regions), this.inference)
      const result = await this.parts.call('fill:run', { requestId, ...request })
      if (this.inference.state === 'ready') this.pace = paceOf(request, result.milliseconds, this.inference)
      this.dispatch({ type: 'done', requestId, record: { request, result } })
    } catch (error) {
      const code = error instanceof RequestError ? error.code : 'unknown'
      this.dispatch({ type: 'failed', requestId, error: { code, message: messageOf(error) } })
    }
  }

  #whatToFill(regions: readonly number[], task: FillTask): Pick<FillRequest, 'text' | 'marks'> {
    const { text } = this.parts
    if (task.kind === 'regions') return { text: text.text, marks: fillMarks(text.spans, regions) }
    return requestForParts(text.text, this.#regionsOf(regions), task.card, task.parts)
  }

  #regionsOf(ids: readonly number[]): readonly RegionInText[] {
    const { text } = this.parts
    return ids.flatMap((id) => {
      const region = text.region(id)
      if (!region) return []
      const { start, end } = region
      return [{ start, end, text: text.editor.textIn(region), locks: clip(text.spans.locks, region) }]
    })
  }

  #show(): void {
    const { text, preferences } = this.parts
    if (this.state.name === 'idle') text.editor.hidePreview()
    else text.editor.showPreview(previewOf(this.state, text, preferences.settings.shadesWords))
  }

  #announce({ type }: FillEvent): void {
    const { announcer } = this.parts
    if (this.state.name === 'running') {
      const { progress } = this.state
      if (!progress) announcer.say('Filling.')
      else
        announcer.progress(
          `${Math.round((100 * progress.revealed) / Math.max(1, progress.masks))} percent filled.`
        )
    } else if (this.state.name === 'proposal') announcer.say(spokenProposal(this.state, type))
  }
}
