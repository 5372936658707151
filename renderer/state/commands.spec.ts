import { describe, expect, it, vi } from 'vitest'
import { commandList, searchCommands, type CommandId } from './command-list'
import { Commands } from './commands.svelte'

const press = (key: string, change = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  ...change
})

function commandsWith(enabled: readonly CommandId[]) {
  const run = vi.fn<(id: CommandId) => void>()
  const actions = Object.fromEntries(
    commandList.map(({ id }) => [id, { enabled: () => enabled.includes(id), run: () => run(id) }])
  )
  return { commands: new Commands('linux', actions as ConstructorParameters<typeof Commands>[1]), run }
}

describe('commands', () => {
  it('gives Escape to what it means now', () => {
    const running = commandsWith(['stop'])
    expect(running.commands.press(press('Escape'), true)).toBe(true)
    expect(running.run).toHaveBeenCalledWith('stop')
    const proposing = commandsWith(['discard'])
    proposing.commands.press(press('Escape'), true)
    expect(proposing.run).toHaveBeenCalledWith('discard')
    expect(commandsWith([]).commands.press(press('Escape'), true)).toBe(false)
  })

  it('leaves undo to fields that are not the text', () => {
    const { commands, run } = commandsWith(['undo'])
    expect(commands.press(press('z', { ctrlKey: true }), false)).toBe(false)
    expect(commands.press(press('z', { ctrlKey: true }), true)).toBe(true)
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('does not run what does not apply', () => {
    const { commands, run } = commandsWith([])
    expect(commands.run('accept')).toBe(false)
    expect(run).not.toHaveBeenCalled()
  })

  it('has no shortcut twice, but for Escape, which ends the first of what there is to end', () => {
    const written = commandList.flatMap(({ shortcuts }) =>
      shortcuts.map((shortcut) => JSON.stringify(shortcut))
    )
    const twice = written.filter((shortcut, index) => written.indexOf(shortcut) !== index)
    expect(new Set(twice)).toEqual(new Set([JSON.stringify({ key: 'escape' })]))
  })

  it('finds commands by any of their words', () => {
    const titles = (query: string) => searchCommands(commandList, query).map(({ title }) => title)
    expect(titles('lock sel')).toEqual(['Lock or unlock the selection'])
    expect(titles('save')).toEqual(['Save', 'Save as'])
    expect(titles('')).toHaveLength(commandList.length)
    expect(titles('zebra')).toEqual([])
  })
})
