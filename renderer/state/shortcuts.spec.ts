import { describe, expect, it } from 'vitest'
import { ariaShortcut, formatShortcut, matchesShortcut, type KeyPress, type Shortcut } from './shortcuts'

const press = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  ...change
})
const palette: Shortcut = { mod: true, shift: true, key: 'p' }
const next: Shortcut = { alt: true, code: 'BracketRight' }

describe('shortcuts', () => {
  it('takes Command on macOS and Control elsewhere', () => {
    const control = press({ key: 'P', ctrlKey: true, shiftKey: true })
    const command = press({ key: 'P', metaKey: true, shiftKey: true })
    expect(matchesShortcut(control, palette, 'linux')).toBe(true)
    expect(matchesShortcut(command, palette, 'darwin')).toBe(true)
    expect(matchesShortcut(control, palette, 'darwin')).toBe(false)
    expect(matchesShortcut(command, palette, 'win32')).toBe(false)
  })

  it('wants exactly its modifiers', () => {
    expect(matchesShortcut(press({ key: 'p', ctrlKey: true }), palette, 'linux')).toBe(false)
    expect(matchesShortcut(press({ key: 'Escape' }), { key: 'escape' }, 'linux')).toBe(true)
    expect(matchesShortcut(press({ key: 'Escape', shiftKey: true }), { key: 'escape' }, 'linux')).toBe(false)
  })

  it('goes by the place of the key where the layout would change the character', () => {
    expect(matchesShortcut(press({ key: '‘', code: 'BracketRight', altKey: true }), next, 'darwin')).toBe(
      true
    )
  })

  it('leaves keys to an input method that composes', () => {
    expect(matchesShortcut(press({ key: 'Escape', isComposing: true }), { key: 'escape' }, 'linux')).toBe(
      false
    )
  })

  it('is written as on the keys', () => {
    expect([formatShortcut(palette, 'linux'), formatShortcut(palette, 'darwin')]).toEqual([
      'Ctrl+Shift+P',
      '⇧⌘P'
    ])
    expect([formatShortcut(next, 'linux'), formatShortcut(next, 'darwin')]).toEqual(['Alt+]', '⌥]'])
    expect(ariaShortcut({ mod: true, key: 'enter' }, 'linux')).toBe('Control+Enter')
    expect(ariaShortcut(palette, 'darwin')).toBe('Meta+Shift+P')
  })
})
