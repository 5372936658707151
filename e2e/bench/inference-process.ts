import type { LacunaApp } from '../runner/lacuna-app'

/** The process that owns the model: its number, and its resident memory in bytes. */
export async function inferenceProcess(app: LacunaApp): Promise<{ pid: number; bytes: number }> {
  return app.electron.evaluate(({ app }) => {
    const found = app
      .getAppMetrics()
      .find(({ serviceName, name }) => (name ?? serviceName) === 'Lacuna inference')
    if (found === undefined) throw new Error('no inference process runs')
    return { pid: found.pid, bytes: found.memory.workingSetSize * 1024 }
  })
}
