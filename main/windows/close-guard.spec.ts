import { describe, expect, it, vi } from 'vitest'
import { createCloseGuard } from './close-guard'

function guarded(answer: 'save' | 'discard' | 'cancel') {
  const options = {
    ask: vi.fn(async () => answer),
    requestSave: vi.fn(),
    discard: vi.fn(async () => undefined),
    close: vi.fn(),
    onCancelled: vi.fn()
  }
  const guard = createCloseGuard(options)
  /** Lets all promises settle. */
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return { ...options, guard, settle }
}

describe('createCloseGuard', () => {
  it('lets a window without unsaved changes go', () => {
    const { guard, ask } = guarded('cancel')
    expect(guard.mayClose()).toBe(true)
    guard.setEdited(true, 'a.md')
    guard.setEdited(false, 'a.md')
    expect(guard.mayClose()).toBe(true)
    expect(ask).not.toHaveBeenCalled()
  })

  it('asks once, however often closing is attempted', async () => {
    const { guard, ask, settle, onCancelled } = guarded('cancel')
    guard.setEdited(true, 'a.md')
    expect([guard.mayClose(), guard.mayClose()]).toEqual([false, false])
    await settle()
    expect(ask.mock.calls).toEqual([['a.md']])
    expect(onCancelled).toHaveBeenCalledOnce()
  })

  it('asks again after a refusal', async () => {
    const { guard, ask, settle, close, discard } = guarded('cancel')
    guard.setEdited(true, 'a.md')
    for (const times of [1, 2]) {
      expect(guard.mayClose()).toBe(false)
      await settle()
      expect(ask).toHaveBeenCalledTimes(times)
    }
    expect(close).not.toHaveBeenCalled()
    expect(discard).not.toHaveBeenCalled()
  })

  it('closes after the changes were given up', async () => {
    const { guard, settle, close, discard } = guarded('discard')
    guard.setEdited(true, 'a.md')
    guard.mayClose()
    await settle()
    expect(discard).toHaveBeenCalledBefore(close)
    expect(guard.mayClose()).toBe(true)
  })

  it('has the page save and closes only when the page says so', async () => {
    const { guard, settle, close, requestSave, discard } = guarded('save')
    guard.setEdited(true, 'a.md')
    guard.mayClose()
    await settle()
    expect(requestSave).toHaveBeenCalledOnce()
    expect(close).not.toHaveBeenCalled()
    expect(guard.mayClose()).toBe(false)
    guard.closeNow()
    expect(close).toHaveBeenCalledOnce()
    expect(guard.mayClose()).toBe(true)
    expect(discard).not.toHaveBeenCalled()
  })
})
