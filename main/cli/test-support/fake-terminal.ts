import { resolve } from 'node:path'
import { bundledSpecialIds, loadBundledTokenizer } from '../../../models/test-support/bundled-tokenizer'
import { createFakeDenoiser, type FakeDenoiser } from '../../../models/test-support/fake-denoiser'
import type { Tokenizer } from '../../../models/tokenizer/tokenizer'
import { runCommand } from '../run-command'
import type { Terminal } from '../terminal'

export interface CommandRun {
  readonly status: number
  readonly output: string
  readonly talk: string
}

export interface FakeSurroundings extends Partial<Terminal> {
  /** Standard input, and every file. */
  readonly input?: string | Uint8Array
  readonly denoiser?: FakeDenoiser
}

let loading: Promise<Tokenizer> | undefined

/** A fake network with the bundled tokenizer. */
export async function fakeNetwork(
  options: Partial<Parameters<typeof createFakeDenoiser>[0]> = {}
): Promise<FakeDenoiser> {
  const { vocabularySize } = await (loading ??= loadBundledTokenizer())
  return createFakeDenoiser({ vocabularySize, specialIds: bundledSpecialIds, ...options })
}

/** Runs the real commands on the bundled model's folder and a fake network, and collects what they write. */
export async function runWith(
  args: readonly string[],
  surroundings: FakeSurroundings = {}
): Promise<CommandRun> {
  const { input = '', denoiser = await fakeNetwork(), ...rest } = surroundings
  const tokenizer = await (loading ??= loadBundledTokenizer())
  let output = ''
  let talk = ''
  const status = await runCommand(args, {
    writeOutput: (text) => (output += text),
    writeTalk: (text) => (talk += text),
    talksToPerson: false,
    inputIsKeyboard: false,
    readInput: () => Promise.resolve(typeof input === 'string' ? Buffer.from(input) : input),
    signal: new AbortController().signal,
    now: () => 0,
    version: '1.2.3',
    locations: {
      directories: [resolve(import.meta.dirname, '../../../resources/models')],
      userDirectory: 'unused',
      cacheDirectory: 'unused'
    },
    network: { get: () => Promise.reject(new Error('a test without a network asked for it')) },
    engine: {
      open: () => Promise.resolve({ denoiser, tokenizer }),
      devices: () => Promise.resolve([{ device: 'cpu', usable: true, reason: 'always there' }]),
      autoDevice: () => Promise.resolve({ device: 'cpu', why: 'there is no other', refused: [] })
    },
    ...rest
  })
  return { status, output, talk }
}
