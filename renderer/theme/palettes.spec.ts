import { describe, expect, it } from 'vitest'
import { cssVariables, palettes, schemeOf, type Palette, type ThemeName } from './palettes'

/** Relative luminance and contrast ratio as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

/** A colour as it looks on the page: a tint lets the page through. */
function onPage(colour: string, page: string): string {
  const alpha = colour.length === 9 ? Number.parseInt(colour.slice(7), 16) / 255 : 1
  const channels = [1, 3, 5].map((at) => {
    const [front, back] = [colour, page].map((source) => Number.parseInt(source.slice(at, at + 2), 16))
    return Math.round(front! * alpha + back! * (1 - alpha))
      .toString(16)
      .padStart(2, '0')
  })
  return `#${channels.join('')}`
}

function contrast(first: string, second: string): number {
  const [dark, bright] = [luminance(first), luminance(second)].sort((a, b) => a - b)
  return (bright! + 0.05) / (dark! + 0.05)
}

const text: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ['ink', 'page'],
  ['ink', 'surface'],
  ['ink', 'hover'],
  ['ink', 'region'],
  ['ink', 'lock'],
  ['ink', 'selection'],
  ['muted', 'page'],
  ['muted', 'surface'],
  ['muted', 'hover'],
  ['dim', 'page'],
  ['accent', 'page'],
  ['accent', 'surface'],
  ['accent', 'region'],
  ['onAccent', 'accent'],
  ['lockInk', 'lock'],
  ['alert', 'page'],
  ['alert', 'surface']
]
const graphics: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ['edge', 'page'],
  ['edge', 'surface'],
  ['fading', 'page'],
  ['fading', 'region'],
  ['lockInk', 'page']
]

const names = Object.keys(palettes) as ThemeName[]

describe.each(names)('the %s palette', (name) => {
  const palette: Palette = palettes[name]

  it.each(text)('has readable %s on %s', (front, back) => {
    expect(contrast(palette[front], onPage(palette[back], palette.page))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(graphics)('has discernible %s on %s', (front, back) => {
    expect(contrast(palette[front], onPage(palette[back], palette.page))).toBeGreaterThanOrEqual(3)
  })

  it('becomes custom properties', () => {
    expect(cssVariables(palette)).toMatchObject({ '--page': palette.page, '--on-accent': palette.onAccent })
  })
})

describe.each(names.filter((name) => name.startsWith('contrast')))('the %s palette', (name) => {
  const palette: Palette = palettes[name]

  it.each(text)('has %s on %s that the enhanced level of contrast asks for', (front, back) => {
    expect(contrast(palette[front], onPage(palette[back], palette.page))).toBeGreaterThanOrEqual(7)
  })
})

it.each(names)('draws what Chromium draws as light or dark as the page of %s', (name) => {
  const bright = luminance(palettes[name].page) > 0.5
  expect(schemeOf(name)).toBe(bright ? 'light' : 'dark')
})
