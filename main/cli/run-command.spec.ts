import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeNetwork, runWith } from './test-support/fake-terminal'

const example =
  'The old house stood at the end of the lane. <gap words="12"/> Nobody had lived there since the war.'

describe('lacuna', () => {
  it.each([[['--help']], [['-h']], [['help']]])('tells its commands for %j', async (args) => {
    const { status, output, talk } = await runWith(args)
    expect(status).toBe(0)
    expect(output).toContain('Usage: lacuna <command>')
    expect(talk).toBe('')
  })

  it.each(['fill', 'score', 'bench', 'devices', 'models'])('tells how to use %s', async (command) => {
    const { status, output } = await runWith([command, '--help'])
    expect(status).toBe(0)
    expect(output).toContain(`Usage: lacuna ${command}`)
  })

  it('tells its version', async () => {
    expect(await runWith(['--version'])).toEqual({ status: 0, output: '1.2.3\n', talk: '' })
  })

  it.each([
    [[], 'Which command?'],
    [['fil'], 'There is no command "fil"'],
    [['toString'], 'There is no command "toString"'],
    [['fill', '--wrong'], "Unknown option '--wrong'"],
    [['fill', '--steps'], "Option '--steps <value>' argument missing"],
    [['fill', 'a', 'b'], 'fill takes one FILE'],
    [['fill', '--steps', '0'], '--steps takes a whole number from 1 to 1024, not "0"'],
    [['fill', '--steps', '1e3'], '--steps takes'],
    [['fill', '--steps', '2.5'], '--steps takes'],
    [['fill', '--seed', 'x'], '--seed takes a whole number from 0 to 4294967295'],
    [['fill', '--seed', '4294967296'], '--seed takes'],
    [['fill', '--temperature', '2.1'], '--temperature takes a number from 0 to 2'],
    [['fill', '--top-p', '0'], '--top-p takes a number above 0'],
    [['fill', '--alternatives', '9'], '--alternatives takes'],
    [['fill', '--strength', '1.1'], '--strength takes'],
    [['fill', '--polish', '17'], '--polish takes'],
    [['fill', '--order', 'random'], '--order takes one of first-hitting, analytic'],
    [['fill', '--device', 'gpu'], '--device takes one of auto, cpu'],
    [['models'], 'models takes `list`, `info NAME`'],
    [['models', 'remove'], 'models takes'],
    [['models', 'import', '/nowhere/at/all'], '/nowhere/at/all is no folder'],
    [['models', 'download', 'model.json'], '"model.json" is no address'],
    [['models', 'info'], 'models takes'],
    [['models', 'list', 'x'], 'models takes'],
    [['models', 'info', 'gpt-5'], 'There is no model "gpt-5". Here are: smollm2-135m-sedd'],
    [['bench', 'x'], 'bench takes no arguments'],
    [['bench', '--device', 'gpu'], '--device takes one of auto, cpu'],
    [['devices', 'x'], 'devices takes no arguments']
  ])('refuses %j in one line', async (args, message) => {
    const { status, output, talk } = await runWith(args, { input: example })
    expect(status).toBe(2)
    expect(output).toBe('')
    expect(talk).toContain(`lacuna: ${message}`)
    expect(talk.split('\n')).toHaveLength(2)
  })
})

