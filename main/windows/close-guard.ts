export interface CloseGuardOptions {
  /** Asks what to do with the unsaved changes of the document `name`. */
  readonly ask: (name: string) => Promise<'save' | 'discard' | 'cancel'>
  /** Asks the page to save, and then to close the window itself. */
  readonly requestSave: () => void
  /** Gives up all unsaved work. */
  readonly discard: () => Promise<void>
  /** Closes the window; `mayClose` is asked again and agrees. */
  readonly close: () => void
  /** The writer wants the window to stay, so an app that was about to quit stays, too. */
  readonly onCancelled: () => void
}

/** Decides whether the window may close, and asks the writer when that would lose something. */
export interface CloseGuard {
  setEdited(edited: boolean, name: string): void
  /** To be asked on each attempt to close. When false, the guard asks the writer and closes the window later if they agree. */
  mayClose(): boolean
  /** The page has saved, or there is nothing to lose: closes without a further question. */
  closeNow(): void
}

export function createCloseGuard({
  ask,
  requestSave,
  discard,
  close,
  onCancelled
}: CloseGuardOptions): CloseGuard {
  let edited = false
  let name = ''
  let released = false
  let asking = false

  const closeNow = () => {
    released = true
    close()
  }
  const askWriter = async () => {
    switch (await ask(name)) {
      case 'save':
        requestSave()
        return
      case 'discard':
        await discard()
        closeNow()
        return
      case 'cancel':
        onCancelled()
        return
    }
  }

  return {
    setEdited(isEdited, documentName) {
      edited = isEdited
      name = documentName
    },
    mayClose() {
      if (released || !edited) return true
      if (!asking) {
        asking = true
        void askWriter().finally(() => {
          asking = false
        })
      }
      return false
    },
    closeNow
  }
}
