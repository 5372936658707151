import { FillError } from './fill-error'

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new FillError('cancelled', 'The fill was stopped. The text is unchanged.')
}

/**
 * Asks the network for something; checks before and after whether the writer has stopped the fill.
 *
 * @throws FillError `cancelled`, or `network-failed` with the network's own error as its cause.
 */
export async function callNetwork<Answer>(
  signal: AbortSignal | undefined,
  call: () => Promise<Answer>
): Promise<Answer> {
  throwIfCancelled(signal)
  let answer: Answer
  try {
    answer = await call()
  } catch (error) {
    throwIfCancelled(signal)
    const reason = error instanceof Error ? error.message : String(error)
    throw new FillError('network-failed', `The model failed: ${reason} The text is unchanged.`, {
      cause: error
    })
  }
  throwIfCancelled(signal)
  return answer
}
