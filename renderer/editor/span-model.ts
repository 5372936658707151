import type { Marks } from '../../main/ipc/contract'
import { BoundedMap } from './bounded-map'
import {
  isGap,
  isLocked,
  longestGap,
  moveSpans,
  normaliseLocks,
  normaliseRegions,
  noSpans,
  overlaps,
  subtract,
  touches,
  type MarkedRegion,
  type MarkedSpan,
  type SpanState
} from './spans'
import type { Range, TextChange } from './text-change'

/** What the marks were at one version of the text. A mark whose id is not below `nextId` had not been made yet. */
interface Snapshot {
  readonly state: SpanState
  readonly nextId: number
}

/** Versions the marks of which are kept; beyond it undo moves marks by the edits alone. */
const snapshotLimit = 10_000

/**
 * Regions and locks of one document while it is edited. Edits move them; undo and redo bring back what they were at that version of the text
 * (`version` is the editor's alternative version id, which returns to its old value on undo). Making or clearing a mark is no edit of the
 * text: it survives undo.
 */
export class SpanModel {
  #state: SpanState = noSpans
  #nextId = 1
  #version: number
  readonly #snapshots = new BoundedMap<number, Snapshot>(snapshotLimit)
  readonly #cleared = new Set<number>()

  constructor(version: number, marks: Marks) {
    this.#version = version
    this.#set({
      regions: normaliseRegions(marks.regions.map((region) => ({ ...region, id: this.#nextId++ }))),
      locks: normaliseLocks(marks.locks.map((lock) => ({ ...lock, id: this.#nextId++ })))
    })
  }

  get state(): SpanState {
    return this.#state
  }

  /** The marks as they cross to the main process: without identities. */
  get marks(): Marks {
    return {
      regions: this.#state.regions.map(({ start, end, words }) =>
        words === undefined ? { start, end } : { start, end, words }
      ),
      locks: this.#state.locks.map(({ start, end }) => ({ start, end }))
    }
  }

  region(id: number): MarkedRegion | undefined {
    return this.#state.regions.find((region) => region.id === id)
  }

  /** The writer (or a program) changed the text, which is now at `version`. */
  edit(changes: readonly TextChange[], version: number): void {
    this.#version = version
    this.#set(changes.reduce(moveSpans, this.#state))
  }

  /** The editor undid or redid its way to `version` by `changes`. */
  travel(changes: readonly TextChange[], version: number): void {
    const moved = changes.reduce(moveSpans, this.#state)
    const snapshot = this.#snapshots.get(version)
    this.#version = version
    this.#set(snapshot ? this.#restore(snapshot, moved) : moved)
  }

  /** Marks the ranges as regions and returns their ids. A new region takes the place of those it overlaps; empty ranges are left out. */
  markRegions(ranges: readonly Range[]): readonly number[] {
    const sameAs = (range: Range) =>
      this.#state.regions.find((region) => region.start === range.start && region.end === range.end)
    const wanted = normaliseRegions(
      ranges.filter((range) => !isGap(range)).map((range) => sameAs(range) ?? this.#named(range))
    )
    const kept = this.#state.regions.filter((region) => !wanted.some((fresh) => replaces(fresh, region)))
    this.#replace({ regions: normaliseRegions([...kept, ...wanted]) })
    return wanted.map((region) => region.id)
  }

  /** Puts a gap at `offset` (UTF-16 code units) that wants `words` words, or a length of the model's choice. Nothing happens inside a region. */
  insertGap(offset: number, words: number | null): void {
    if (this.#state.regions.some((region) => region.start < offset && offset < region.end)) return
    const gap = this.#named({ start: offset, end: offset })
    const sized =
      words === null ? gap : { ...gap, words: Math.min(Math.max(1, Math.round(words)), longestGap) }
    const others = this.#state.regions.filter((region) => !(isGap(region) && region.start === offset))
    this.#replace({ regions: normaliseRegions([...others, sized]) })
  }

  /** Makes the regions that touch the ranges plain text again and returns how many there were. */
  clearRegions(ranges: readonly Range[]): number {
    const kept = this.#state.regions.filter((region) => !ranges.some((range) => touches(range, region)))
    const cleared = this.#state.regions.length - kept.length
    this.#replace({ regions: kept })
    return cleared
  }

  /** Locks the ranges, or unlocks them when all of their text is locked already. */
  toggleLock(ranges: readonly Range[]): void {
    if (!isLocked(this.#state, ranges)) {
      this.#replace({
        locks: normaliseLocks([...this.#state.locks, ...ranges.map((range) => this.#named(range))])
      })
      return
    }
    this.#replace({
      locks: this.#state.locks.flatMap((lock) =>
        ranges.some((range) => overlaps(range, lock))
          ? ranges.reduce<readonly Range[]>(subtract, [lock]).map((part) => this.#named(part))
          : [lock]
      )
    })
  }

  /** Removes one mark by its identity. */
  remove(id: number): void {
    this.#replace({
      regions: this.#state.regions.filter((region) => region.id !== id),
      locks: this.#state.locks.filter((lock) => lock.id !== id)
    })
  }

  /**
   * The text was changed by replacing whole regions (an accepted proposal) and is now at `version`. Those regions are plain text from here
   * on; `locks` are the locks inside the new text, under the identities they had in the old one. Undo brings regions and old locks back.
   */
  accept(
    replaced: readonly number[],
    changes: readonly TextChange[],
    locks: readonly MarkedSpan[],
    version: number
  ): void {
    const filled = this.#state.regions.filter((region) => replaced.includes(region.id))
    const outside = {
      regions: this.#state.regions.filter((region) => !replaced.includes(region.id)),
      locks: this.#state.locks.flatMap((lock) => {
        const parts = filled.reduce<readonly Range[]>(subtract, [lock])
        return parts.map((part, index) => ({ ...part, id: index === 0 ? lock.id : this.#nextId++ }))
      })
    }
    const moved = changes.reduce(moveSpans, outside)
    this.#version = version
    this.#set({ regions: moved.regions, locks: normaliseLocks([...moved.locks, ...locks]) })
  }

  #named(range: Range): MarkedSpan {
    return { id: this.#nextId++, start: range.start, end: range.end }
  }

  /** Marks changed by the writer: what went away stays away at every other version of the text too. */
  #replace(change: Partial<SpanState>): void {
    const next = { ...this.#state, ...change }
    const alive = new Set([...next.regions, ...next.locks].map((span) => span.id))
    for (const span of [...this.#state.regions, ...this.#state.locks]) {
      if (!alive.has(span.id)) this.#cleared.add(span.id)
    }
    this.#set(next)
  }

  #set(state: SpanState): void {
    this.#state = state
    this.#snapshots.set(this.#version, { state, nextId: this.#nextId })
  }

  /** The marks as they were, less those the writer cleared since, with those made since where the undone or redone edits moved them. */
  #restore({ state, nextId }: Snapshot, moved: SpanState): SpanState {
    const back = <Span extends MarkedSpan>(then: readonly Span[], now: readonly Span[]): readonly Span[] => [
      ...then.filter((span) => !this.#cleared.has(span.id)),
      ...now.filter((span) => span.id >= nextId)
    ]
    return {
      regions: normaliseRegions(back(state.regions, moved.regions)),
      locks: normaliseLocks(back(state.locks, moved.locks))
    }
  }
}

/** A fresh region replaces what it shares text with, and gaps that it touches. */
function replaces(fresh: Range, old: Range): boolean {
  return isGap(old) ? touches(fresh, old) : overlaps(fresh, old)
}
