import { describe, expect, it } from 'vitest'
import { parseMarks } from './marks'
import { fixedSpan, planFill } from './plan'

/** The cores of a marked text, each with its words. */
function coresOf(source: string) {
  const { document, canvases } = planFill(parseMarks(source))
  return canvases.map(({ start, end, words }) => [document.text.slice(start, end), words])
}

describe('planFill', () => {
  it.each([
    ['a <gap/> b', [['', undefined]]],
    ['a <gap words="12"/> b', [['', 12]]],
    ['a <regen>old text</regen> b', [['old text', undefined]]],
    ['a<regen> old text </regen>b', [['old text', undefined]]],
    ['a <regen>\r\n\r\nold\r\n</regen>b', [['old', undefined]]],
    [
      '<regen>old text <keep>these words</keep> more</regen>',
      [
        ['old text', undefined],
        ['more', undefined]
      ]
    ],
    ['a <regen>  </regen> b', [['', undefined]]],
    [
      '<regen words="9">one two <keep>stay</keep> three</regen>',
      [
        ['one two', 6],
        ['three', 3]
      ]
    ],
    [
      '<regen words="1">one two <keep>stay</keep> three</regen>',
      [
        ['one two', 1],
        ['three', 1]
      ]
    ],
    ['<regen><keep>a</keep> <keep>b</keep> old</regen>', [['old', undefined]]],
    ['<regen words="3"><keep>a</keep> <keep>b</keep></regen>', [['', 3]]],
    [
      'a <gap/><gap/> b',
      [
        ['', undefined],
        ['', undefined]
      ]
    ]
  ])('finds what to write anew in %s', (source, cores) => {
    expect(coresOf(source)).toEqual(cores)
  })

  it('keeps out of locks that reach over the edges of a region', () => {
    const { document, canvases } = planFill({
      text: 'one two three four',
      regions: [{ start: 2, end: 10 }],
      locks: [
        { start: 0, end: 4 },
        { start: 8, end: 18 }
      ]
    })
    expect(canvases.map(({ start, end }) => document.text.slice(start, end))).toEqual(['two'])
  })

  it('cuts the text into fixed text and cores without a rest', () => {
    const plan = planFill(parseMarks('a <regen> old <keep>b</keep> c</regen>d <gap/>\n'))
    const pieces = plan.canvases.flatMap(({ start, end }, index) => [fixedSpan(plan, index), { start, end }])
    pieces.push(fixedSpan(plan, plan.canvases.length))
    expect(pieces.map(({ start, end }) => plan.document.text.slice(start, end))).toEqual([
      'a  ',
      'old',
      ' b ',
      'c',
      'd ',
      '',
      '\n'
    ])
  })

  it('allows line breaks only where there were some', () => {
    const { canvases } = planFill(parseMarks('<regen>a\nb</regen>\n<regen>c</regen>\n<gap/>'))
    expect(canvases.map(({ lineBreaks }) => lineBreaks)).toEqual([true, false, false])
  })

  it('knows when a canvas follows another', () => {
    const { canvases } = planFill(parseMarks('x <gap/> <gap/><gap/>'))
    expect(canvases.map(({ seams }) => [seams.ownsSpace, seams.first])).toEqual([
      [true, 'space'],
      [true, 'space'],
      [false, 'space']
    ])
  })

  it.each([
    ['', 'empty-text'],
    [' \n<gap/>', 'empty-text'],
    ['words', 'no-regions'],
    ['<regen><keep>all of it</keep></regen>', 'no-regions'],
    ['<regen><keep>a</keep> <keep>b</keep></regen>', 'no-regions']
  ])('refuses %j: %s', (source, code) => {
    expect(() => planFill(parseMarks(source))).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    [{ regions: [{ start: 1, end: 9 }], locks: [] }, 'bad-span'],
    [{ regions: [{ start: 2, end: 1 }], locks: [] }, 'bad-span'],
    [
      {
        regions: [
          { start: 0, end: 2 },
          { start: 1, end: 2 }
        ],
        locks: []
      },
      'bad-span'
    ],
    [{ regions: [{ start: 4, end: 4 }], locks: [] }, 'bad-span'],
    [
      {
        regions: [{ start: 0, end: 1 }],
        locks: [
          { start: 0, end: 2 },
          { start: 1, end: 2 }
        ]
      },
      'bad-span'
    ],
    [{ regions: [{ start: 0, end: 1 }], locks: [{ start: 3, end: 9 }] }, 'lock-outside-text']
  ])('refuses %j: %s', (spans, code) => {
    expect(() => planFill({ text: 'abc👩', ...spans })).toThrow(expect.objectContaining({ code }))
  })
})
