import type { Page } from '@playwright/test'

/** What a page is watched for: the first words of a fill, or that nothing is being filled any more. */
export type Awaited = 'first words' | 'stopped'

/** Milliseconds since 1970; 0 for what has not come yet. */
export interface PageTimes {
  readonly pressed: number
  readonly shown: number
}

/**
 * Lets the page note when a key is pressed next, and when it shows what is awaited. Playwright's own waits look only twice a second after a
 * while.
 */
export async function watchFor(page: Page, awaited: Awaited, awaitedKey: string): Promise<void> {
  await page.evaluate(
    ({ awaited, awaitedKey }) => {
      const noted = { pressed: 0, shown: 0 }
      Reflect.set(window, 'timesNoted', noted)
      const now = () => performance.timeOrigin + performance.now()
      let began = false
      const isShown = (): boolean => {
        const progress = document.querySelector('[role="progressbar"][aria-label="Filling"]')
        if (awaited === 'first words') return /step [1-9]/.test(progress?.parentElement?.textContent ?? '')
        began ||= progress !== null
        return began && progress === null
      }
      // The page may show it before the listener below hears of the key.
      const observer = new MutationObserver(() => {
        if (!isShown()) return
        noted.shown = now()
        observer.disconnect()
      })
      observer.observe(document.body, { childList: true, subtree: true, characterData: true })
      const press = ({ key, timeStamp }: KeyboardEvent) => {
        if (key !== awaitedKey) return
        noted.pressed = performance.timeOrigin + timeStamp
        window.removeEventListener('keydown', press, { capture: true })
      }
      window.addEventListener('keydown', press, { capture: true })
    },
    { awaited, awaitedKey }
  )
}

/** What the page has noted since `watchFor`. */
export const timesNoted = (page: Page): Promise<PageTimes> =>
  page.evaluate(() => Reflect.get(window, 'timesNoted') as PageTimes)

/** As `timesNoted`, when both have come. */
export async function awaitTimes(page: Page): Promise<PageTimes> {
  await page.waitForFunction(() => (Reflect.get(window, 'timesNoted') as PageTimes).shown > 0, null, {
    polling: 50
  })
  return timesNoted(page)
}
