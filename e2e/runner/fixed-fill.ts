import type { ElectronApplication } from '@playwright/test'

type Handler = (event: unknown, name: unknown, payload: unknown) => unknown

/**
 * Answers the fills that follow with these words, one list of alternatives for the first region: which words a model finds depends on how a
 * processor rounds, and how long it takes on the machine.
 */
export async function fixFills(electron: ElectronApplication, words: readonly string[]): Promise<void> {
  await electron.evaluate(({ ipcMain }, wanted) => {
    const transport = 'lacuna:request'
    const handlers = Reflect.get(ipcMain, '_invokeHandlers') as Map<string, Handler>
    const answer = handlers.get(transport)
    if (answer === undefined) throw new Error('nothing answers requests')
    const alternatives = wanted.map((text, index) => ({
      score: -1.5 - index / 4,
      regions: [
        {
          text,
          logProb: -6,
          cells: text
            .split(/(?= )/u)
            .map((token, at) => ({ kind: 'token', text: token, confidence: at === 1 ? 0.1 : 0.9 }))
        }
      ]
    }))
    const value = {
      alternatives,
      steps: 64,
      networkCalls: 8,
      milliseconds: 1400,
      seed: 7,
      model: 'tiny-random',
      device: 'cpu'
    }
    handlers.set(transport, (event, name, payload) =>
      name === 'fill:run' ? { ok: true, value } : answer(event, name, payload)
    )
  }, words)
}
