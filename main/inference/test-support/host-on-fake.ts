import { vi } from 'vitest'
import { InferenceHost } from '../host'
import { FakeProcess } from './fake-process'

/** A host that has started a process which does nothing by itself, and what it told the log. */
export function hostOnFake(): {
  readonly host: InferenceHost
  readonly process: FakeProcess
  readonly reports: readonly string[]
} {
  const reports: string[] = []
  const processes: FakeProcess[] = []
  const host = new InferenceHost({
    spawn: (listeners) => {
      const process = new FakeProcess(listeners)
      processes.push(process)
      return process
    },
    modelFolder: '/model',
    cacheFolder: '/cache',
    timers: { after: () => () => undefined },
    onStatus: vi.fn(),
    report: (event) => reports.push(event)
  })
  host.start()
  return { host, process: processes[0]!, reports }
}

/** What a process says when it lets go of a cancelled job. */
export const letGo = (requestId: string) => ({
  type: 'job-failed' as const,
  requestId,
  error: { code: 'cancelled', message: 'x' },
  trace: ''
})
