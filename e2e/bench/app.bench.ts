import type { Page } from '@playwright/test'
import { EditorPage } from '../pages/editor-page'
import type { LacunaApp } from '../runner/lacuna-app'
import { test } from '../runner/test'
import { inferenceProcess } from './inference-process'
import { awaitTimes, watchFor } from './page-times'
import { timeStop, type StopTime } from './stop-times'

const launches = 5
const wantedKeys = 200
const mostFills = 20
/** Milliseconds between keys: faster than people type. */
const keyPause = 60

const text = 'The old house stood at the end of the lane. Nobody had lived there since the war.'

/** Fills that are stopped in each of the ways. */
const stops = 12

/** Fills whose first words are waited for, right behind the gap and after a rest, and the milliseconds of a rest in which all is read ahead. */
const firstWords = 5
const enoughRest = 4000

test('measures start and typing', async ({ launch }) => {
  const starts: { usable: number; modelReady: number }[] = []
  // The first start builds the model's graphs, and is left out.
  for (let index = 0; index <= launches; index++) {
    const app = await launch({ model: 'bundled', traced: false })
    const start = await timeStart(app)
    if (index > 0) starts.push(start)
    if (index < launches) await app.dispose()
    else await measureWork(app, starts)
  }
})

test('measures how soon a fill stops', async ({ launch }) => {
  const app = await launch({ model: 'bundled', traced: false })
  const editor = await new EditorPage(app).ready()
  await editor.modelReady()
  const inference = await inferenceProcess(app)
  let documents = 0
  /** Asks for a long gap behind a text that was not read before. */
  const begin = async (): Promise<void> => {
    documents += 1
    await editor.press('Mod+n')
    await editor.write(unreadText(documents))
    await editor.insertGap(60)
    await editor.press('Mod+Enter')
    await editor.progress.waitFor()
  }
  const beginChoosing = async (): Promise<void> => {
    await begin()
    await editor.page.getByText(/step [3-9]/).waitFor()
  }
  const reading: StopTime[] = []
  const choosing: StopTime[] = []
  const choosingFour: StopTime[] = []
  for (let index = 0; index < stops; index++) {
    const delay = 40 * (index % 6)
    reading.push(await timeStop(editor, inference.pid, begin, delay))
    choosing.push(await timeStop(editor, inference.pid, beginChoosing, delay))
  }
  await editor.setAlternatives(4)
  for (let index = 0; index < stops; index++) {
    choosingFour.push(await timeStop(editor, inference.pid, beginChoosing, 40 * (index % 6)))
  }
  const summaryOf = (times: readonly StopTime[]) => ({
    shown: longest(times.map(({ shown }) => shown)),
    quiet: longest(times.map(({ quiet }) => quiet))
  })
  const millisecondsToStop = {
    reading: summaryOf(reading),
    choosing: summaryOf(choosing),
    choosingFour: summaryOf(choosingFour)
  }
  process.stdout.write(`\n${JSON.stringify({ millisecondsToStop }, null, 2)}\n`)
})

test('measures how soon the first words come', async ({ launch }) => {
  const app = await launch({ model: 'bundled', traced: false })
  const editor = await new EditorPage(app).ready()
  await editor.modelReady()
  const atOnce: number[] = []
  const rested: number[] = []
  for (let index = 0; index < 2 * firstWords; index++) {
    await editor.press('Mod+n')
    await editor.write(unreadText(index))
    await editor.insertGap(12)
    const times = index % 2 === 0 ? atOnce : rested
    if (times === rested) await editor.page.waitForTimeout(enoughRest)
    await watchFor(editor.page, 'first words', 'Enter')
    await editor.press('Mod+Enter')
    const { pressed, shown } = await awaitTimes(editor.page)
    times.push(shown - pressed)
    await editor.press('Escape')
    await editor.progress.waitFor({ state: 'hidden' })
  }
  const millisecondsToFirstWords = { atOnce: longest(atOnce), rested: longest(rested) }
  process.stdout.write(`\n${JSON.stringify({ millisecondsToFirstWords }, null, 2)}\n`)
})

