import { fireEvent, screen, within } from '@testing-library/svelte'
import { expect, it, vi } from 'vitest'
import type { RequestOf, ResponseOf } from '../../main/ipc/contract'
import { readyStatus, Refusal, testSettings } from '../test-support/fake-bridge'
import { renderApp } from '../test-support/render-app'

type SpeedRecord = ResponseOf<'speed:measure'>

const stepFigure = (steps: number, milliseconds: number, judgeNatsPerToken: number) => ({
  steps,
  networkCalls: steps,
  milliseconds,
  judgeNatsPerToken,
  standardError: 0.1
})
const callFigure = (context: number, canvas: number, alternatives: number, milliseconds: number) => ({
  context,
  canvas,
  alternatives,
  milliseconds,
  tokensPerSecond: (canvas * alternatives) / (16 * milliseconds * 1e-3)
})
const record: SpeedRecord = {
  at: Date.UTC(2026, 10, 24, 12),
  extent: 'short',
  report: {
    ratios: null,
    steps: [stepFigure(1, 135, 4.7), stepFigure(16, 1169, 4.1), stepFigure(32, 2158, 3.4)],
    calls: [callFigure(512, 32, 1, 45.8), callFigure(512, 32, 4, 130)],
    device: readyStatus.state === 'ready' ? readyStatus.device : '',
    model: readyStatus.state === 'ready' ? readyStatus.model : ''
  }
}

async function open(last: SpeedRecord | null = null) {
  let settle: ((answer: SpeedRecord | Error) => void) | undefined
  const app = await renderApp({
    'speed:last': () => last,
    'speed:measure': () =>
      new Promise<SpeedRecord>((resolve, reject) => {
        settle = (answer) => (answer instanceof Error ? reject(answer) : resolve(answer))
      })
  })
  app.bridge.emit('menu:command', { command: 'speed' })
  const panel = within(await screen.findByRole('region', { name: 'Speed of this machine' }))
  const button = (name: RegExp) => panel.getByRole<HTMLButtonElement>('button', { name })
  return { ...app, panel, button, settle: (answer: SpeedRecord | Error) => settle!(answer) }
}

it('measures, tells how far it is, and shows what it found beside a plot that marks the steps', async () => {
  const { bridge, panel, button, settle } = await open()
  expect(panel.getByText('Not measured yet.')).toBeTruthy()
  expect(document.activeElement).toBe(button(/^Measure: half/u))
  await fireEvent.click(button(/^Measure: half/u))
  const { requestId, extent } = bridge.requests('speed:measure')[0] as RequestOf<'speed:measure'>
  expect(extent).toBe('short')
  expect(button(/^Measure: half/u).disabled).toBe(true)
  bridge.emit('speed:progress', { requestId, fraction: 0.4 })
  const bar = panel.getByRole('progressbar', { name: 'Measuring' })
  await vi.waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('40'))
  settle(record)

  const steps = within(await panel.findByRole('table', { name: 'What steps buy' }))
  expect(steps.getByRole('row', { name: /^16 now/u }).textContent).toContain('1.17')
  expect(testSettings.steps).toBe(16)
  const plot = panel.getByRole('img', { name: /surprise goes from 4\.70 to 3\.40/u })
  expect(plot.textContent).toContain('now 16 steps')
  const calls = within(panel.getByRole('table', { name: 'A step' }))
  expect(calls.getByRole('row', { name: /^512 32/u }).textContent).toMatch(/46 ms 44\/s\s*130 ms 62\/s/u)
  expect(panel.queryByRole('table', { name: 'Ratios' })).toBeNull()
})

it('brings back what was measured last, with its date and ratios, and copies it', async () => {
  const ratios = {
    stepOverBareRuntime: 1.04,
    cachedStepOverFullWindow: 0.107,
    fourAlternativesOverOne: 2.89,
    longDocumentOverShort: 1.12
  }
  const whole: SpeedRecord = {
    ...record,
    extent: 'whole',
    report: { ...record.report, ratios, model: 'Older' }
  }
  const { bridge, panel, button } = await open(whole)
  expect(await panel.findByText(/^Measured .*2026/u)).toBeTruthy()
  expect(panel.getByText(/figures of Older/u)).toBeTruthy()
  const rows = within(panel.getByRole('table', { name: 'Ratios' }))
  expect(rows.getByRole('row', { name: /^Four proposals/u }).textContent).toMatch(/2\.89\s*2\.2/u)
  await fireEvent.click(button(/^Copy as JSON/u))
  const [copied] = bridge.requests('edit:copy')
  expect(JSON.parse(copied!.text)).toEqual(whole)
})

it('tells why the model runs where it runs, and of each other device why not', async () => {
  const { bridge, panel } = await open()
  if (readyStatus.state !== 'ready') throw new Error('not ready')
  bridge.emit('inference:status', {
    ...readyStatus,
    device: 'cpu',
    choice: {
      why: 'webgpu failed at the model: out of memory',
      refused: [{ device: 'webgpu', kind: 'failed', reason: 'It failed at the model: out of memory' }]
    }
  })
  expect(await panel.findByText(/runs on the processor\. webgpu failed/u)).toBeTruthy()
  const list = within(panel.getByRole('list', { name: 'Devices that are not used' }))
  expect(list.getByRole('listitem').textContent).toBe('WebGPU: It failed at the model: out of memory')
  expect(screen.getByRole('status', { name: 'Status' }).textContent).toContain(
    'cpu · not WebGPU: it failed at the model: out of memory'
  )
})

it('is stopped', async () => {
  const { bridge, panel, button, settle } = await open()
  await fireEvent.click(button(/^Measure all/u))
  expect(bridge.requests('speed:measure')[0]?.extent).toBe('whole')
  await fireEvent.click(button(/^Stop measuring/u))
  const [{ requestId }] = bridge.requests('speed:measure') as [RequestOf<'speed:measure'>]
  expect(bridge.requests('speed:cancel')).toEqual([{ requestId }])
  settle(new Refusal({ code: 'cancelled', message: 'Stopped.' }))
  await vi.waitFor(() => expect(button(/^Measure all/u).disabled).toBe(false))
  expect(panel.getByText('Not measured yet.')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})

it('shows figures that could not be written, and says so', async () => {
  const { bridge, panel, button, settle } = await open()
  await fireEvent.click(button(/^Measure: half/u))
  bridge.handlers['speed:last'] = () => record
  settle(new Refusal({ code: 'speed-not-kept', message: 'The disk is full.' }))
  expect(await panel.findByRole('table', { name: 'What steps buy' })).toBeTruthy()
  expect(screen.getByText('The disk is full.')).toBeTruthy()
})

it('closes by its key, and the text has the focus again', async () => {
  const { editor, button } = await open()
  const focus = vi.spyOn(editor, 'focus')
  await fireEvent.keyDown(button(/^Measure: half/u), { key: 'Escape' })
  await vi.waitFor(() => expect(screen.queryByRole('region', { name: 'Speed of this machine' })).toBeNull())
  expect(focus).toHaveBeenCalled()
})
