import type { FillProgress } from '../../models/infill/proposal'

/** About thirty a second: more is not seen, and each one crosses two processes. */
const shortestPause = 33

/**
 * Forwards progress at most so often, and always the last one (nothing left to reveal).
 *
 * @param now milliseconds
 */
export function limitProgress(
  forward: (progress: FillProgress) => void,
  now: () => number
): (progress: FillProgress) => void {
  let previous = -Infinity
  return (progress) => {
    const time = now()
    if (progress.revealed < progress.masks && time - previous < shortestPause) return
    previous = time
    forward(progress)
  }
}