/** More than the 512 tokens that a fill reads, other ones for each number. */
const unreadText = (number: number): string =>
  Array.from(
    { length: 60 },
    (_, line) =>
      `Entry ${number * 100 + line}: the road to the ${line % 2 ? 'harbour' : 'mill'} was long and wet.`
  ).join(' ')

/** Milliseconds from the creation of the process; the runner's own delays are in them. */
async function timeStart(app: LacunaApp): Promise<{ usable: number; modelReady: number }> {
  const editor = await new EditorPage(app).ready()
  const usable = Date.now()
  await editor.modelReady()
  const modelReady = Date.now()
  const created = await app.electron.evaluate(() => process.getCreationTime())
  if (created === null) throw new Error('this system does not tell when a process was created')
  return { usable: usable - created, modelReady: modelReady - usable }
}

async function measureWork(app: LacunaApp, starts: readonly { usable: number; modelReady: number }[]) {
  const editor = new EditorPage(app)
  await editor.press('Mod+n')
  await editor.write(text)
  await watchKeys(app.page)
  const idle = await typeUntil(editor, () => Promise.resolve(true), 40)
  let filling: number[] = []
  let fills = 0
  while (filling.length < wantedKeys && fills < mostFills) {
    fills += 1
    await editor.insertGap(40)
    await editor.setSteps(64)
    await editor.button('Regenerate').click()
    await editor.progress.waitFor()
    filling = filling.concat(await typeUntil(editor, () => editor.progress.isVisible(), wantedKeys))
    await editor.proposal.waitFor()
    await editor.press('Mod+n')
    await editor.write(text)
  }
  const figures = {
    millisecondsToUsableEditor: median(starts.map(({ usable }) => usable)),
    millisecondsMoreToModelReady: median(starts.map(({ modelReady }) => modelReady)),
    keystrokePaint: { idle: summary(idle), whileFilling: summary(filling) }
  }
  process.stdout.write(`\n${JSON.stringify(figures, null, 2)}\n`)
}

/** Types at the end of the text as long as `goesOn`, at most so many keys. @returns how long each took to be painted, in milliseconds */
async function typeUntil(
  editor: EditorPage,
  goesOn: () => Promise<boolean>,
  most: number
): Promise<number[]> {
  const { page } = editor
  await editor.focusText()
  await editor.press('Mod+End')
  await page.evaluate(() => void Reflect.set(window, 'keyTimes', []))
  for (let key = 0; key < most && (await goesOn()); key++) {
    await page.keyboard.type(key % 6 === 5 ? ' ' : 'a')
    await page.waitForTimeout(keyPause)
  }
  return page.evaluate(() => Reflect.get(window, 'keyTimes') as number[])
}

/** Lets the page note for each key how long after it the next frame was handed over to be shown. */
async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    Reflect.set(window, 'keyTimes', [])
    window.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          // Runs behind the frame that was just made.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => {
            const times = Reflect.get(window, 'keyTimes') as number[]
            times.push(performance.now() - timeStamp)
          }
          port2.postMessage(null)
        })
      },
      { capture: true }
    )
  })
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((left, right) => left - right)[Math.floor(share * (values.length - 1))] ?? NaN

const median = (values: readonly number[]): number => Math.round(quantile(values, 0.5))

/** The median and the longest, in whole milliseconds. */
const longest = (times: readonly number[]): { median: number; longest: number } => ({
  median: median(times),
  longest: Math.round(Math.max(...times))
})

function summary(times: readonly number[]): { median: number; p95: number; keys: number } {
  const rounded = (share: number) => Math.round(quantile(times, share) * 10) / 10
  return { median: rounded(0.5), p95: rounded(0.95), keys: times.length }
}
