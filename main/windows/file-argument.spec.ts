import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { fileArgument } from './file-argument'

it.each([
  [['lacuna'], false, null],
  [['lacuna', 'story.md'], false, 'story.md'],
  [['lacuna', '--user-data-dir=/tmp/x', 'story.md', '--no-sandbox'], false, 'story.md'],
  [['lacuna', '--allow-file-access-from-files', '/home/me/story.md'], false, '/home/me/story.md'],
  [['electron', '.'], true, null],
  [['electron', '--inspect=0', '/app', '--user-data-dir=/tmp/x'], true, null],
  [['electron', '/app', 'story.md'], true, 'story.md'],
  [['lacuna', ''], false, null]
])('%j (default app: %s) opens %s', (argv, isDefaultApp, file) => {
  expect(fileArgument(argv, isDefaultApp, '/home/me')).toBe(file === null ? null : resolve('/home/me', file))
})
