import type { InferenceStatus } from '../../main/ipc/contract'
import type { SpeedReport } from './speed-desk.svelte'

type Choice = Extract<InferenceStatus, { state: 'ready' }>['choice']

const deviceNames: Readonly<Record<string, string>> = {
  cpu: 'the processor',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  directml: 'DirectML',
  coreml: 'Core ML'
}

/** A device as people call it. */
export const deviceName = (device: string): string => deviceNames[device] ?? device

/** The devices that are there and failed, in a few words; empty where none did. */
export function failedDevices({ refused }: Choice): string {
  return refused
    .filter(({ kind }) => kind === 'failed')
    .map(
      ({ device, reason }) => `not ${deviceName(device)}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`
    )
    .join(' ')
}

/** What the engine is held to on two processor cores (models/bench/README.md). */
export const ratioWords: readonly (readonly [
  keyof NonNullable<SpeedReport['ratios']>,
  words: string,
  atMost: number
])[] = [
  ['stepOverBareRuntime', 'A step, over the runtime alone', 1.1],
  ['cachedStepOverFullWindow', 'A step on text that was read, over reading all of it', 0.12],
  ['fourAlternativesOverOne', 'Four proposals, over one', 2.2],
  ['longDocumentOverShort', 'A document of 1 MB, over one of 5 kB', 1.15]
]

/** Two or three digits: `8.3`, `46`, `1096`. */
export const shortNumber = (value: number): string =>
  value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')

/** The curve in a sentence, for those who do not see it. */
export function curveInWords(steps: SpeedReport['steps'], knob: number): string {
  const [first, last] = [steps[0]!, steps.at(-1)!]
  const seconds = ({ milliseconds }: typeof first): string => (milliseconds / 1000).toFixed(2)
  return (
    `From ${first.steps} to ${last.steps} steps the surprise goes from ${first.judgeNatsPerToken.toFixed(2)} to ` +
    `${last.judgeNatsPerToken.toFixed(2)} nats a token, and the time from ${seconds(first)} to ${seconds(last)} seconds. ` +
    `The steps are set to ${knob}. The table has all figures.`
  )
}
