import { findFacts, type FactKind } from '../editor/find-facts'
import { sentencesAround } from '../editor/sentences'
import type { App } from './app.svelte'
import type { CardWord } from './card-words'
import type { CommandAction } from './commands.svelte'
import type { FillCommandId } from './fill-commands'
import { presets, type PresetName } from './fill-presets'
import { formatCount } from './word-count'

/** What the commands around proposals do. */
export function fillActions(app: App): Readonly<Record<FillCommandId, CommandAction>> {
  const { fill, desk, preferences, workspace, stumbles } = app
  const always = (run: () => void): CommandAction => ({ enabled: () => true, run })
  const proposes = (): boolean => fill.state.name === 'proposal'
  const turn = (by: 1 | -1): CommandAction => ({
    enabled: () => fill.state.name === 'proposal' && fill.state.cards.length > 1,
    run: () => fill.dispatch({ type: 'turn', by })
  })
  const preset = (name: PresetName) => always(() => preferences.change(presets[name].knob))
  const goToUnsure = (by: 1 | -1): CommandAction => ({
    enabled: () => desk.unsureWords.length > 0,
    run: () => showWord(app, desk.goToUnsure(by))
  })
  const lock = (...kinds: FactKind[]): CommandAction => ({
    enabled: () => app.text.selectedRanges.length > 0 || app.text.spans.regions.length > 0,
    run: () => lockFacts(app, kinds)
  })
  return {
    'rewrite-around-selection': {
      enabled: () => fill.state.name === 'idle' && app.text.selectedRanges.length > 0,
      run: () => rewriteAroundSelection(app)
    },
    'next-alternative': turn(1),
    'previous-alternative': turn(-1),
    'accept-words': { enabled: () => desk.mayAcceptParts, run: () => desk.acceptWords() },
    'accept-next-word': { enabled: () => desk.mayAcceptParts, run: () => desk.acceptNextWord() },
    'continue-fill': { enabled: () => desk.unfinished, run: () => fill.continueFill() },
    'polish-proposal': { enabled: () => proposes() && !desk.unfinished, run: () => fill.polish() },
    'replay-fill': { enabled: () => fill.canReplay, run: () => void fill.replay() },
    'word-alternatives': {
      enabled: () => desk.words.length > 0,
      run: () => showWord(app, desk.currentWord)
    },
    'next-unsure-word': goToUnsure(1),
    'previous-unsure-word': goToUnsure(-1),
    'rewrite-around-word': {
      enabled: () => desk.words.length > 0,
      run: () => {
        const word = desk.currentWord
        if (word) desk.rewriteAround(word)
      }
    },
    'toggle-word-shades': always(() => {
      preferences.change({ shadesWords: !preferences.settings.shadesWords })
      fill.refresh()
    }),
    'toggle-changes': always(() => preferences.change({ showsChanges: !preferences.settings.showsChanges })),
    'show-cards': { enabled: proposes, run: () => (app.cardsShown = !app.cardsShown) },
    'show-stumbles': always(() => {
      if (stumbles.shown) stumbles.end()
      else if (fill.isReady()) void stumbles.show()
    }),
    'end-stumbles': { enabled: () => stumbles.shown, run: () => stumbles.end() },
    'fill-settings': always(() => workspace.toggleBeside('fill-settings')),
    'preset-draft': preset('draft'),
    'preset-balanced': preset('balanced'),
    'preset-fine': preset('fine'),
    'preset-auto': preset('auto'),
    'lock-facts': lock('names', 'numbers', 'quotations'),
    'lock-names': lock('names'),
    'lock-numbers': lock('numbers'),
    'lock-quotations': lock('quotations')
  }
}

/** Opens the list of other words under one. */
function showWord(app: App, word: CardWord | null): void {
  if (!word) {
    app.notes.tell('info', 'Put the caret into a word of the proposal, then ask for other words.')
    return
  }
  app.desk.select(word)
  app.popover = { name: 'word', word, point: app.desk.pointUnder(word), byPointer: false }
}

/** Locks the selection, and fills the sentences that it stands in. */
function rewriteAroundSelection({ fill, text }: App): void {
  if (!fill.isReady()) return
  const kept = text.selectedRanges
  text.lock(kept)
  fill.fillRegions(text.markRegions(kept.map((range) => sentencesAround(text.text, range))))
}

/** Locks what the selection, or else the regions, hold of some kinds. */
function lockFacts({ text, notes }: App, kinds: readonly FactKind[]): void {
  const selected = text.selectedRanges
  const facts = findFacts(text.text, kinds, selected.length > 0 ? selected : text.spans.regions)
  const before = text.spans.locks
  text.lock(facts)
  const fresh = facts.filter(
    (fact) => !before.some(({ start, end }) => start <= fact.start && fact.end <= end)
  )
  notes.tell('info', fresh.length > 0 ? `Locked ${formatCount(fresh.length, 'place')}.` : nothingToLock)
}

const nothingToLock = 'Nothing to lock was found here.'
