import { expect, it } from 'vitest'
import { resolveTheme } from './apply-theme'

it.each([
  ['system', false, false, 'light'],
  ['system', true, false, 'dark'],
  ['system', false, true, 'contrast-light'],
  ['system', true, true, 'contrast-dark'],
  ['contrast', false, false, 'contrast-light'],
  ['contrast', true, false, 'contrast-dark'],
  ['sepia', true, true, 'sepia'],
  ['light', true, true, 'light']
] as const)('takes %s (dark: %s, more contrast: %s) for %s', (setting, dark, contrast, theme) => {
  expect(resolveTheme(setting, { dark, contrast })).toBe(theme)
})
