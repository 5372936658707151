import type { LacunaBridge } from '../../main/ipc/contract'
import type { EditorPort, PagePoint } from '../editor/editor-port'
import { isLocked } from '../editor/spans'
import type { PreviewRange } from '../editor/word-port'
import { resolveTheme, type SystemTheme } from '../theme/apply-theme'
import { schemeOf, type ThemeName } from '../theme/palettes'
import { Tour } from '../tour/tour.svelte'
import { Announcer } from './announcer.svelte'
import { AuthorClip } from './author-clip'
import { callThrough, messageOf, RequestError, type Call } from './bridge'
import type { CommandId } from './command-list'
import type { Misspelled } from './context-menu'
import { Commands, type CommandAction } from './commands.svelte'
import { DocumentSession } from './document-session.svelte'
import { diskActions } from './disk-commands'
import { fillActions } from './fill-actions'
import { historyActions } from './history-commands'
import { HistoryDesk } from './history-desk.svelte'
import { HistoryKeeper } from './history-keeper'
import { FillController } from './fill-controller.svelte'
import { MarkedText } from './marked-text.svelte'
import { Notes } from './notes.svelte'
import { Preferences } from './preferences.svelte'
import { ReadingAhead } from './reading-ahead'
import type { Popover } from './popover'
import { ProposalDesk } from './proposal-desk.svelte'
import { proseActions } from './prose-actions'
import { SpeedDesk } from './speed-desk.svelte'
import { StumbleView } from './stumble-view.svelte'
import { RecentFiles } from './recent-files.svelte'
import { Spelling } from './spelling.svelte'
import type { Surroundings } from './surroundings'
import { formatCount } from './word-count'
import { Workspace } from './workspace.svelte'

/** The state of the program behind its page. */
export class App {
  readonly notes = new Notes()
  readonly announcer: Announcer
  readonly preferences: Preferences
  readonly text: MarkedText
  readonly document: DocumentSession
  readonly fill: FillController
  readonly desk: ProposalDesk
  readonly history: HistoryDesk
  readonly clip: AuthorClip
  readonly stumbles: StumbleView
  readonly speed: SpeedDesk
  readonly ahead: ReadingAhead
  readonly tour: Tour
  readonly commands: Commands
  popover = $state.raw<Popover | null>(null)
  marksShown = $state(false)
  /** Proposals are shown beside the text where there is room. */
  cardsShown = $state(true)
  system = $state.raw<SystemTheme>({ dark: false, contrast: false })
  readonly workspace: Workspace
  readonly recent: RecentFiles
  readonly spelling: Spelling
  readonly #bridge: LacunaBridge
  readonly #call: Call
  /** The sample that the tour was given on. */
  #sampleId: string | null = null