describe('lacuna fill', () => {
  it('writes the filled text, byte for byte what stands outside of the marks', async () => {
    const input =
      '\ufeffThe old house stood.\r\n<gap words="5"/>\r\n“Nobody” &lt;gap/> 👩‍👩‍👧 e\u0301 \u3000<keep>日本</keep>'
    const { status, output, talk } = await runWith(['fill'], { input })
    expect(status).toBe(0)
    expect(output).toMatch(
      /^\ufeffThe old house stood\.\r\n\S[^\r\n]*\S\r\n“Nobody” <gap\/> 👩‍👩‍👧 e\u0301 \u3000日本$/u
    )
    expect(talk).toBe('')
  })

  it('writes the same JSON again for the same seed', async () => {
    const args = ['fill', '-', '--steps', '16', '--seed', '1', '--alternatives', '3', '--json']
    let time = 0
    const now = () => (time += 7)
    const once = await runWith(args, { input: example, now })
    const again = await runWith(args, { input: example, now })
    const other = await runWith([...args, '--seed', '2'], { input: example, now })
    expect(once.status).toBe(0)
    expect(again.output).toBe(once.output)
    expect(other.output).not.toBe(once.output)
    const json = JSON.parse(once.output) as {
      text: string
      alternatives: { text: string; score: number; regions: { start: number; end: number; text: string }[] }[]
    }
    expect(Object.keys(json)).toEqual([
      'text',
      'alternatives',
      'steps',
      'networkCalls',
      'milliseconds',
      'seed',
      'model',
      'device'
    ])
    expect(json).toMatchObject({ steps: 16, milliseconds: null, seed: 1, model: 'fake', device: 'none' })
    expect(json.alternatives).toHaveLength(3)
    expect(json.text).toBe(json.alternatives[0]!.text)
    for (const { text, regions } of json.alternatives) {
      expect(regions).toHaveLength(1)
      expect(text.slice(regions[0]!.start, regions[0]!.end)).toBe(regions[0]!.text)
      expect(Object.keys(regions[0]!)).toEqual(['start', 'end', 'text', 'logProb'])
    }
  })

  it('tells the time when asked', async () => {
    let time = 0
    const { output } = await runWith(['fill', '--json', '--time'], {
      input: example,
      now: () => (time += 12.4)
    })
    expect(JSON.parse(output)).toMatchObject({ milliseconds: 12 })
  })

  it.each([
    ['', 'The input is empty'],
    ['no mark at all', 'The input has no mark to fill'],
    ['\n <gap/>', 'There is no text yet'],
    ['a <gap', 'Line 1, column 3: <gap is not a whole mark'],
    ['a <gap/> <keep></keep>', 'This <keep> holds no text'],
    ['a <regen><keep>b</keep></regen>', 'Everything in the marked regions is locked'],
    [Uint8Array.of(0x61, 0xff, 0x62), 'The input is not UTF-8 text']
  ])('refuses %j', async (input, message) => {
    const { status, output, talk } = await runWith(['fill'], { input })
    expect({ status, output }).toEqual({ status: 2, output: '' })
    expect(talk).toContain(message)
    expect(talk.split('\n')).toHaveLength(2)
  })

  it('refuses a region longer than the window', async () => {
    const denoiser = await fakeNetwork({ window: 128 })
    const { status, output, talk } = await runWith(['fill'], { input: 'a <gap words="200"/> b', denoiser })
    expect({ status, output }).toEqual({ status: 2, output: '' })
    expect(talk).toContain('Region 1 needs')
  })

  it('refuses an unknown model, and a keyboard as input', async () => {
    expect(await runWith(['fill', '--model', 'gpt-5'], { input: example })).toMatchObject({
      status: 2,
      output: ''
    })
    expect(await runWith(['fill'], { inputIsKeyboard: true })).toMatchObject({ status: 2, output: '' })
  })

  it('names the file that it cannot take', async () => {
    const { talk } = await runWith(['fill', 'notes.txt'], { input: 'no mark' })
    expect(talk).toContain('notes.txt has no mark to fill')
  })

  it('fails with status 1 when the model fails', async () => {
    const denoiser = await fakeNetwork({
      onEvaluate: () => {
        throw new Error('no memory\nat all')
      }
    })
    const { status, output, talk } = await runWith(['fill'], { input: example, denoiser })
    expect({ status, output }).toEqual({ status: 1, output: '' })
    expect(talk).toBe('lacuna: The model failed: no memory at all The text is unchanged.\n')
  })

  it('stops when it is interrupted', async () => {
    const controller = new AbortController()
    const denoiser = await fakeNetwork({ onEvaluate: () => controller.abort() })
    const { status, output, talk } = await runWith(['fill'], {
      input: example,
      denoiser,
      signal: controller.signal
    })
    expect({ status, output }).toEqual({ status: 130, output: '' })
    expect(talk).toBe('lacuna: stopped; nothing was written.\n')
  })

  it('shows a progress bar to a person only, and takes it away', async () => {
    const { output, talk } = await runWith(['fill', '--steps', '4'], { input: example, talksToPerson: true })
    expect(output).not.toContain('\u001b')
    expect(talk).toContain('Filling ██████░')
    expect(talk.endsWith('\r\u001b[K')).toBe(true)
  })

  it('hands model and device on', async () => {
    const opened: unknown[] = []
    const denoiser = await fakeNetwork()
    const engine = {
      open: (folder: { manifest: { name: string } }, { device }: { device: string | undefined }) => {
        opened.push([folder.manifest.name, device])
        return Promise.reject(new Error('that is all'))
      },
      devices: () => Promise.resolve([]),
      autoDevice: () => Promise.reject(new Error('nobody asks'))
    }
    await runWith(['fill', '--device', 'cpu', '--model', 'smollm2-135m-sedd'], {
      input: example,
      denoiser,
      engine
    })
    await runWith(['fill'], { input: example, denoiser, engine })
    expect(opened).toEqual([
      ['smollm2-135m-sedd', 'cpu'],
      ['smollm2-135m-sedd', 'auto']
    ])
  })
})

