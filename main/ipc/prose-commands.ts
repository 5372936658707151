/** Commands of the prose side of the editor that are in the menu, too. */
export const proseCommands = [
  'replace',
  'find-next',
  'find-previous',
  'look',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
  'focus-mode',
  'typewriter-mode',
  'outline',
  'preview',
  'next-misspelling',
  'close',
  'next-document',
  'previous-document',
  'documents',
  'recent'
] as const
