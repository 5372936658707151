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

/** Marks inside the text of an accepted proposal, in offsets of the new text. */
export interface AcceptedMarks {
  readonly regions: readonly (Range & Pick<MarkedRegion, 'words'>)[]
  readonly locks: readonly MarkedSpan[]
}

/** Versions the marks of which are kept; beyond it undo moves marks by the edits alone. */
const snapshotLimit = 10_000

/**
 * Regions and locks of one document while it is edited. Edits move them; undo and redo bring back what they were at that version of the text
 * (`version` is the editor's alternative version id, which returns to its old value on undo). Making or clearing a mark is no edit of the
 * text: `Timeline` makes a step of undo of it, and `restore` takes it back.
 */
export class SpanModel {
  #state: SpanState = noSpans
  #nextId = 1
  #version: number
  readonly #snapshots = new BoundedMap<number, SpanState>(snapshotLimit)

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

  /** The writer (or a program) changed the text, which is now at `version`. */
  edit(changes: readonly TextChange[], version: number): void {
    this.#version = version
    this.#set(changes.reduce(moveSpans, this.#state))
  }

  /** The editor undid or redid its way to `version` by `changes`. */
  travel(changes: readonly TextChange[], version: number): void {
    this.#version = version
    this.#set(this.#snapshots.get(version) ?? changes.reduce(moveSpans, this.#state))
  }

  /** Puts marks back as they were at this version of the text. */
  restore(state: SpanState): void {
    this.#set(state)
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
      this.lock(ranges)
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

  /** Locks the ranges. */
  lock(ranges: readonly Range[]): void {
    this.#replace({
      locks: normaliseLocks([...this.#state.locks, ...ranges.map((range) => this.#named(range))])
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
   * on, but for the parts of them in `regions`, which are still to be filled; `locks` are the locks inside the new text, under the identities
   * they had in the old one. Undo brings the old regions and locks back.
   *
   * @returns the identities of `regions`.
   */
  accept(
    replaced: readonly number[],
    changes: readonly TextChange[],
    { regions, locks }: AcceptedMarks,
    version: number
  ): readonly number[] {
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
    const open = regions.map((region) => ({ ...region, ...this.#named(region) }))
    this.#set({
      regions: normaliseRegions([...moved.regions, ...open]),
      locks: normaliseLocks([...moved.locks, ...locks])
    })
    return open.map(({ id }) => id)
  }

  #named(range: Range): MarkedSpan {
    return { id: this.#nextId++, start: range.start, end: range.end }
  }

  #replace(change: Partial<SpanState>): void {
    this.#set({ ...this.#state, ...change })
  }

  #set(state: SpanState): void {
    this.#state = state
    this.#snapshots.set(this.#version, state)
  }
}

/** A fresh region replaces what it shares text with, and gaps that it touches. */
function replaces(fresh: Range, old: Range): boolean {
  return isGap(old) ? touches(fresh, old) : overlaps(fresh, old)
}
