import { randomUUID } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCode } from './document-error'

/**
 * Replaces a file so that a reader, also one after a power cut, finds the old bytes or the new ones and nothing between: a temporary file in the same
 * folder, fsync, rename, fsync of the folder. Symbolic links are followed; permissions (and, where allowed, the owner) of an existing file are kept.
 *
 * The package write-file-atomic was weighed: its current version asks for Node 22, and none syncs the folder or goes on after a short write.
 *
 * @param mode permissions of a file that does not exist yet
 * @throws the file system's own error; the old file is then unchanged and the temporary one removed
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array, mode = 0o666): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const folder = dirname(target)
  const existing = await stat(target).catch(() => null)
  const temporary = join(folder, `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(bytes)
      if (existing !== null) {
        // Only a privileged user may give files away; for all others the file becomes their own, as with any editor.
        await file.chown(existing.uid, existing.gid).catch(() => undefined)
        await file.chmod(existing.mode & 0o7777)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Makes the rename itself durable. Windows and some network file systems know no fsync of a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EACCES', 'EPERM'].includes(systemCode(error))) throw error
  }
}
