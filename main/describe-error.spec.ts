import { expect, it } from 'vitest'
import { AppError } from './ipc/app-error'
import { describeError } from './describe-error'

it('says kind, code, place and cause of an error but nothing of its message', () => {
  const cause = new TypeError('The old house\nstood at the end of the lane')
  const said = describeError(new AppError('cannot-write', 'novel.md cannot be written', { cause }))
  expect(said).toMatch(/^AppError \[cannot-write\]\n {4}at /)
  expect(said).toContain('caused by TypeError')
  expect(said).toContain('describe-error.spec')
  expect(said).not.toMatch(/novel|house|lane/)
})

it('says little of what is no error', () => {
  expect(describeError('The old house')).toBe('a thrown string')
})
