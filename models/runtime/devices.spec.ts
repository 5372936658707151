import { describe, expect, it } from 'vitest'
import { listDevices } from './devices'

describe('the list of devices', () => {
  it('names every device once, the processor usable, and gives each a reason', async () => {
    const reports = await listDevices()
    expect(reports.map(({ device }) => device)).toEqual(['cpu', 'webgpu', 'cuda', 'directml', 'coreml'])
    expect(reports[0]).toMatchObject({ device: 'cpu', usable: true })
    expect(reports[0]!.reason).toMatch(/^It passed a trial in [\d.]+ ms\.$/)
    for (const { reason } of reports) expect(reason).toMatch(/^[A-Z][^/\n]{10,}[.)]$/)
  })

  it('knows what does not exist on a system', async () => {
    const reports = await listDevices('linux')
    const absent = reports.filter(({ reason }) => reason === 'It does not exist on this system (linux).')
    expect(absent.map(({ device }) => device)).toEqual(['directml', 'coreml'])
  })
})
