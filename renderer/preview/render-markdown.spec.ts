import { expect, it } from 'vitest'
import { renderMarkdown } from './render-markdown'

function html(text: string): string {
  const host = document.createElement('div')
  // The DOM of these tests loses the tag of a first element; Chromium does not (e2e/specs/prose.spec.ts).
  host.append(renderMarkdown(`first\n\n${text}`))
  return host.innerHTML.replace('first', '').trim()
}

it('shows headings, emphasis, lists, quotations and tables', () => {
  expect(html('# A *b*\n\n- c\n\n> d')).toBe(
    '<h1>A <em>b</em></h1>\n<ul>\n<li>c</li>\n</ul>\n<blockquote>\n<p>d</p>\n</blockquote>'
  )
  expect(html('| a |\n| - |\n| b |')).toContain('<td>b</td>')
  expect(html('3. c')).toContain('<ol start="3">')
})

it.each([
  '<script>alert(1)</script>',
  '<img src="https://a.example/x.png" onerror="alert(1)">',
  '![x](https://a.example/x.png)',
  '[x](javascript:alert(1))',
  '[x](https://a.example "t")',
  '<iframe src="https://a.example"></iframe>',
  '<b onclick="alert(1)" style="background:url(https://a.example)">x</b>',
  '<svg><use href="https://a.example"/></svg>'
])('loads nothing, runs nothing and leads nowhere: %s', (text) => {
  const page = renderMarkdown(text)
  expect(page.querySelectorAll('script, img, iframe, svg, style, link, object, embed')).toHaveLength(0)
  for (const element of page.querySelectorAll('*')) {
    const names = [...element.attributes].map(({ name }) => name)
    expect(names.filter((name) => name !== 'title')).toEqual([])
  }
})

it('names a picture and says where a link leads', () => {
  expect(html('![a <b>](c.png)')).toBe('<p><em>[picture: a &lt;b&gt;]</em></p>')
  expect(html('[here](https://a.example)')).toBe('<p><a title="https://a.example">here</a></p>')
})
