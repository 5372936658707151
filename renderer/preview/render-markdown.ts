import DOMPurify from 'dompurify'
import MarkdownIt from 'markdown-it'

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })

/** What a page of prose is made of. Nothing that runs, asks for input, or loads anything. */
const allowedTags = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'ul', 'ol', 'li'],
  ...['em', 'strong', 's', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td']
]

/** A picture is named, not shown: its file may lie anywhere, and nothing is fetched. */
markdown.renderer.rules['image'] = (tokens, index) => {
  const name = tokens[index]?.content ?? ''
  return `<em>[${markdown.utils.escapeHtml(name ? `picture: ${name}` : 'picture')}]</em>`
}

/** A text as its reader will see it. A link only says where it leads: the window never goes anywhere. */
export function renderMarkdown(text: string): DocumentFragment {
  const page = DOMPurify.sanitize(markdown.render(text), {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'start'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true
  })
  for (const link of page.querySelectorAll('a')) {
    link.title = link.getAttribute('href') ?? ''
    link.removeAttribute('href')
  }
  return page
}
