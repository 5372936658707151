import { beforeEach, describe, expect, it } from 'vitest'
import { filled, house, ids, resultOf, setUp, text, token } from '../test-support/fill-scene'

let context: ReturnType<typeof setUp>
beforeEach(() => (context = setUp()))

describe('proposals', () => {
  const propose = async (...texts: string[]) => {
    const { editor, fill, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    editor.selectRanges({ start: 0, end: 0 })
    await settle(({ resolve }) =>
      resolve({
        ...resultOf(),
        alternatives: texts.map((text) => ({
          score: -1,
          regions: [{ text, logProb: -1, cells: text.split(/(?= )/u).map(token) }]
        }))
      })
    )
  }

  it('come back with undo after they were discarded, and go again with redo', async () => {
    const { editor, fill, marked } = context
    await propose('tall mill', 'mill')
    fill.dispatch({ type: 'turn', by: 1 })
    fill.dispatch({ type: 'discard' })
    expect(editor.shown).toBe(text)
    marked.timeline.undo()
    expect(editor.shown).toBe('The mill stood at the end of the lane.')
    marked.timeline.redo()
    expect([fill.state.name, editor.shown]).toEqual(['idle', text])
  })

  it('stay while typing elsewhere is undone and redone', async () => {
    const { editor, fill, marked } = context
    await propose('tall mill')
    editor.type({ offset: text.length, removed: 0, inserted: ' So they said.' })
    marked.timeline.undo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
    marked.timeline.redo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane. So they said.')
    expect(fill.state.name).toBe('proposal')
  })

  it('go with the region that undo takes away, and come back with it', async () => {
    const { editor, fill, marked } = context
    await propose('tall mill')
    marked.timeline.undo()
    expect([fill.state.name, marked.marks.regions]).toEqual(['idle', []])
    marked.timeline.redo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
  })

  it('are accepted word by word, and the rest waits', async () => {
    const { desk, editor, fill, marked } = context
    await propose('tall white mill')
    desk.acceptNextWord()
    expect(editor.text.startsWith('The tall')).toBe(true)
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
    desk.acceptNextWord()
    desk.acceptNextWord()
    expect(editor.text).toBe('The tall white mill stood at the end of the lane.')
    expect([fill.state.name, marked.marks.regions]).toEqual(['idle', []])
    for (let step = 0; step < 3; step++) marked.timeline.undo()
    expect([editor.text, marked.marks.regions]).toEqual([text, [house]])
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
    for (let step = 0; step < 3; step++) marked.timeline.redo()
    expect(editor.text).toBe('The tall white mill stood at the end of the lane.')
    expect(fill.state.name).toBe('idle')
  })

  it('are accepted by the words that are selected in them', async () => {
    const { desk, editor } = context
    await propose('tall white mill')
    editor.words.selected = { region: 0, start: 6, end: 8 }
    desk.acceptWords()
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
    expect(editor.text).toContain('white')
    expect(editor.text).not.toContain('mill')
  })

  it('take another word, which undo takes back', async () => {
    const { desk, editor, marked, settle, fill } = context
    editor.selectRanges(house)
    fill.regenerate()
    const candidates = [
      { text: ' barn', probability: 0.3 },
      { text: ' mill', probability: 0.2 },
      { text: 'ish', probability: 0.1 }
    ]
    const cells = [token('tall'), { kind: 'token' as const, text: ' mill', confidence: 0.2, candidates }]
    await settle(({ resolve }) => resolve(resultOf({ text: 'tall mill', logProb: -1, cells })))
    const [word] = desk.unsureWords
    expect(word).toMatchObject({ text: 'mill', others: [{ text: 'barn', probability: 0.3 }] })
    desk.swap(word!, word!.others[0]!)
    expect(editor.shown).toBe('The tall barn stood at the end of the lane.')
    expect(desk.words[1]!.others).toEqual([{ text: 'mill', probability: 0.2 }])
    marked.timeline.undo()
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
    marked.timeline.redo()
    expect(editor.shown).toBe('The tall barn stood at the end of the lane.')
  })

  it('have the words around one written anew, and nothing else', async () => {
    const { desk, editor, request, settle } = context
    await propose('one two three four five six seven')
    desk.rewriteAround(desk.words[3]!)
    expect(request().text).toBe('The one two three four five six seven stood at the end of the lane.')
    const asked = request().marks.regions.map(({ start, end }) => request().text.slice(start, end).trim())
    expect(asked).toEqual(['two three', 'five six'])
    expect(editor.shown).toBe('The one ··· ··· four ··· ··· seven stood at the end of the lane.')
    await settle(({ resolve }) => resolve(resultOf(filled(' 2 3'), filled(' 5 6'))))
    expect(editor.shown).toBe('The one 2 3 four 5 6 seven stood at the end of the lane.')
    expect(context.fill.state).toMatchObject({ name: 'proposal', chosen: 1 })
  })

  it('have the words that are selected in them written anew', async () => {
    const { desk, editor, fill, request } = context
    await propose('one two three four')
    expect(desk.rewriteSelection()).toBe(false)
    editor.words.selected = { region: 0, start: 5, end: 9 }
    expect(desk.rewriteSelection()).toBe(true)
    const [part] = request().marks.regions
    expect(request().text.slice(part!.start, part!.end).trim()).toBe('two three')
    expect(fill.state.name).toBe('running')
  })

  it('that were stopped keep what was found, and go on from there', async () => {
    const { bridge, editor, fill, request, settle } = context
    editor.selectRanges(house)
    fill.regenerate()
    const preview = [[token('tall'), { kind: 'mask' as const }, { kind: 'mask' as const }]]
    const progress = { networkCalls: 1, plannedCalls: 4, revealed: 1, masks: 3, preview }
    bridge.emit('fill:progress', { requestId: ids[0]!, progress })
    fill.dispatch({ type: 'stop' })
    expect([editor.text, editor.shown]).toEqual([text, 'The tall ··· ··· stood at the end of the lane.'])
    fill.continueFill()
    expect(request().text).toBe('The tall stood at the end of the lane.')
    expect(request().marks.regions).toEqual([{ start: 8, end: 8, words: 2 }])
    await settle(({ resolve }) => resolve(resultOf(filled(' white mill'))))
    expect(editor.shown).toBe('The tall white mill stood at the end of the lane.')
  })

  it('that were stopped leave gaps where nothing was found when they are accepted', () => {
    const { bridge, editor, fill, marked } = context
    editor.selectRanges(house)
    fill.regenerate()
    const preview = [[token('tall'), { kind: 'mask' as const }]]
    const progress = { networkCalls: 1, plannedCalls: 2, revealed: 1, masks: 2, preview }
    bridge.emit('fill:progress', { requestId: ids[0]!, progress })
    fill.dispatch({ type: 'stop' })
    fill.dispatch({ type: 'accept' })
    expect(editor.text).toBe('The tall stood at the end of the lane.')
    expect(marked.marks.regions).toEqual([{ start: 8, end: 8, words: 1 }])
  })

  it('are polished: their words stay but for the least likely, and become a card of their own', async () => {
    const { editor, fill, marked, notes, preferences, request, settle } = context
    marked.toggleLock([{ start: 8, end: 13 }])
    editor.selectRanges(house)
    fill.regenerate()
    const cells = [token('tall '), { kind: 'lock' as const, text: 'house' }]
    await settle(({ resolve }) => resolve(resultOf({ text: 'tall house', logProb: -1, cells })))
    fill.polish()
    expect(request().text).toBe('The tall house stood at the end of the lane.')
    expect(request().marks).toEqual({ regions: [{ start: 4, end: 9 }], locks: [] })
    expect(request().settings).toMatchObject({ strength: 0, polish: 4, alternatives: 1 })
    await settle(({ resolve }) => resolve(resultOf(filled('great '))))
    expect(editor.shown).toBe('The great house stood at the end of the lane.')

    preferences.change({ polish: 2 })
    fill.polish()
    expect(request().settings.polish).toBe(2)
    await settle(({ resolve }) => resolve(resultOf(filled('great '))))
    expect(notes.current?.text).toMatch(/no other words/u)
    expect(fill.state.name === 'proposal' && fill.state.cards.length).toBe(2)
  })

  it('that are being polished stay when that is stopped', async () => {
    const { bridge, editor, fill } = context
    await propose('tall mill')
    fill.polish()
    const progress = {
      networkCalls: 1,
      plannedCalls: 8,
      revealed: 2,
      masks: 2,
      preview: [[token('tall mill')]]
    }
    bridge.emit('fill:progress', { requestId: ids[1]!, progress })
    fill.dispatch({ type: 'stop' })
    expect(editor.shown).toBe('The tall mill stood at the end of the lane.')
    expect(fill.state.name === 'proposal' && fill.state.cards.length).toBe(1)
  })

  it('can be replayed from their record', async () => {
    const { bridge, fill, notes, request, settle } = context
    await propose('tall mill')
    const { requestId: _first, ...first } = request()
    for (const [again, said] of [
      ['tall mill', /^The same words/u],
      ['mill', /^Other words/u]
    ] as const) {
      const replayed = fill.replay()
      const { requestId: _next, ...request } = bridge.requests('fill:run').at(-1)!
      expect(request).toEqual(first)
      await settle(({ resolve }) => resolve(resultOf(filled(again))))
      await replayed
      expect(notes.current?.text).toMatch(said)
    }
  })
})
