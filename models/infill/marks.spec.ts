import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMarks, parseMarks } from './marks'
import { arbitraryDocument } from '../test-support/arbitrary-document'

describe('parseMarks', () => {
  it('reads gaps, regions and locks', () => {
    expect(
      parseMarks('a <gap/> b <gap words="12"/> c <regen>old <keep>stay</keep> new</regen> <keep>d</keep>')
    ).toEqual({
      text: 'a  b  c old stay new d',
      regions: [
        { start: 2, end: 2 },
        { start: 5, end: 5, words: 12 },
        { start: 8, end: 20 }
      ],
      locks: [
        { start: 12, end: 16 },
        { start: 21, end: 22 }
      ]
    })
  })

  it.each([
    ['a < b <i>and</i> <gapped/> <Gap/> <keeper> </p> <regent>', 'other tags'],
    ['AT&amp;T &amp; &gt; &nbsp;', 'entities'],
    ['a <', 'a lone less-than sign']
  ])('leaves %s as it is (%s)', (text) => {
    expect(parseMarks(text)).toEqual({ text, regions: [], locks: [] })
  })

  it('unescapes &lt; and one level of &amp;lt;', () => {
    expect(parseMarks('&lt;gap/> &amp;lt; &amp;amp;lt;').text).toBe('<gap/> &lt; &amp;lt;')
  })

  it('takes words on a region and treats an empty region as a gap', () => {
    expect(parseMarks('<regen words="3">x</regen><regen></regen>').regions).toEqual([
      { start: 0, end: 1, words: 3 },
      { start: 1, end: 1 }
    ])
  })

  it.each([
    ['one\r\ntwo <regen>three', 'Line 2, column 5: <regen> is never closed'],
    ['👩 <keep>x', 'Line 1, column 3: <keep> is never closed'],
    ['<regen>a <regen>b</regen></regen>', 'Line 1, column 10: A <regen> cannot stand inside another'],
    ['<regen>a <gap/></regen>', 'A <gap/> cannot stand inside <regen>'],
    ['<keep>a <gap/></keep>', 'A <gap/> cannot stand inside <keep>'],
    ['<keep>a <regen>b</regen></keep>', 'A <regen> cannot stand inside <keep>'],
    ['<keep>a <keep>b</keep></keep>', 'A <keep> cannot stand inside another'],
    ['<regen>a <keep>b</regen></keep>', '</regen> comes before the </keep>'],
    ['a</regen>', 'There is no <regen>'],
    ['a</keep>', 'There is no <keep>'],
    ['a<gap>b', 'A gap is written <gap/>'],
    ['a</gap>b', 'A gap is written <gap/>'],
    ['a<keep/>b', '<keep> goes around text'],
    ['a<regen/>b', '<regen> goes around text'],
    ['a<gap', '<gap is not a whole mark'],
    ['a<gap words=12/>', '<gap is not a whole mark'],
    ['a<gap length="12"/>', '<gap> has no attribute length'],
    ['a<keep words="1">b</keep>', '<keep> has no attribute words'],
    ['a<gap words="0"/>', 'words="0" is not a whole number from 1 to 400'],
    ['a<gap words="1.5"/>', 'words="1.5" is not a whole number'],
    ['a<gap words=""/>', 'words="" is not a whole number'],
    ['a<gap words="1" words="2"/>', '<gap> gives words twice'],
    ['<regen>a</regen words="2">', 'A closing mark is just </regen>']
  ])('refuses %s', (source, message) => {
    expect(() => parseMarks(source)).toThrow(
      expect.objectContaining({ code: 'bad-mark', message: expect.stringContaining(message) as unknown })
    )
  })

  it('refuses a lock around nothing', () => {
    expect(() => parseMarks('a <keep></keep> b')).toThrow(
      expect.objectContaining({ code: 'lock-outside-text' })
    )
  })
})

describe('formatMarks', () => {
  it('writes what parseMarks reads back, for any text', () => {
    fc.assert(
      fc.property(arbitraryDocument(), (document) => {
        expect(parseMarks(formatMarks(document))).toEqual(document)
      }),
      { numRuns: 1000 }
    )
  })

  it('splits a lock at the edges of regions', () => {
    const document = {
      text: 'abcdef',
      regions: [
        { start: 1, end: 1 },
        { start: 2, end: 4 }
      ],
      locks: [{ start: 0, end: 5 }]
    }
    expect(formatMarks(document)).toBe(
      '<keep>a</keep><gap/><keep>b</keep><regen><keep>cd</keep></regen><keep>e</keep>f'
    )
  })
})
