import { expect, it } from 'vitest'
import { smartPunctuation } from './smart-punctuation'

/** Types a line key by key. */
function typed(keys: string): string {
  let line = ''
  for (const key of keys) {
    line += key
    const found = smartPunctuation(line)
    if (found) line = line.slice(0, -found.remove) + found.insert
  }
  return line
}

it.each([
  ['"Yes," she said. "It\'s \'fine\'."', '“Yes,” she said. “It’s ‘fine’.”'],
  ['("quoted")', '(“quoted”)'],
  ['*"strong"*', '*“strong”*'],
  ['a -- b', 'a – b'],
  ['a---b', 'a—b'],
  ['well-known', 'well-known'],
  ['wait...', 'wait…'],
  ['wait....', 'wait….'],
  ['---', '---'],
  ['- item', '- item'],
  ['| -- | :--- |', '| -- | :--- |'],
  ['<!-- note', '<!-- note'],
  ['set `x = "a"--` "so"', 'set `x = "a"--` “so”']
])('makes of %s what a typesetter would', (keys, line) => {
  expect(typed(keys)).toBe(line)
})
