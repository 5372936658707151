/** Runs asynchronous tasks one after the other, in the order they were given. */
export type SerialQueue = <Value>(task: () => Promise<Value>) => Promise<Value>

/** A failed task rejects for its own caller only; the next one runs all the same. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(task, task)
    last = result.catch(() => undefined)
    return result
  }
}
