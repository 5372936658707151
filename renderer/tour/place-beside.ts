import type { PagePoint } from '../editor/editor-port'
import { placeBox } from '../panels/place-on-page'

interface Size {
  readonly width: number
  readonly height: number
}

/** Distance of a card to what it speaks of, in CSS pixels. */
const distance = 12

/** Puts a card below what it speaks of, or above that when it stands in the lower half of the page. All in CSS pixels. */
export function placeBeside(anchor: DOMRectReadOnly, card: Size, page: Size): PagePoint {
  const isLow = (anchor.top + anchor.bottom) / 2 > page.height / 2
  return placeBox(
    {
      x: (anchor.left + anchor.right - card.width) / 2,
      y: isLow ? anchor.top - card.height - distance : anchor.bottom + distance
    },
    card,
    page
  )
}

/** Puts a card into the upper right corner of a place, which it speaks of as a whole. */
export function placeInCorner(place: DOMRectReadOnly, card: Size, page: Size): PagePoint {
  return placeBox({ x: place.right - card.width - distance, y: place.top + distance }, card, page)
}