  constructor(
    readonly editor: EditorPort,
    { bridge, now, time, newId, randomSeed, createSpellChecker }: Surroundings
  ) {
    const call = callThrough(bridge)
    this.#bridge = bridge
    this.#call = call
    this.announcer = new Announcer(now)
    this.preferences = new Preferences(call, this.notes, randomSeed)
    this.text = new MarkedText(editor)
    this.clip = new AuthorClip(this.text)
    this.workspace = new Workspace(editor)
    this.recent = new RecentFiles(call, this.notes)
    this.spelling = new Spelling({ call, text: this.text, notes: this.notes, createSpellChecker })
    this.document = new DocumentSession(call, this.text, this.notes)
    this.fill = new FillController({
      call,
      text: this.text,
      preferences: this.preferences,
      notes: this.notes,
      announcer: this.announcer,
      history: new HistoryKeeper(this.text, time, () => this.document.keepHistory()),
      newId
    })
    this.ahead = new ReadingAhead({
      call,
      text: this.text,
      preferences: this.preferences,
      fill: this.fill,
      newId
    })
    this.desk = new ProposalDesk({ fill: this.fill, text: this.text, notes: this.notes })
    this.history = new HistoryDesk({
      call,
      text: this.text,
      document: this.document,
      fill: this.fill,
      notes: this.notes
    })
    this.speed = new SpeedDesk({ call, notes: this.notes, announcer: this.announcer, newId })
    this.stumbles = new StumbleView({
      call,
      text: this.text,
      notes: this.notes,
      announcer: this.announcer,
      newId
    })
    this.tour = new Tour(() => this.#tourEnded())
    this.commands = new Commands(bridge.platform, this.#actions())
    this.document.onClose(() => this.#giveUpFill())
    this.document.holdWhile(() => (this.fill.state.name === 'running' ? fillRuns : null))
    editor.words.onRest((place) => this.#restOnWord(place))
    editor.onMarkingDrag(() => this.commands.run('mark-region'))
    editor.onContextMenu((point) => void this.#openMenu(point))
  }

  get theme(): ThemeName {
    return resolveTheme(this.preferences.settings.theme, this.system)
  }

  get selectionIsLocked(): boolean {
    return isLocked(this.text.spans, this.text.selectedRanges)
  }

  /** Asks for the first document and listens to the main process until the returned function is called. */
  start(): () => void {
    const ends = [
      this.fill.listen(this.#bridge),
      this.stumbles.listen(this.#bridge),
      this.speed.listen(this.#bridge),
      this.#bridge.on('menu:command', ({ command }) => this.commands.run(command)),
      this.#bridge.on('window:close-requested', () => void this.document.saveAndClose()),
      this.#bridge.on('document:offered', (document) => this.document.offer(document)),
      this.#bridge.on('document:changed-on-disk', ({ id }) => this.document.changedOnDisk(id)),
      this.recent.listen(this.#bridge)
    ]
    this.#call('app:start', null)
      .then(({ document, isSample, settings, inference }) => {
        this.preferences.start(settings)
        this.fill.inference = inference
        this.document.show(document)
        if (isSample) this.#beginTour()
      })
      .catch((error: unknown) => this.notes.tell('alert', messageOf(error)))
    return () => [...ends, () => this.ahead.end()].forEach((end) => end())
  }

  closePopover(): void {
    this.popover = null
    this.editor.focus()
  }

  openRecent(path: string): void {
    void this.document.open(() => this.#call('recent:open', { path }))
  }

  /** Opens a file that was dropped onto the window. */
  openDropped(file: File): void {
    void this.document.open(async () => {
      const envelope = await this.#bridge.openDropped(file)
      if (!envelope.ok) throw new RequestError(envelope.error.code, envelope.error.message)
      return envelope.value
    })
  }

  /** Offers what may be meant by the misspelled word at the caret. */
  async suggestSpelling(): Promise<void> {
    const misspelled = await this.#misspelledAtCaret()
    if (misspelled) this.popover = { name: 'spelling', point: this.editor.caretPoint(), ...misspelled }
  }

  /** Pastes into the text. */
  paste(): void {
    this.editor.focus()
    this.#call('edit:paste', null).catch((error: unknown) => this.notes.tell('alert', messageOf(error)))
  }

  /** The pointer rests somewhere in a proposal: a word there offers others. */
  #restOnWord(place: PreviewRange | null): void {
    const word = place && this.desk.wordAt(place)
    const open = this.popover
    if (open && !(open.name === 'word' && open.byPointer)) return
    this.popover = word ? { name: 'word', word, point: this.desk.pointUnder(word), byPointer: true } : null
  }

  /** Once suggestions are there: a menu that grows would jump under the pointer. */
  async #openMenu(point: PagePoint): Promise<void> {
    this.popover = { name: 'menu', point, misspelled: await this.#misspelledAtCaret() }
  }

  async #misspelledAtCaret(): Promise<Misspelled | null> {
    const word = this.spelling.atCaret()
    return word && { word, suggestions: await this.spelling.suggest(word.text) }
  }

  /** The tour, on the sample as it was. */
  async #takeTour(): Promise<void> {
    if (this.document.id !== this.#sampleId || this.document.edited) {
      const before = this.document.id
      await this.document.open(() => this.#call('document:sample', null))
      if (this.document.id === before) return
    }
    this.#beginTour()
  }

  #beginTour(): void {
    this.#sampleId = this.document.id
    this.tour.begin()
  }

  #tourEnded(): void {
    if (!this.preferences.settings.tourSeen) this.preferences.change({ tourSeen: true })
  }

  /** Words that are selected in a proposal are all that is to be rewritten. */
  #regenerate(): void {
    if (!this.desk.rewriteSelection()) this.fill.regenerate()
  }

  #tellSteps(done: 'undone' | 'redone', steps: number): void {
    const said = steps === 0 ? `Nothing is left to be ${done}.` : `${formatCount(steps, 'step')} ${done}.`
    this.notes.tell('info', said)
  }

  #toggleSpeed(): void {
    this.workspace.toggleBeside('speed')
    if (this.workspace.beside === 'speed') void this.speed.recall()
  }

  #giveUpFill(): void {
    if (this.fill.state.name !== 'idle') this.fill.dispatch({ type: 'discard' })
  }

  #actions(): Readonly<Record<CommandId, CommandAction>> {
    const { document, text, fill, editor } = this
    const always = (run: () => void): CommandAction => ({ enabled: () => true, run })
    const hasSelection = (): boolean => text.selectedRanges.length > 0
    // The regions of a fill stay what they are until it ends.
    const rests = (): boolean => fill.state.name === 'idle'
    const proposes = (): boolean => fill.state.name === 'proposal'
    return {
      new: always(() => void document.create()),
      open: always(() => void document.open()),
      save: always(() => void document.save()),
      'save-as': always(() => void document.saveAs()),
      undo: always(() => text.timeline.undo()),
      redo: always(() => text.timeline.redo()),
      'undo-all': always(() => this.#tellSteps('undone', text.timeline.undoAll())),
      'redo-all': always(() => this.#tellSteps('redone', text.timeline.redoAll())),
      find: always(() => editor.prose.search('find')),
      palette: always(() => (this.popover = { name: 'palette' })),
      regenerate: { enabled: () => fill.state.name !== 'running', run: () => this.#regenerate() },
      stop: { enabled: () => fill.state.name === 'running', run: () => fill.dispatch({ type: 'stop' }) },
      accept: { enabled: proposes, run: () => fill.dispatch({ type: 'accept' }) },
      discard: { enabled: proposes, run: () => fill.dispatch({ type: 'discard' }) },
      'mark-region': {
        enabled: () => rests() && hasSelection(),
        run: () => text.markRegions(text.selectedRanges)
      },
      'clear-region': {
        enabled: () => rests() && text.spans.regions.length > 0,
        run: () => this.#clearRegions()
      },
      'toggle-lock': { enabled: hasSelection, run: () => text.toggleLock(text.selectedRanges) },
      'insert-gap': {
        enabled: rests,
        run: () => {
          const offset = text.selections.at(-1)?.end ?? 0
          this.popover = { name: 'gap', point: editor.caretPoint(), offset }
        }
      },
      'show-marks': always(() => (this.marksShown = !this.marksShown)),
      speed: always(() => this.#toggleSpeed()),
      'toggle-theme': always(() =>
        this.preferences.change({ theme: schemeOf(this.theme) === 'dark' ? 'light' : 'dark' })
      ),
      help: always(() => this.workspace.toggleBeside('help')),
      'take-tour': always(() => void this.#takeTour()),
      'next-tour-step': { enabled: () => this.tour.step !== null, run: () => this.tour.next() },
      'end-tour': { enabled: () => this.tour.step !== null, run: () => this.tour.end() },
      ...diskActions(this),
      ...fillActions(this),
      ...historyActions(this),
      ...proseActions(this)
    }
  }

  /** Those that the selection or the caret touches; when there are none, all of them. */
  #clearRegions(): void {
    if (this.text.clearRegions(this.text.selections) > 0) return
    this.text.clearRegions(this.text.spans.regions)
  }
}

const fillRuns = 'A fill is running in this document. Stop it, or let it end, before you go to another.'
