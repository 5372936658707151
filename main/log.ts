import log from 'electron-log/node'
import { join } from 'node:path'
import { describeError } from './describe-error'

/** A log of what happened, without any of the writer's text and without names of their files. */
export interface Log {
  info(event: string): void
  /** What is said of `error` is its kind, code and place in the program, never its message. */
  error(event: string, error?: unknown): void
}

/**
 * @param folder holds `main.log` and, once that has a megabyte, `main.old.log`
 * @param toConsole writes to the terminal as well
 */
export function createLog(folder: string, toConsole: boolean): Log {
  const logger = log.create({ logId: 'main' })
  logger.transports.file.resolvePathFn = () => join(folder, 'main.log')
  logger.transports.file.level = 'info'
  logger.transports.console.level = toConsole ? 'info' : false
  return {
    info: (event) => logger.info(event),
    error: (event, error) => logger.error(error === undefined ? event : `${event}: ${describeError(error)}`)
  }
}
