import { describe, expect, it } from 'vitest'
import { run } from './project.mjs'

const node = (code: string) => ['-e', code]

describe('run', () => {
  it('collects both streams and the exit code', async () => {
    const script = `process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3`
    const { code, output } = await run(process.execPath, node(script), { output: 'collect' })
    expect(code).toBe(3)
    expect(output).toContain('out')
    expect(output).toContain('err')
  })

  it('says that a program is missing instead of throwing', async () => {
    const { code, output } = await run('lacuna-no-such-program', [], { output: 'collect' })
    expect(code).toBe(-1)
    expect(output).toContain('ENOENT')
  })

  it('gives a killed program no success', async () => {
    const { code } = await run(process.execPath, node('setInterval(() => {}, 1000)'), {
      output: 'collect',
      timeout: 200
    })
    expect(code).toBe(-1)
  })
})
