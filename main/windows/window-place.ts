import { z } from 'zod'

const boundsSchema = z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })

/** Where the window stood and how large it was, in device-independent pixels. */
export const windowPlaceSchema = z.strictObject({ bounds: boundsSchema, maximized: z.boolean() })
export type WindowPlace = z.infer<typeof windowPlaceSchema>
type Bounds = z.infer<typeof boundsSchema>

/** So much of the window must lie on a screen that it can be seen and moved. */
const visible = { width: 120, height: 40 }

/** The remembered bounds where a screen still shows them; null where none does, because it was unplugged. */
export function boundsOnScreens(place: WindowPlace | null, screens: readonly Bounds[]): Bounds | null {
  if (place === null) return null
  const { bounds } = place
  const isSeen = screens.some((screen) => {
    const width = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x)
    const top = bounds.y >= screen.y && bounds.y + visible.height <= screen.y + screen.height
    return width >= visible.width && top
  })
  return isSeen ? bounds : null
}
