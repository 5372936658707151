import { InferenceHost, type InferenceHostOptions } from '../host'
import { FakeProcess } from './fake-process'

/** A host whose processes do nothing by themselves, and what it told the log. */
export interface HostOnFake {
  readonly host: InferenceHost
  /** Those that were started, the present one last. */
  readonly processes: readonly FakeProcess[]
  readonly reports: readonly string[]
}

/** Timers never go off, unless others are given. */
export function hostOnFake(
  options: Partial<Pick<InferenceHostOptions, 'timers' | 'onStatus'>> = {}
): HostOnFake {
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
    onStatus: () => undefined,
    report: (event) => reports.push(event),
    ...options
  })
  return { host, processes, reports }
}

/** The same with its process started. */
export function startedOnFake(): HostOnFake & { readonly process: FakeProcess } {
  const onFake = hostOnFake()
  onFake.host.start()
  return { ...onFake, process: onFake.processes[0]! }
}

/** What a process says when it lets go of a cancelled job. */
export const letGo = (requestId: string) => ({
  type: 'job-failed' as const,
  requestId,
  error: { code: 'cancelled', message: 'x' },
  trace: ''
})
