import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { commandSchema } from '../ipc/contract'
import { menuTemplate } from './menu-template'

const platforms = ['linux', 'win32', 'darwin'] as const

function items(platform: NodeJS.Platform, isDevelopment = false) {
  const send = vi.fn()
  const actions = { send, showLogs: vi.fn(), openRecent: vi.fn(), clearRecent: vi.fn() }
  const recent = [{ path: '/a/Q&A.md', name: 'Q&A.md' }]
  const template = menuTemplate({ platform, isDevelopment, recent, actions })
  const flat = (entries: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    entries.flatMap((entry) => (Array.isArray(entry.submenu) ? flat(entry.submenu) : [entry]))
  return { send, actions, template, all: flat(template) }
}

const choose = (item: MenuItemConstructorOptions) => (item.click as () => void)()

describe.each(platforms)('the menu on %s', (platform) => {
  it('offers every command of the contract', () => {
    const { send, all } = items(platform)
    for (const item of all) if (item.click !== undefined) choose(item)
    expect([...new Set(send.mock.calls.map(([command]) => String(command)))].sort()).toEqual(
      [...commandSchema.options].sort()
    )
  })

  it('uses no accelerator twice', () => {
    const accelerators = items(platform).all.flatMap(({ accelerator }) => accelerator ?? [])
    expect(accelerators).toEqual([...new Set(accelerators)])
  })

  it('has the developers’ tools only in development', () => {
    const roles = (isDevelopment: boolean) => items(platform, isDevelopment).all.map(({ role }) => role)
    expect(roles(false)).not.toContain('toggleDevTools')
    expect(roles(false)).not.toContain('reload')
    expect(roles(true)).toContain('toggleDevTools')
  })
})

it.each([
  ['CmdOrCtrl+N', 'new'],
  ['CmdOrCtrl+O', 'open'],
  ['CmdOrCtrl+S', 'save'],
  ['CmdOrCtrl+Shift+S', 'save-as'],
  ['CmdOrCtrl+Z', 'undo'],
  ['CmdOrCtrl+Enter', 'regenerate'],
  ['CmdOrCtrl+L', 'toggle-lock'],
  ['CmdOrCtrl+Shift+G', 'insert-gap'],
  ['CmdOrCtrl+Shift+H', 'history'],
  ['CmdOrCtrl+Shift+A', 'authorship'],
  ['CmdOrCtrl+Shift+P', 'palette'],
  ['F1', 'palette'],
  ['Shift+F1', 'help']
])('%s sends %s', (accelerator, command) => {
  const { send, all } = items('linux')
  choose(all.find((item) => item.accelerator === accelerator)!)
  expect(send).toHaveBeenCalledWith(command)
})

it('opens and clears recent files', () => {
  const { actions, all } = items('linux')
  choose(all.find(({ label }) => label === 'Q&&A.md')!)
  expect(actions.openRecent).toHaveBeenCalledWith('/a/Q&A.md')
  choose(all.find(({ label }) => label === '&Clear List')!)
  expect(actions.clearRecent).toHaveBeenCalledOnce()
})
