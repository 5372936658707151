import type { App } from './app.svelte'
import { expectedMilliseconds, fillSize, formatExpected, type FillSize } from './expected-time'
import { expectedQuality } from './expected-quality'
import { selectedOrMarked } from './selected-or-marked'

/** The size of what Regenerate would fill; null while the model is not ready. */
export function sizeAtHand({ fill, text, document }: App): FillSize | null {
  if (fill.inference.state !== 'ready') return null
  const { spans, selectedRanges } = text
  return fillSize(
    selectedOrMarked(spans, selectedRanges),
    spans.locks,
    document.characters,
    fill.inference.window
  )
}

/** The time that it would take in so many steps, as it is written; empty while the model is not ready. */
export function expectedTime(app: App, steps: number): string {
  const size = sizeAtHand(app)
  if (size === null || app.fill.inference.state !== 'ready') return ''
  const { alternatives, polish } = app.preferences.settings
  return formatExpected(
    app.fill.pace * expectedMilliseconds(size, { steps, alternatives, polish }, app.fill.inference.timing)
  )
}

/** The quality of that in so many steps, as `expectedQuality` says; null also while the model is not ready. */
export function qualityAtHand(app: App, steps: number): number | null {
  const size = sizeAtHand(app)
  if (size === null || app.fill.inference.state !== 'ready') return null
  return expectedQuality(size, steps, app.fill.inference.stepQuality)
}
