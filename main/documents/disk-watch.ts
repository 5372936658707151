import { watch as watchFolder } from 'node:fs'
import { basename, dirname } from 'node:path'

/** Programs write in several steps; this many milliseconds of quiet are one change. */
const quietTime = 200

/**
 * Calls `onTouched` some time after the file was written, replaced or removed, also by ourselves: the caller compares contents. The folder is watched,
 * not the file: an atomic replacement gives the name another file, and a watch on the old one would never speak again.
 *
 * @returns ends the watch
 * @throws where the system can watch no more folders
 */
export function watchFile(path: string, onTouched: () => void): () => void {
  const name = basename(path)
  let timer: NodeJS.Timeout | undefined
  const watcher = watchFolder(dirname(path), { persistent: false }, (_event, touched) => {
    // Some systems do not say which file it was.
    if (touched !== null && touched !== name) return
    clearTimeout(timer)
    timer = setTimeout(onTouched, quietTime)
  })
  // The folder was removed or its disk unplugged. Saving compares contents again, so nothing is lost by not hearing of more.
  watcher.on('error', () => watcher.close())
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
