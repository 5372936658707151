import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeText, encodeText, formatAfterWriting, newFileFormat } from './text-format'

describe('decodeText and encodeText', () => {
  it('give back every byte of an untouched file', () => {
    const part = fc.oneof(
      fc.constantFrom('\n', '\r\n', '\r', '\uFEFF', 'some words'),
      fc.string({ unit: 'grapheme' })
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const bytes = Buffer.from(parts.join(''))
        const { text, format } = decodeText(bytes, 'a.txt')
        expect(Buffer.from(encodeText(text, format)).equals(bytes)).toBe(true)
      })
    )
  })

  it('take the byte-order mark out of the text and put it back', () => {
    const bytes = Buffer.from('\uFEFFone\r\ntwo')
    const { text, format } = decodeText(bytes, 'a.txt')
    expect(text).toBe('one\ntwo')
    expect(Buffer.from(encodeText('one\nmore\ntwo', format)).toString()).toBe('\uFEFFone\r\nmore\r\ntwo')
  })

  it('remember the kind of line ends also while the text has none', () => {
    const { format } = decodeText(Buffer.from('one\r\ntwo'), 'a.txt')
    const after = formatAfterWriting('one', format)
    expect(Buffer.from(encodeText('one\ntwo', after)).toString()).toBe('one\r\ntwo')
  })

  it('compare with what was written last in a file of mixed ends', () => {
    const { format } = decodeText(Buffer.from('a\r\nb\nc\n'), 'a.txt')
    const after = formatAfterWriting('a\nnew\nb\nc\n', format)
    expect(Buffer.from(encodeText('new\nb\nc\n', after)).toString()).toBe('new\r\nb\nc\n')
  })

  it('write a new file as plain UTF-8 with line feeds', () => {
    expect(Buffer.from(encodeText('é\n', newFileFormat))).toEqual(Buffer.from([0xc3, 0xa9, 0x0a]))
  })

  it.each([
    ['Latin-1', Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'not-utf8', /UTF-8/],
    ['UTF-16 with its mark', Buffer.from('\uFEFFhello', 'utf16le'), 'not-utf8', /UTF-16/],
    ['UTF-16 without its mark', Buffer.from('hello', 'utf16le'), 'not-text', /not a text file/],
    ['a cut character', Buffer.from([0xf0, 0x9f, 0x98]), 'not-utf8', /UTF-8/]
  ])('refuse %s', (_, bytes, code, message) => {
    expect(() => decodeText(bytes, 'draft.txt')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error
    )
  })
})
