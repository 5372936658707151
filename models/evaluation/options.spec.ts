import { expect, it } from 'vitest'
import { defaultFillSettings } from '../infill/settings'
import { parseOptions } from './options'

it('reads what is to be measured, with the defaults of the app', () => {
  const options = parseOptions(['fills', '--corpus', 'texts', '--top-p', '.8', '--passages', '6'])
  expect(options).toMatchObject({ reports: ['fills'], corpus: 'texts', split: 'test', passages: 6, seed: 0 })
  expect(options?.settings).toEqual({ ...defaultFillSettings, topP: 0.8 })
})

it('makes all reports but the search for better ways when none is named', () => {
  const reports = parseOptions(['--corpus', 'texts'])?.reports
  expect(reports).toEqual(['fills', 'lengths', 'steps', 'samples'])
})

it.each([[[]], [['--corpus', 'x', '--passages', '1.5']], [['nonsense', '--corpus', 'x']]])(
  'says what is wrong with %j',
  (args) => {
    expect(() => parseOptions(args)).toThrow(RangeError)
  }
)
