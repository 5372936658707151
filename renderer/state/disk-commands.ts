import type { App } from './app.svelte'
import type { CommandAction } from './commands.svelte'

export type DiskCommandId = 'compare-with-disk' | 'show-both' | 'keep-mine' | 'take-theirs'

/** What can be done when another program changed the file of the document that is shown, and there are changes here, too. */
export const diskCommandList: readonly { id: DiskCommandId; title: string; shortcuts: readonly [] }[] = [
  { id: 'compare-with-disk', title: 'Show what differs from the file on disk, or hide it', shortcuts: [] },
  { id: 'show-both', title: 'Show both: your text and the file on disk', shortcuts: [] },
  { id: 'keep-mine', title: 'Keep your text in spite of the file on disk', shortcuts: [] },
  { id: 'take-theirs', title: 'Take the file on disk in the place of your text', shortcuts: [] }
]

export function diskActions({ document, editor }: App): Readonly<Record<DiskCommandId, CommandAction>> {
  const onChange = (act: () => Promise<void>): CommandAction => ({
    enabled: () => document.shown.changedOnDisk,
    run: () => void act()
  })
  // What had the focus goes away with the question.
  const choose = (by: 'theirs' | 'mine' | 'both'): CommandAction =>
    onChange(async () => {
      await document.resolve(by)
      editor.focus()
    })
  return {
    'compare-with-disk': onChange(() => document.compare()),
    'show-both': choose('both'),
    'keep-mine': choose('mine'),
    'take-theirs': choose('theirs')
  }
}
