import { describe, expect, it } from 'vitest'
import { findSeams } from './seams'

/** `before|core|after`; `~` stands for another canvas. */
function seamsOf(example: string) {
  const [before, core, after] = example.split('|') as [string, string, string]
  return findSeams({
    before: before.replace('~', ''),
    followsCanvas: before.includes('~'),
    core,
    after: after.replace('~', ''),
    precedesCanvas: after.includes('~')
  })
}

describe('the left seam', () => {
  it.each([
    // A space before the gap: the canvas owns it.
    ['old lane. || Nobody', true, 'space'],
    ['~ || x', true, 'space'],
    ['the |old house| was', true, 'space'],
    // Nothing to separate from.
    ['||x', false, 'no-space'],
    ['one.\n\n||\n\n', false, 'no-space'],
    ['one.\r\n||', false, 'no-space'],
    ['“|| he said', false, 'no-space'],
    ['(||)', false, 'no-space'],
    ['he said, "||"', false, 'no-space'],
    ['"||"', false, 'no-space'],
    ['"|old|"', false, 'no-space'],
    // White space that is not one space between words stays in the context.
    ['one.  || two', false, 'no-space'],
    ['\n    ||', false, 'no-space'],
    [' ||', false, 'no-space'],
    ['tab\t||', false, 'no-space'],
    // A word right before a gap: new words keep off, punctuation may follow.
    ['house|| stood', false, 'space-or-punctuation'],
    ['“Go,”|| he', false, 'space-or-punctuation'],
    ['"Go,"|| he', false, 'space-or-punctuation'],
    ['lane.||', false, 'space'],
    ['lane,||', false, 'space'],
    ['~||', false, 'space'],
    ['日本||語', false, 'any'],
    ['and then—||', false, 'any'],
    ['👩||', false, 'any'],
    // Old text that touched its left neighbour.
    ['un|happy| man', false, 'letter'],
    ['house|, which| was', false, 'space-or-punctuation'],
    ['3.|14| m', false, 'no-space'],
    ['(|“old”|)', false, 'no-space']
  ] as const)('of %j', (example, ownsSpace, first) => {
    expect(seamsOf(example)).toMatchObject({ ownsSpace, first })
  })
})

describe('the right seam', () => {
  it.each([
    ['the || stood', false, 'any'],
    ['the ||', false, 'any'],
    ['the || Smiths', false, 'any'],
    // A word follows right away: a space comes in between.
    ['the ||stood', true, 'any'],
    ['the ||“Nobody', true, 'any'],
    ['the ||"Nobody', true, 'any'],
    ['hou||se', true, 'any'],
    ['日本||語', false, 'any'],
    // A sentence or paragraph begins behind whole sentences: they end with one.
    ['lane. || Nobody', false, 'sentence-end'],
    ['lane. ||Nobody', true, 'sentence-end'],
    ['lane. ||', false, 'sentence-end'],
    ['lane.\n\n||\n\nNobody', false, 'sentence-end'],
    ['lane.\r\n||\r\n', false, 'sentence-end'],
    ['“Go.” || “Why?”', false, 'sentence-end'],
    ['|| Nobody', false, 'sentence-end'],
    ['the |old house. It stood there.| Nobody', false, 'sentence-end'],
    ['The |old| Nobody', false, 'any'],
    ['lane. ||~', false, 'any'],
    ['~|| Nobody', false, 'any'],
    ['lane. || nobody', false, 'any'],
    // Punctuation follows: no second one.
    ['the ||.', false, 'no-stop'],
    ['the ||, and', false, 'no-stop'],
    ['“||” he said', false, 'any'],
    ['"||" he said', false, 'any'],
    ['(||) x', false, 'any'],
    ['the ||— and', false, 'any'],
    // The middle of a word, or its genitive.
    ['|un|happy', false, 'letter'],
    ['the ||’s house', false, 'letter'],
    ["the |dog|'s house", false, 'letter'],
    ['|well-|known', true, 'any']
  ] as const)('of %j', (example, addsSpace, last) => {
    expect(seamsOf(example)).toMatchObject({ addsSpace, last })
  })
})

describe('the middle of a sentence', () => {
  it.each([
    ['The || stood', true],
    ['One. || stood', true],
    ['and ||, listening', true],
    ['The ||.', true],
    ['the |old| house', true],
    ['the |old. New| house', false],
    ['lane. || Nobody', false],
    ['the || Smiths', false],
    ['lane. ||', false]
  ])('is seen in %j', (example, midSentence) => {
    expect(seamsOf(example)).toMatchObject({ midSentence })
  })
})
