import { describe, expect, it } from 'vitest'
import { fakeNetwork, runWith } from './test-support/fake-terminal'

const example = 'The old house stood at the end of the lane. Nobody had lived there since the war.'
const long = `${example}\n`.repeat(80)

interface ScoreJson {
  readonly tokens: number
  readonly natsPerToken: number
  readonly standardErrors: { readonly natsPerToken: number }
  readonly windowing: object
  readonly autoregressive: { readonly natsPerToken: number } | null
}

const scoreOf = async (input: string, ...args: string[]) => {
  const denoiser = await fakeNetwork({ withLeftToRight: true })
  const run = await runWith(['score', '--json', ...args], { input, denoiser })
  expect(run.status).toBe(0)
  return { ...run, json: JSON.parse(run.output) as ScoreJson, denoiser }
}

describe('lacuna score', () => {
  it('writes the figures of the design, and what else there is to say behind them', async () => {
    const { json, output } = await scoreOf(example)
    expect(Object.keys(json)).toEqual([
      'tokens',
      'natsPerToken',
      'bitsPerByte',
      'perplexityPerWord',
      'standardErrors',
      'evaluations',
      'model',
      'device',
      'seed',
      'words',
      'bytes',
      'windowing',
      'autoregressive'
    ])
    expect(Object.keys(json.standardErrors)).toEqual(['natsPerToken', 'bitsPerByte', 'perplexityPerWord'])
    expect(json).toMatchObject({
      evaluations: 16,
      model: 'fake',
      device: 'none',
      seed: 0,
      words: 17,
      bytes: 81
    })
    expect(json.windowing).toEqual({ canvases: 1, canvasTokens: 64, contextTokens: [256, 448], whole: true })
    // The fake gives each token up to 3 nats, and up to 8 when read left to right.
    expect(json.natsPerToken).toBeGreaterThan(1)
    expect(json.natsPerToken).toBeLessThan(2)
    expect(json.autoregressive!.natsPerToken).toBeGreaterThan(2)
    expect(output.endsWith('}\n')).toBe(true)
  })

  it('writes the same bytes again for the same seed', async () => {
    const args = ['--seed', '7', '--evaluations', '5'] as const
    const once = await scoreOf(example, ...args)
    expect((await scoreOf(example, ...args)).output).toBe(once.output)
    expect((await scoreOf(example, '--seed', '8', '--evaluations', '5')).json.natsPerToken).not.toBe(
      once.json.natsPerToken
    )
    expect(once.denoiser.requests.flatMap(({ alternatives }) => alternatives)).toHaveLength(5)
  })

  it('says how a text of several canvases was cut up', async () => {
    const { json, talk, denoiser } = await scoreOf(long, '--evaluations', '2')
    expect(json.windowing).toEqual({
      canvases: Math.ceil(json.tokens / 64),
      canvasTokens: 64,
      contextTokens: [256, 448],
      whole: false
    })
    expect(talk).toBe(
      `lacuna: the ${json.tokens} tokens were scored as ${Math.ceil(json.tokens / 64)} canvases of up to 64, each given the 256 to 448 tokens before it (fewer near the start).\n`
    )
    expect(denoiser.openSessions()).toBe(0)
    for (const { contexts, canvases } of denoiser.layouts) {
      expect(contexts[0]!.length).toBeLessThanOrEqual(448)
      expect(contexts[1]).toHaveLength(0)
      expect(canvases[0]!.openLength).toBe(false)
    }
  })

  it('writes a table for people', async () => {
    const denoiser = await fakeNetwork({ withLeftToRight: true })
    const { output } = await runWith(['score'], { input: example, denoiser })
    expect(output).toMatch(/^ +at most +standard error +read left to right$/m)
    expect(output).toMatch(/^nats a token +1\.\d{4} +0\.\d{4} +\d\.\d{4}$/m)
    expect(output).toMatch(/^\d+ tokens, 17 words, 81 bytes; 16 masks a canvas$/m)
    expect((await runWith(['score'], { input: example })).output).not.toContain('left to right')
    const { autoregressive } = JSON.parse(
      (await runWith(['score', '--json'], { input: example })).output
    ) as ScoreJson
    expect(autoregressive).toBeNull()
  })

  it('scores what is marked like the rest, and says that gaps count as nothing', async () => {
    const marked =
      'The <keep>old</keep> house <regen>stood at the end of</regen> the lane. <gap words="3"/>Nobody had lived there since the war.'
    const { output, talk } = await scoreOf(marked)
    expect(output).toBe((await scoreOf(example)).output)
    expect(talk).toBe('lacuna: The input has a gap; the text is scored as if nothing were missing there.\n')
    expect((await scoreOf('a<gap/> b<gap/>')).talk).toContain('The input has 2 gaps')
  })

  it('gives null for a perplexity that no number holds', async () => {
    const { json } = await scoreOf('日'.repeat(1500), '--evaluations', '2')
    expect(json).toMatchObject({ perplexityPerWord: null })
  })

  it.each([
    [[], '', 'The input is empty; there is no text to score.'],
    [[], ' \n', 'The input has no words to score.'],
    [['a.txt'], '<gap/>', 'a.txt has no words to score.'],
    [[], 'a <keep>b', 'Line 1, column 3: <keep> is never closed'],
    [['--evaluations', '1'], 'a', '--evaluations takes a whole number from 2 to 4096, not "1"'],
    [['--evaluations', '2.5'], 'a', '--evaluations takes'],
    [['--seed', '-1'], 'a', "Option '--seed"],
    [['--seed', 'x'], 'a', '--seed takes a whole number from 0'],
    [['a', 'b'], 'a', 'score takes one FILE']
  ])('refuses %j on %j', async (args, input, message) => {
    const { status, output, talk } = await runWith(['score', ...args], { input })
    expect({ status, output }).toEqual({ status: 2, output: '' })
    expect(talk).toContain(`lacuna: ${message}`)
  })

  it('stops when it is interrupted, and shows a person how far it is', async () => {
    const controller = new AbortController()
    const denoiser = await fakeNetwork({ onEvaluate: () => controller.abort() })
    const { status, output, talk } = await runWith(['score'], {
      input: example,
      denoiser,
      signal: controller.signal,
      talksToPerson: true
    })
    expect({ status, output }).toEqual({ status: 130, output: '' })
    expect(talk).toContain('Scoring ')
    expect(talk.endsWith('lacuna: stopped; nothing was written.\n')).toBe(true)
    expect(denoiser.openSessions()).toBe(0)
  })
})
