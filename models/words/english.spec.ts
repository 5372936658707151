import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { english } from './english'
import words from './english.txt?raw'
import { englishWords } from './english-words'

describe('the list of English words', () => {
  it('is what the dictionaries hold', async () => {
    const packages = resolve(import.meta.dirname, '../../node_modules')
    expect(await englishWords(packages, (path) => readFile(path, 'utf8'))).toBe(words)
  })

  it('has the endings of words, and the spelling of both sides of the Atlantic', () => {
    for (const word of [
      'walk',
      'walking',
      'unhappiness',
      'colours',
      'colors',
      'realise',
      'realize',
      'shew'
    ]) {
      expect(english.has(word), word).toBe(true)
    }
    for (const letters of ['pinaient', 'permissi', 'bittish', 'suspiciousantly']) {
      expect(english.has(letters), letters).toBe(false)
    }
    expect(english.begins('permissi')).toBe(true)
    expect(english.begins('pinai')).toBe(false)
  })
})
