import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MarkdownTree } from './markdown-tree'
import { applyChanges } from './text-change'

const always = () => true
function outline({ tree }: MarkdownTree): readonly string[] {
  const nodes: string[] = []
  tree?.iterate({ enter: ({ name, from, to }) => void nodes.push(`${name} ${from}–${to}`) })
  return nodes
}

function readWhole(text: string): MarkdownTree {
  const tree = new MarkdownTree()
  tree.read(() => text, always)
  return tree
}

it('reads in slices what it reads at once', () => {
  const text = '# One\n\nSome *words* and `code`.\n\n'.repeat(50)
  const tree = new MarkdownTree()
  let slices = 0
  while (
    !tree.read(
      () => text,
      () => false
    )
  )
    slices++
  expect(slices).toBeGreaterThan(10)
  expect(outline(tree)).toEqual(outline(readWhole(text)))
})

const piece = fc.constantFrom(
  '# A\n',
  '\n',
  'words ',
  '**b**',
  '`c`',
  '> q\n',
  '- l\n',
  '```\n',
  '[t](u)',
  '*'
)

it('reads an edited text as if it were new, also when the edit comes in the middle of reading', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.array(fc.record({ at: fc.nat(), removed: fc.nat(9), inserted: piece, slices: fc.nat(6) }), {
        maxLength: 6
      }),
      (pieces, edits) => {
        let text = pieces.join('')
        const tree = new MarkdownTree()
        for (const { at, removed, inserted, slices } of edits) {
          let left = slices
          tree.read(
            () => text,
            () => left-- > 0
          )
          const offset = at % (text.length + 1)
          const change = { offset, removed: Math.min(removed, text.length - offset), inserted }
          tree.edit([change])
          text = applyChanges(text, [change])
        }
        tree.read(() => text, always)
        expect(outline(tree)).toEqual(outline(readWhole(text)))
      }
    ),
    { numRuns: 200 }
  )
})
