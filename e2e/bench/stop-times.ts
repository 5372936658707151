import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EditorPage } from '../pages/editor-page'
import { timesNoted, watchFor } from './page-times'

/** Milliseconds from the key that stops a fill. */
export interface StopTime {
  /** Until the window shows that nothing is being filled. */
  readonly shown: number
  /** Until the process that owns the model computes nothing any more. */
  readonly quiet: number
}

/**
 * Milliseconds from the key in which the process is watched, and between two readings. 400 after a stop the text around the regions may be read ahead
 * (renderer/state/reading-ahead.ts), which is not of the fill.
 */
const watched = 380
const pause = 4
/** Nanoseconds in which no network computes: messages and timers, and steps of a millisecond that JavaScript's main thread takes long after the last call. */
const idleWork = 2_000_000

/** Presses Escape while a fill runs, so many milliseconds after `begin` resolved, and watches what still happens. */
export async function timeStop(
  { page }: EditorPage,
  process: number,
  begin: () => Promise<void>,
  delay: number
): Promise<StopTime> {
  await watchFor(page, 'stopped', 'Escape')
  await begin()
  await page.waitForTimeout(delay)
  const stopped = page.keyboard.press('Escape')
  const quiet = await lastWork(process)
  await stopped
  const { pressed, shown } = await timesNoted(page)
  if (pressed === 0 || shown < pressed) throw new Error('the fill had ended before it was stopped')
  return { shown: shown - pressed, quiet: Math.max(0, quiet - pressed) }
}

interface Reading {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Nanoseconds computed until then. */
  readonly work: number
}

/** When a process that is watched from now on worked last, in milliseconds since 1970. */
async function lastWork(process: number): Promise<number> {
  const read = (): Reading => ({ at: Date.now(), work: processorTime(process) })
  const first = read()
  const readings = [first]
  let latest = first
  while (latest.at - first.at < watched) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    latest = read()
    readings.push(latest)
  }
  return readings.find(({ work }) => latest.work - work <= idleWork)!.at
}

/**
 * Nanoseconds that all threads of a process have computed, as Linux tells. Read at one go: with promises a reading takes eight times as much of a processor,
 * half of one at this pace, which what is watched, at its lower priority, then has to wait for.
 */
function processorTime(process: number): number {
  const folder = `/proc/${process}/task`
  return readdirSync(folder).reduce((sum, thread) => sum + threadTime(join(folder, thread)), 0)
}

function threadTime(folder: string): number {
  try {
    return Number(readFileSync(join(folder, 'schedstat'), 'utf8').split(' ', 1)[0])
  } catch {
    // A thread may end between the two readings.
    return 0
  }
}
