import { describe, expect, it } from 'vitest'
import affixes from '../../node_modules/dictionary-en/index.aff?raw'
import words from '../../node_modules/dictionary-en/index.dic?raw'
import britishAffixes from '../../node_modules/dictionary-en-gb/index.aff?raw'
import britishWords from '../../node_modules/dictionary-en-gb/index.dic?raw'
import { openDictionary } from './dictionary'

const american = openDictionary(affixes, words)
const british = openDictionary(britishAffixes, britishWords)

describe('the dictionaries', () => {
  it.each(['house', 'houses', "don't", 'don’t', 'Marta’s', 'I', 'running', 'naïve', 'café'])(
    'know %s',
    (word) => {
      expect([american.isRight(word), british.isRight(word)]).toEqual([true, true])
    }
  )

  it.each(['hosue', 'teh', 'recieve'])('do not know %s', (word) => {
    expect([american.isRight(word), british.isRight(word)]).toEqual([false, false])
  })

  it('tell American from British', () => {
    expect([american.isRight('color'), american.isRight('colour')]).toEqual([true, false])
    expect([british.isRight('color'), british.isRight('colour')]).toEqual([false, true])
  })

  it('suggest what is meant, with the apostrophe of the text', () => {
    expect(american.suggest('recieve')[0]).toBe('receive')
    expect(american.suggest('dosn’t')).toContain('doesn’t')
    expect(american.suggest('hosue').length).toBeLessThanOrEqual(6)
  })
})
