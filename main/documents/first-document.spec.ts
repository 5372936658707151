import { expect, it, vi } from 'vitest'
import type { OpenDocument } from '../ipc/contract'
import { firstDocument } from './first-document'
import type { FirstDocumentOptions } from './first-document'

const named = (name: string, path: string | null = null): OpenDocument => ({
  id: '11111111-1111-4111-8111-111111111111',
  path,
  name,
  text: '',
  marks: { regions: [], locks: [] },
  recovered: false
})

function options(
  changes: Partial<FirstDocumentOptions> & { recovered?: OpenDocument | readonly OpenDocument[] }
) {
  const waiting = [changes.recovered ?? []].flat()
  return {
    documents: {
      recover: async () => waiting.shift() ?? null,
      open: async (path: string) => named('asked', path),
      openSample: async () => named('sample'),
      create: () => named('empty')
    },
    file: null,
    sample: null,
    offer: vi.fn(),
    onCannotOpen: vi.fn(),
    ...changes
  }
}

it.each([
  [{}, 'empty'],
  [{ sample: '/sample.md' }, 'sample'],
  [{ sample: '/sample.md', file: '/a.md' }, 'asked'],
  [{ sample: '/sample.md', recovered: named('recovered') }, 'recovered']
])('with %j it is the %s one', async (changes, name) => {
  expect(await firstDocument(options(changes))).toMatchObject({
    document: { name },
    isSample: name === 'sample'
  })
})

it('offers the file asked for while recovered work is shown', async () => {
  const given = options({ file: '/a.md', recovered: named('recovered', '/b.md') })
  expect(await firstDocument(given)).toMatchObject({ document: { name: 'recovered' } })
  expect(given.offer).toHaveBeenCalledWith(named('asked', '/a.md'))
})

it('does not offer the file whose unsaved work is shown', async () => {
  const given = options({ file: '/a.md', recovered: named('recovered', '/a.md') })
  await firstDocument(given)
  expect(given.offer).not.toHaveBeenCalled()
})

it('begins without the file when that cannot be opened, and says so', async () => {
  const given = options({ file: '/a.md' })
  const error = new Error('gone')
  given.documents.open = async () => Promise.reject(error)
  expect(await firstDocument(given)).toMatchObject({ document: { name: 'empty' } })
  expect(given.onCannotOpen).toHaveBeenCalledWith(error)
})

it('offers all recovered work but what is shown', async () => {
  const offer = vi.fn()
  const given = options({ file: '/b.md', recovered: [named('new'), named('old', '/b.md')], offer })
  expect(await firstDocument(given)).toMatchObject({ document: { name: 'new' } })
  expect(offer.mock.calls).toEqual([[named('old', '/b.md')]])
})
