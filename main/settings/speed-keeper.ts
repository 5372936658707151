import type { BenchExtent, BenchReport } from '../../models/bench/bench-schema'
import { AppError } from '../ipc/app-error'
import type { SpeedRecord } from '../ipc/speed'
import type { JsonFile } from './json-file'

/** Remembers what was measured of this machine last. */
export interface SpeedKeeper {
  readonly last: SpeedRecord | null
  /** @throws AppError `speed-not-kept` when it cannot be written; it is remembered until the end of the program all the same. */
  keep(extent: BenchExtent, report: BenchReport): Promise<SpeedRecord>
}

/** @param now milliseconds since 1970 */
export function createSpeedKeeper(file: JsonFile<SpeedRecord | null>, now: () => number): SpeedKeeper {
  return {
    get last() {
      return file.current
    },
    async keep(extent, report) {
      const record = { at: now(), extent, report }
      try {
        await file.set(record)
      } catch (error) {
        throw new AppError(
          'speed-not-kept',
          'The figures could not be written to the disk, and will be gone when Lacuna ends. Make room on the disk, then measure again.',
          { cause: error }
        )
      }
      return record
    }
  }
}
