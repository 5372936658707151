import type { PagePoint } from '../editor/editor-port'

/** Least distance to the edges of the window in CSS pixels. */
const margin = 8

/** Keeps a box of a size that hangs from `point` inside a window. All in CSS pixels. */
export function placeBox(
  point: PagePoint,
  box: { readonly width: number; readonly height: number },
  page: { readonly width: number; readonly height: number }
): PagePoint {
  const inside = (wanted: number, size: number, room: number) =>
    Math.max(margin, Math.min(wanted, room - size - margin))
  return { x: inside(point.x, box.width, page.width), y: inside(point.y, box.height, page.height) }
}

/** Svelte action: puts a fixed element at a point of the page, whole inside the window. */
export function placeOnPage(element: HTMLElement, point: PagePoint): void {
  const page = { width: window.innerWidth, height: window.innerHeight }
  const { x, y } = placeBox(point, element.getBoundingClientRect(), page)
  element.style.left = `${x}px`
  element.style.top = `${y}px`
}
