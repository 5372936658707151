import type { ElectronApplication } from '@playwright/test'

/** Ends the process that owns the model as the system would when memory runs out. */
export async function killInference(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ app }) => {
    const found = app
      .getAppMetrics()
      .find(({ serviceName, name }) => (name ?? serviceName) === 'Lacuna inference')
    if (found === undefined) throw new Error('no inference process runs')
    process.kill(found.pid, 'SIGKILL')
  })
}
