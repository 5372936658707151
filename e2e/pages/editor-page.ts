import { expect, type Locator, type Page } from '@playwright/test'
import type { LacunaApp } from '../runner/lacuna-app'

const modifier = process.platform === 'darwin' ? 'Meta' : 'Control'

/** The one window of the app: its text, its bars, and what a writer does with them. */
export class EditorPage {
  readonly page: Page
  /** The name of the document; says ", edited" while there are unsaved changes. */
  readonly heading: Locator
  /** The lines of the text that are in view. */
  readonly lines: Locator
  /** Regions, gaps and locks, one item each, in the order of the text. */
  readonly marks: Locator
  /** The state of the model. */
  readonly status: Locator
  readonly note: Locator
  readonly alert: Locator
  /** Stands while a fill runs. */
  readonly progress: Locator
  /** Stands when a fill is done, until it is accepted or discarded. */
  readonly proposal: Locator
  /** All proposals beside the text, the oldest first. */
  readonly cards: Locator
  /** Words of the proposal that the model was not sure of. */
  readonly unsureWords: Locator
  /** What the model proposes, one item a region. */
  readonly proposedTexts: Locator
  /** Fills that were run, the newest first, while the history is shown. */
  readonly historyRuns: Locator
  /** What the fill that is chosen there offered, and what stood there before it. */
  readonly historyTexts: Locator
  readonly steps: Locator
  readonly seed: Locator
  readonly newSeedEachTime: Locator

  constructor(private readonly app: LacunaApp) {
    const { page } = app
    this.page = page
    this.heading = page.getByRole('heading', { level: 1 })
    this.lines = page.locator('.view-lines')
    this.marks = page.getByRole('list', { name: 'Regions and locks' }).getByRole('listitem')
    this.status = page.getByRole('status', { name: 'Status' })
    this.note = page.getByRole('status', { name: 'Note' })
    this.alert = page.getByRole('contentinfo').getByRole('alert')
    this.progress = page.getByRole('progressbar', { name: 'Filling' })
    this.proposal = page.getByRole('region', { name: 'Proposal', exact: true })
    this.cards = page.getByRole('region', { name: 'Proposals' }).getByRole('button')
    this.unsureWords = page.getByRole('list', { name: 'Unsure words' }).getByRole('listitem')
    this.proposedTexts = page.getByRole('list', { name: 'Proposed text' }).getByRole('listitem')
    this.historyRuns = page.getByRole('list', { name: 'Fills, the newest first' }).getByRole('button')
    this.historyTexts = page.getByRole('list', { name: 'Texts of this fill' }).getByRole('listitem')
    this.steps = page.getByRole('slider', { name: 'Steps' })
    this.seed = page.getByRole('textbox', { name: 'Seed', exact: true })
    this.newSeedEachTime = page.getByRole('checkbox', { name: 'New seed each time' })
  }

  /** A button anywhere on the page, by its whole name. */
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Resolves when the first document stands in the editor. */
  async ready(): Promise<this> {
    await this.heading.waitFor()
    await this.lines.first().waitFor()
    return this
  }

  /** Resolves when the model can fill: the first time on a machine, its graph is built before. */
  async modelReady(): Promise<void> {
    await expect(this.status).toContainText('Ready', { timeout: 300_000 })
  }

  /** Puts the focus into the text, where the caret was. */
  async focusText(): Promise<void> {
    await this.page.evaluate(() => {
      const input = document.querySelector<HTMLElement>('.native-edit-context, textarea.inputarea')
      if (input === null) throw new Error('the editor has no input')
      input.focus()
    })
  }

  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys.replace('Mod', modifier))
  }

  /** Replaces the whole document, as pasting over everything would. */
  async write(text: string): Promise<void> {
    await this.focusText()
    await this.press('Mod+a')
    await this.page.keyboard.insertText(text)
  }

  /** The whole document as the writer would copy it; the selection ends up at the end of the text. */
  async text(): Promise<string> {
    await this.focusText()
    await this.press('Mod+a')
    await this.app.electron.evaluate(({ clipboard }) => clipboard.clear())
    await this.press('Mod+c')
    const copied = await this.app.electron.evaluate(({ clipboard }) => clipboard.readText())
    await this.press('Mod+End')
    return copied
  }

  /** Selects the first place from the top where `words` stand, through the search box. */
  async select(words: string): Promise<void> {
    await this.focusText()
    await this.press('Mod+Home')
    await this.press('Mod+f')
    const search = this.page.locator('.find-widget.visible textarea').first()
    // The box remembers the last search; only a change of it looks for a match.
    await search.fill('')
    await search.fill(words)
    await this.page
      .locator('.find-widget .matchesCount')
      .filter({ hasText: /\d+ of \d+/ })
      .waitFor()
    await search.press('Escape')
  }

  /** Leaves no word selected: the caret goes to the start of the text. */
  async deselect(): Promise<void> {
    await this.focusText()
    await this.press('Mod+Home')
  }

  /** Makes `words` a region that the model may rewrite. */
  async markRegion(words: string): Promise<void> {
    await this.select(words)
    await this.press('Mod+Shift+m')
  }

  /** Locks `words`, or unlocks them when they are locked. */
  async toggleLock(words: string): Promise<void> {
    await this.select(words)
    await this.button('Lock').click()
  }

  /** Inserts a gap where the caret is: of about so many words, or null for a length of the model's choice. */
  async insertGap(words: number | null): Promise<void> {
    await this.button('Insert gap').click()
    const dialog = this.page.getByRole('dialog', { name: 'Insert gap' })
    if (words === null) await dialog.getByRole('radio', { name: 'Automatic' }).check()
    else await dialog.getByRole('spinbutton', { name: 'Number of words' }).fill(String(words))
    await dialog.getByRole('button', { name: 'Insert', exact: true }).click()
  }

  /** Moves the slider to a number of steps that is one of its stops (1, 2, 4 … 128). */
  async setSteps(steps: number): Promise<void> {
    await this.inFillSettings(() => this.steps.fill(String(Math.log2(steps))))
  }

  /** Fixes the seed, so that the same text is filled in the same way. */
  async fixSeed(seed: number): Promise<void> {
    await this.inFillSettings(async () => {
      await this.newSeedEachTime.uncheck()
      await this.seed.fill(String(seed))
    })
  }

  /** How many proposals one fill makes. */
  async setAlternatives(count: number): Promise<void> {
    await this.inFillSettings(() =>
      this.page.getByRole('slider', { name: 'Proposals at once' }).fill(String(count))
    )
  }

  /** Opens the fill settings, does something there, and closes them. */
  async inFillSettings(act: () => Promise<void>): Promise<void> {
    await this.page.getByRole('button', { name: /^Fill settings/ }).click()
    await this.steps.waitFor()
    await act()
    await this.steps.press('Escape')
    await this.steps.waitFor({ state: 'hidden' })
  }

  /** Runs a command from the palette, as a writer who does not know its shortcut. */
  async command(title: string): Promise<void> {
    await this.focusText()
    await this.press('F1')
    await this.page.getByRole('combobox', { name: 'Command' }).fill(title)
    await this.page.getByRole('option', { name: title }).first().click()
  }
}
