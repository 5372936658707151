interface Menu {
  /** Closes the menu. */
  readonly onClose: () => void
  /** Whether the first item takes the focus when the menu comes up. */
  readonly takesFocus: boolean
}

/** Keys of a menu: the arrows go round its items, Escape and Tab close it. */
export function menuKeys(menu: HTMLElement, { onClose, takesFocus }: Menu): { destroy: () => void } {
  const press = (event: KeyboardEvent): void => {
    const { key } = event
    if (key === 'Escape' || key === 'Tab') onClose()
    else if (key === 'ArrowDown' || key === 'ArrowUp') {
      const items = [...menu.querySelectorAll('button')]
      const at = items.findIndex((item) => item === document.activeElement)
      const by = key === 'ArrowDown' ? 1 : -1
      items[(at + by + items.length) % items.length]?.focus()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  menu.addEventListener('keydown', press)
  if (takesFocus) menu.querySelector('button')?.focus()
  return { destroy: () => menu.removeEventListener('keydown', press) }
}
