import { AppError } from '../ipc/app-error'
import type { ErrorPayload } from '../ipc/contract'

/**
 * A fill that gave no result. `code` is one of models/infill's own, or
 * `cancelled` (the writer stopped it), `inference-crashed` (the process ended in the middle; trying again is sensible),
 * `inference-failed` (the model cannot be started).
 */
export class InferenceError extends AppError {
  override readonly name = 'InferenceError'

  static from({ code, message }: ErrorPayload): InferenceError {
    return new InferenceError(code, message)
  }
}

export const cancelledError: ErrorPayload = { code: 'cancelled', message: 'Stopped. Your text is unchanged.' }

export const crashedError: ErrorPayload = {
  code: 'inference-crashed',
  message:
    'The model stopped unexpectedly. Your text is unchanged; the model is being started again, so please try once more.'
}