describe('lacuna models', () => {
  it('lists what is here', async () => {
    const { status, output } = await runWith(['models', 'list'])
    expect(status).toBe(0)
    expect(output).toMatch(/^smollm2-135m-sedd {2}\d+ MB {2}Apache-2\.0 {2}\S/)
    const { output: json } = await runWith(['models', 'list', '--json'])
    expect(JSON.parse(json)).toMatchObject([
      { name: 'smollm2-135m-sedd', graph: 'absorb', licence: 'Apache-2.0' }
    ])
  })

  it('tells about one, by name or folder', async () => {
    const byName = await runWith(['models', 'info', 'smollm2-135m-sedd', '--json'])
    const { directory } = JSON.parse(byName.output) as { directory: string }
    expect(await runWith(['models', 'info', directory, '--json'])).toEqual(byName)
    const { output } = await runWith(['models', 'info', 'smollm2-135m-sedd'])
    expect(output).toMatch(/^licence +Apache-2\.0$/m)
  })

  it('tells about a folder that it cannot use, and goes on', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lacuna-'))
    await mkdir(join(directory, 'broken'))
    await writeFile(join(directory, 'broken', 'model.json'), '{}')
    const locations = { directories: [directory], userDirectory: directory, cacheDirectory: 'unused' }
    const listed = await runWith(['models', 'list'], { locations })
    expect(listed).toMatchObject({ status: 0, output: '' })
    expect(listed.talk).toContain('broken cannot be used')
    expect(await runWith(['models', 'info', join(directory, 'broken')], { locations })).toMatchObject({
      status: 1,
      output: ''
    })
    expect(await runWith(['models', 'info', directory], { locations })).toMatchObject({
      status: 2,
      output: ''
    })
    expect((await runWith(['fill'], { locations, input: example })).talk).toContain('There is no model in')
  })
})

describe('lacuna devices', () => {
  it('lists what a model can run on', async () => {
    expect(await runWith(['devices'])).toEqual({
      status: 0,
      output: 'cpu   usable     always there\nauto  takes cpu  there is no other\n',
      talk: ''
    })
    const { output } = await runWith(['devices', '--json'])
    expect(JSON.parse(output)).toEqual([
      { device: 'cpu', usable: true, reason: 'always there', auto: 'there is no other' }
    ])
  })
})
