import type { FillResult } from '../../../models/infill/proposal'
import type { InferenceStatus } from '../../ipc/contract'

/** The state of a host whose model is loaded. */
export const ready: Extract<InferenceStatus, { state: 'ready' }> = {
  state: 'ready',
  model: 'tiny',
  device: 'cpu',
  choice: { why: 'No other device can be used.', refused: [] },
  window: 512,
  timing: { contextToken: 1, callFixed: 2, callToken: 3 },
  stepQuality: [{ tokensPerCall: 1, surprise: 2.5 }]
}

/** What a fill gives back. */
export const result: FillResult = {
  alternatives: [{ score: -1, regions: [] }],
  steps: 4,
  networkCalls: 4,
  milliseconds: 10,
  seed: 1,
  model: 'tiny',
  device: 'cpu'
}
