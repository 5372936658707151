import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseDevice, rememberDevice, rememberedDevice } from './device-choice'
import type { DeviceDecision, ExecutionDevice } from './device-decision'
import type { Trial } from './devices'

/** Trials with these times in milliseconds; devices without one cannot be used. */
const trials =
  (times: Partial<Record<ExecutionDevice, number>>) =>
  (device: ExecutionDevice): Promise<Trial> => {
    const milliseconds = times[device]
    return Promise.resolve(
      milliseconds === undefined
        ? { usable: false, kind: 'absent', reason: 'none' }
        : { usable: true, milliseconds }
    )
  }

describe('choosing a device', () => {
  it.each([
    ['linux', { cpu: 9 }, 'cpu', 'No other device can be used.'],
    ['linux', { cpu: 9, webgpu: 9255 }, 'cpu', 'clearly faster in the trial (webgpu 9260 ms, cpu 9 ms)'],
    ['linux', { cpu: 9, webgpu: 4 }, 'cpu', 'No other device was clearly faster'],
    ['linux', { cpu: 9, webgpu: 2 }, 'webgpu', 'fastest in the trial (webgpu 2 ms, cpu 9 ms)'],
    ['linux', { cpu: 9, webgpu: 2, cuda: 1 }, 'cuda', 'fastest'],
    ['linux', { cpu: 9, webgpu: 1, cuda: 2 }, 'webgpu', 'fastest'],
    ['linux', { cpu: 9, webgpu: 50, cuda: 2 }, 'cuda', 'fastest'],
    ['win32', { cpu: 9, directml: 1, cuda: 0.1 }, 'directml', 'fastest'],
    ['darwin', { cpu: 9, coreml: 1 }, 'coreml', 'fastest'],
    ['linux', { webgpu: 900 }, 'webgpu', 'cpu failed']
  ] as const)('on %s with %j takes %s', async (platform, times, device, why) => {
    const decision = await chooseDevice(platform, trials(times))
    expect(decision.device).toBe(device)
    expect(decision.why).toContain(why)
  })

  it('tells of each device that it left why', async () => {
    const given: Partial<Record<ExecutionDevice, Trial>> = {
      cpu: { usable: true, milliseconds: 9 },
      webgpu: { usable: false, kind: 'failed', reason: 'It computed a wrong result in the trial.' }
    }
    const none: Trial = { usable: false, kind: 'absent', reason: 'none' }
    expect(await chooseDevice('linux', (device) => Promise.resolve(given[device] ?? none))).toMatchObject({
      device: 'cpu',
      refused: [
        { device: 'cuda', kind: 'absent', reason: 'none' },
        { device: 'webgpu', kind: 'failed', reason: 'It computed a wrong result in the trial.' }
      ]
    })
    const { refused } = await chooseDevice('linux', trials({ cpu: 9, webgpu: 1, cuda: 2 }))
    expect(refused).toEqual([
      { device: 'cuda', kind: 'slow', reason: expect.stringContaining('cuda 2 ms, cpu 9 ms') as string }
    ])
    const slow = await chooseDevice('linux', trials({ cpu: 9, webgpu: 50 }))
    expect(slow.refused.map(({ device, kind }) => [device, kind])).toEqual([
      ['cuda', 'absent'],
      ['webgpu', 'slow']
    ])
  })
})

describe('remembering it', () => {
  let directory: string

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'device-choice-'))
  })

  afterEach(() => rm(directory, { recursive: true }))

  const fast: DeviceDecision = { device: 'webgpu', why: 'fast', refused: [] }

  it('runs the trials once, and again where the memory is unreadable or of another machine', async () => {
    let asked = 0
    const remembered = () =>
      rememberedDevice(directory, () => {
        asked += 1
        return Promise.resolve(fast)
      })
    for (let round = 0; round < 3; round += 1) {
      expect(await remembered()).toEqual(fast)
    }
    expect(asked).toBe(1)
    for (const text of ['{', '{}', '{"runtime":"0","system":"other","device":"cuda","why":"old"}']) {
      await writeFile(join(directory, 'device.json'), text)
      expect(await remembered()).toEqual(fast)
    }
    expect(asked).toBe(4)
    const instead: DeviceDecision = {
      device: 'cpu',
      why: 'webgpu failed at the model',
      refused: [{ device: 'webgpu', kind: 'failed', reason: 'It failed at the model' }]
    }
    await rememberDevice(directory, instead)
    expect(await remembered()).toEqual(instead)
    expect(asked).toBe(4)
  })
})
