import { expect, it, vi } from 'vitest'
import { FakeBridge, testDocument } from '../test-support/fake-bridge'
import { FakeEditor } from '../test-support/fake-editor'
import { callThrough } from './bridge'
import { MarkedText } from './marked-text.svelte'
import { Notes } from './notes.svelte'
import { Spelling } from './spelling.svelte'

function setUp() {
  const editor = new FakeEditor()
  const text = new MarkedText(editor)
  const { marks } = testDocument('')
  text.open('Teh house of Ines. Wrod here, NATO.', marks)
  const own: string[] = []
  const bridge = new FakeBridge({
    'words:list': () => [...own],
    'words:add': ({ word }) => {
      own.push(word)
      return [...own]
    }
  })
  const misspelled = vi.fn(async (words: readonly string[]) =>
    words.filter((word) => !['house', 'of', 'here'].includes(word))
  )
  const checker = { misspelled, suggest: vi.fn(async () => ['The']), dispose: vi.fn() }
  const createSpellChecker = vi.fn(() => checker)
  const call = callThrough(bridge)
  const spelling = new Spelling({ call, text, notes: new Notes(), createSpellChecker })
  const words = [...editor.text.matchAll(/\w+/gu)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length
  }))
  const shown = () => editor.prose.misspelled.map(({ start, end }) => editor.text.slice(start, end))
  return { editor, text, spelling, checker, createSpellChecker, words, shown }
}

it('underlines wrong words in view, but not names in capitals, marks, and the word that is typed', async () => {
  const { editor, text, spelling, words, shown } = setUp()
  editor.prose.showWords(words)
  expect(shown()).toEqual([])
  spelling.use('american')
  editor.prose.showWords(words)
  await vi.waitFor(() => expect(shown()).toEqual(['Teh', 'Ines', 'Wrod']))
  text.toggleLock([{ start: 13, end: 17 }])
  editor.selectRanges({ start: 23, end: 23 })
  editor.prose.showWords(words)
  await vi.waitFor(() => expect(shown()).toEqual(['Teh']))
})

it('asks about each word once, and forgets all with another English', async () => {
  const { editor, spelling, checker, createSpellChecker, words, shown } = setUp()
  spelling.use('american')
  editor.prose.showWords(words)
  await vi.waitFor(() => expect(shown()).toHaveLength(3))
  editor.prose.showWords(words)
  expect(checker.misspelled).toHaveBeenCalledOnce()
  spelling.use('british')
  expect(createSpellChecker.mock.calls).toEqual([['american'], ['british']])
  editor.prose.showWords(words)
  await vi.waitFor(() => expect(checker.misspelled).toHaveBeenCalledTimes(2))
  spelling.use('off')
  expect(shown()).toEqual([])
  expect(checker.dispose).toHaveBeenCalledTimes(2)
})

it('takes a word into the personal dictionary', async () => {
  const { editor, spelling, words, shown } = setUp()
  spelling.use('american')
  editor.prose.showWords(words)
  await vi.waitFor(() => expect(shown()).toContain('Ines'))
  spelling.add('Ines')
  await vi.waitFor(() => expect(shown()).toEqual(['Teh', 'Wrod']))
})

it('goes to the next wrong word and puts another in its place', async () => {
  const { editor, spelling, words, shown } = setUp()
  spelling.use('american')
  editor.prose.showWords(words)
  await vi.waitFor(() => expect(shown()).toHaveLength(3))
  editor.selectRanges({ start: 4, end: 4 })
  expect(spelling.next()).toBe(true)
  expect(editor.selected).toEqual([{ text: 'Ines', start: 13, end: 17 }])
  editor.prose.atCaret = { text: 'Teh', start: 0, end: 3 }
  const word = spelling.atCaret()!
  expect(await spelling.suggest(word.text)).toEqual(['The'])
  spelling.replace(word, 'The')
  expect(editor.prose.replaced).toEqual([[word, 'The']])
})
