import type { Run } from '../../main/ipc/companion'

/** A run as it stands in the history: “old house” gave way to one of two alternatives. */
export function testRun(change: Partial<Run> = {}): Run {
  return {
    id: '6f0f3a52-58a5-4c3e-9c39-0d5ce7a5000a',
    at: 1000,
    model: 'test',
    device: 'CPU',
    settings: {
      steps: 16,
      order: 'confidence',
      temperature: 0.7,
      topP: 0.9,
      seed: 7,
      alternatives: 2,
      strength: 1,
      length: 'automatic',
      polish: 0
    },
    milliseconds: 120,
    outcome: 'proposed',
    passages: [
      {
        place: { start: 4, end: 13 },
        text: 'old house',
        authorship: [{ length: 9, origin: { kind: 'typed' } }],
        before: 'The ',
        after: ' stood'
      }
    ],
    alternatives: [
      { score: -1, texts: ['red barn'] },
      { score: -2, texts: ['old mill'] }
    ],
    accepted: [],
    ...change
  }
}
