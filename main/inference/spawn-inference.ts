import type { ToInference } from './messages'

/** A running inference process. */
export interface InferenceProcess {
  send(message: ToInference): void
  /** Ends it at once, whatever it is doing. Its `onExit` is still called. */
  kill(): void
}

/** Starts the process. Neither listener may be called before this returns. */
export type SpawnInference = (listeners: {
  onMessage: (message: unknown) => void
  onExit: (exitCode: number) => void
}) => InferenceProcess
