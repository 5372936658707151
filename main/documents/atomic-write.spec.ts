import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileAtomically } from './atomic-write'

const posix = process.platform !== 'win32'
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-atomic-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('writeFileAtomically', () => {
  it('writes a new file and leaves nothing else behind', async () => {
    await writeFileAtomically(join(folder, 'a.txt'), Buffer.from('new'))
    expect(await readdir(folder)).toEqual(['a.txt'])
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('new')
  })

  it('replaces the file by another inode: a reader that has the old one open keeps it whole', async () => {
    const path = join(folder, 'a.txt')
    await writeFile(path, 'old')
    const before = await stat(path)
    await writeFileAtomically(path, Buffer.from('new'))
    expect((await stat(path)).ino).not.toBe(before.ino)
    expect(await readFile(path, 'utf8')).toBe('new')
  })

  it.runIf(posix)(
    'keeps the permissions of an existing file and gives a new one those asked for',
    async () => {
      const path = join(folder, 'a.txt')
      await writeFile(path, 'old')
      await chmod(path, 0o640)
      await writeFileAtomically(path, Buffer.from('new'))
      expect((await stat(path)).mode & 0o777).toBe(0o640)
      await writeFileAtomically(join(folder, 'private'), Buffer.from('new'), 0o600)
      expect((await stat(join(folder, 'private'))).mode & 0o777).toBe(0o600)
    }
  )

  it.runIf(posix)('follows a symbolic link instead of replacing it', async () => {
    await mkdir(join(folder, 'real'))
    await writeFile(join(folder, 'real', 'a.txt'), 'old')
    await symlink(join('real', 'a.txt'), join(folder, 'link.txt'))
    await writeFileAtomically(join(folder, 'link.txt'), Buffer.from('new'))
    expect(await readFile(join(folder, 'real', 'a.txt'), 'utf8')).toBe('new')
    expect((await readdir(folder)).sort()).toEqual(['link.txt', 'real'])
  })

  it('removes its temporary file and passes the error on when the rename fails', async () => {
    const path = join(folder, 'a.txt')
    await mkdir(path)
    await writeFile(join(path, 'inside'), 'old')
    await expect(writeFileAtomically(path, Buffer.from('new'))).rejects.toHaveProperty('code')
    expect(await readdir(folder)).toEqual(['a.txt'])
    expect(await readFile(join(path, 'inside'), 'utf8')).toBe('old')
  })

  it('fails in a folder that does not exist', async () => {
    const missing = join(folder, 'no', 'a.txt')
    await expect(writeFileAtomically(missing, Buffer.from('x'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
