import { commandList, type CommandEntry, type CommandId } from './command-list'
import { ariaShortcut, formatShortcut, matchesShortcut, type KeyPress, type Platform } from './shortcuts'

export interface CommandAction {
  readonly enabled: () => boolean
  readonly run: () => void
}

/** The one registry of what the writer can do. */
export class Commands {
  constructor(
    readonly platform: Platform,
    private readonly actions: Readonly<Record<CommandId, CommandAction>>
  ) {}

  get all(): readonly CommandEntry[] {
    return commandList
  }

  enabled(id: CommandId): boolean {
    return this.actions[id].enabled()
  }

  /** Runs a command if it applies now, and says whether it did. */
  run(id: CommandId): boolean {
    if (!this.enabled(id)) return false
    this.actions[id].run()
    return true
  }

  /** Runs what a key press means, and says whether it meant something. */
  press(press: KeyPress, inText: boolean): boolean {
    const entry = commandList.find(
      ({ id, shortcuts, inTextOnly }) =>
        shortcuts.some((shortcut) => matchesShortcut(press, shortcut, this.platform)) &&
        (inText || !inTextOnly) &&
        this.enabled(id)
    )
    return entry !== undefined && this.run(entry.id)
  }

  /** Whether a key press is one of its shortcuts. */
  isShortcut(id: CommandId, press: KeyPress): boolean {
    return entryOf(id).shortcuts.some((shortcut) => matchesShortcut(press, shortcut, this.platform))
  }

  title(id: CommandId): string {
    return entryOf(id).title
  }

  /** The shortcut as it is written on the keys; nothing for a command without one. */
  shortcut(id: CommandId): string {
    const [first] = entryOf(id).shortcuts
    return first ? formatShortcut(first, this.platform) : ''
  }

  /** All its shortcuts, as `aria-keyshortcuts` wants them. */
  ariaShortcuts(id: CommandId): string | undefined {
    const written = entryOf(id).shortcuts.map((shortcut) => ariaShortcut(shortcut, this.platform))
    return written.length > 0 ? written.join(' ') : undefined
  }
}

function entryOf(id: CommandId): CommandEntry {
  const entry = commandList.find((candidate) => candidate.id === id)
  if (!entry) throw new Error(`There is no command ${id}.`)
  return entry
}
