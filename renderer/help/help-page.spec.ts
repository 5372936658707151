import { expect, it } from 'vitest'
import { commandList } from '../state/command-list'
import { stepTexts } from '../tour/tour-steps'
import { helpSections } from './help-page'
import { partsOf, withShortcuts } from './with-shortcuts'

it('has a section for each thing that a newcomer does, with its shortcuts', () => {
  const sections = helpSections((id) => `<${id}>`)
  expect(sections.map(({ title }) => title)).toEqual([
    'Fill a gap',
    'Rewrite a sentence, but keep some words',
    'Compare proposals',
    'Swap a word',
    'Undo',
    'Save',
    'How much care a fill takes',
    'History and authorship',
    'Commands'
  ])
  expect(sections[4]?.page.querySelector('code')?.textContent).toBe('<undo>')
})

it('shows pictures that are there, each with words for those who do not see it', () => {
  const shown = helpSections(() => '').flatMap(({ page }) => [...page.querySelectorAll('img')])
  expect(shown).toHaveLength(6)
  expect(shown.filter(({ src, alt }) => !src.includes('.png') || alt.length < 20)).toEqual([])
})

it('writes shortcuts in the place of commands, and knows no others', () => {
  expect(withShortcuts('Press {undo}.', (id) => id.toUpperCase())).toBe('Press UNDO.')
  expect(() => partsOf('{teleport}')).toThrow('teleport')
  for (const { text } of Object.values(stepTexts))
    for (const part of partsOf(text))
      if ('command' in part) expect(commandList.map(({ id }) => id)).toContain(part.command)
})
