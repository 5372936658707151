import DOMPurify from 'dompurify'
import MarkdownIt from 'markdown-it'
import text from '../../resources/help/help.md?raw'
import type { CommandId } from '../state/command-list'
import { withShortcuts } from './with-shortcuts'

/** Addresses of the pictures by their path: they come with the page. */
const pictures = import.meta.glob<string>('../../resources/help/*.png', {
  query: '?url',
  import: 'default',
  eager: true
})

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })

/** A picture is a button that shows it in its full size. */
markdown.renderer.rules['image'] = (tokens, index) => {
  const token = tokens[index]
  const address = pictures[`../../resources/help/${token?.attrGet('src') ?? ''}`]
  if (address === undefined) throw new Error(`The help has no picture ${token?.attrGet('src') ?? ''}.`)
  const alt = markdown.utils.escapeHtml(token?.content ?? '')
  return `<button type="button" title="Show it larger"><img src="${address}" alt="${alt}"></button>`
}

/** One section of the help. */
export interface HelpSection {
  readonly title: string
  readonly page: DocumentFragment
}

/** The sections of the help; `shortcut` writes the shortcut of a command. */
export function helpSections(shortcut: (id: CommandId) => string): readonly HelpSection[] {
  return withShortcuts(text, (id) => `\`${shortcut(id)}\``)
    .split(/^## /mu)
    .filter((section) => section.trim() !== '')
    .map((section) => {
      const end = section.indexOf('\n')
      return { title: section.slice(0, end).trim(), page: pageOf(section.slice(end)) }
    })
}

function pageOf(section: string): DocumentFragment {
  return DOMPurify.sanitize(markdown.render(section), {
    ALLOWED_TAGS: ['p', 'em', 'strong', 'code', 'ul', 'ol', 'li', 'button', 'img'],
    ALLOWED_ATTR: ['src', 'alt', 'title', 'type'],
    // The only addresses are those of the pictures, wherever the page comes from.
    ALLOWED_URI_REGEXP: /^/u,
    RETURN_DOM_FRAGMENT: true
  })
}
