import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { EditorPage } from '../pages/editor-page'

/** Milliseconds from the key that stops a fill. */
export interface StopTime {
  /** Until the window shows that nothing is being filled. */
  readonly shown: number
  /** Until the process that owns the model computes nothing any more. */
  readonly quiet: number
}

/** How long the processor time of a process must stand still, and how often it is read, in milliseconds. */
const stillness = 400
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
  await page.evaluate(() => {
    const noted = { key: 0, shown: 0 }
    Reflect.set(window, 'stopNoted', noted)
    const isFilling = () => document.querySelector('[role="progressbar"][aria-label="Filling"]') !== null
    let began = false
    // The page may show that it stopped before the listener below hears of the key.
    const observer = new MutationObserver(() => {
      if (isFilling()) began = true
      else if (began) {
        noted.shown = performance.timeOrigin + performance.now()
        observer.disconnect()
      }
    })
    observer.observe(document.body, { childList: true, subtree: true })
    const press = ({ key, timeStamp }: KeyboardEvent) => {
      if (key !== 'Escape') return
      noted.key = performance.timeOrigin + timeStamp
      window.removeEventListener('keydown', press, { capture: true })
    }
    window.addEventListener('keydown', press, { capture: true })
  })
  await begin()
  await page.waitForTimeout(delay)
  const stopped = page.keyboard.press('Escape')
  const quiet = await lastWork(process)
  await stopped
  const { key, shown } = await page.evaluate(
    () => Reflect.get(window, 'stopNoted') as { key: number; shown: number }
  )
  if (key === 0 || shown < key) throw new Error('the fill had ended before it was stopped')
  return { shown: shown - key, quiet: Math.max(0, quiet - key) }
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
