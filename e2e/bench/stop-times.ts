import { readFile, readdir } from 'node:fs/promises'
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
 * How long the processor time of a process must stand still, and how often it is read, in milliseconds. A fill never pauses for so long, and what the
 * writer's rest brings about (renderer/state/reading-ahead.ts) begins later.
 */
const stillness = 150
const pause = 4
/** Nanoseconds between two readings that are no work: a message, a timer. */
const idleWork = 500_000

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

/** When a process worked last, in milliseconds since 1970: resolves once it has stood still for a while. */
async function lastWork(process: number): Promise<number> {
  let last = Date.now()
  let before = await processorTime(process)
  while (Date.now() - last < stillness) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    const time = await processorTime(process)
    if (time - before > idleWork) last = Date.now()
    before = time
  }
  return last
}

/** Nanoseconds that all threads of a process have computed, as Linux tells. */
async function processorTime(process: number): Promise<number> {
  const folder = `/proc/${process}/task`
  const threads = await readdir(folder)
  const times = await Promise.all(
    // A thread may end between the two readings.
    threads.map((thread) => readFile(join(folder, thread, 'schedstat'), 'utf8').catch(() => '0'))
  )
  return times.reduce((sum, text) => sum + Number(text.split(' ', 1)[0]), 0)
}
