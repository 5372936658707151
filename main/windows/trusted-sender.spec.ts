import { expect, it } from 'vitest'
import { isTrustedSender, mayLoad } from './trusted-sender'

const server = 'http://localhost:5173'

it.each([
  ['app://lacuna/index.html', true, undefined, true],
  ['app://lacuna/index.html', false, undefined, false],
  ['app://lacuna.example/index.html', true, undefined, false],
  ['app://other/index.html', true, undefined, false],
  ['https://lacuna/index.html', true, undefined, false],
  ['file:///app/index.html', true, undefined, false],
  ['about:blank', true, undefined, false],
  ['', true, undefined, false],
  [undefined, true, undefined, false],
  [`${server}/index.html`, true, undefined, false],
  [`${server}/index.html`, true, server, true],
  ['http://localhost:5173.example/', true, server, false],
  ['http://localhost:9999/', true, server, false],
  [`${server}/index.html`, false, server, false]
])('%s (main frame: %s, development server: %s) is trusted: %s', (url, isMainFrame, address, expected) => {
  expect(isTrustedSender({ url, isMainFrame }, address)).toBe(expected)
})

it.each([
  ['app://lacuna/assets/index.js', undefined, true],
  ['data:font/ttf;base64,AAAA', undefined, true],
  ['https://example.org/', undefined, false],
  ['http://localhost:5173/main.ts', undefined, false],
  ['http://localhost:5173/main.ts', server, true],
  ['ws://localhost:5173/', server, true],
  ['ws://example.org/', server, false],
  ['file:///etc/passwd', server, false],
  ['devtools://devtools/bundled/inspector.html', undefined, false],
  ['devtools://devtools/bundled/inspector.html', server, true]
])('%s (development server: %s) may be loaded: %s', (url, address, expected) => {
  expect(mayLoad(url, address)).toBe(expected)
})
