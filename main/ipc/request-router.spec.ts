import { describe, expect, it, vi } from 'vitest'
import { AppError } from './app-error'
import { requestNames } from './names'
import { createRequestRouter } from './request-router'
import type { RequestHandlers } from './request-router'

const id = '11111111-1111-4111-8111-111111111111'

function router(overrides: Partial<RequestHandlers>) {
  const unexpected = async () => Promise.reject(new Error('not expected'))
  const handlers = Object.fromEntries(requestNames.map((name) => [name, unexpected]))
  const reportDefect = vi.fn()
  return {
    answer: createRequestRouter({ ...(handlers as unknown as RequestHandlers), ...overrides }, reportDefect),
    reportDefect
  }
}

describe('createRequestRouter', () => {
  it('hands the parsed request to its handler and wraps the answer', async () => {
    const close = vi.fn(async () => null)
    const { answer } = router({ 'document:close': close })
    expect(await answer('document:close', { id })).toEqual({ ok: true, value: null })
    expect(close).toHaveBeenCalledWith({ id })
  })

  it.each(['nothing', 'toString', '__proto__', 7, undefined])('refuses the name %s', async (name) => {
    const { answer } = router({})
    expect(await answer(name, null)).toMatchObject({ ok: false, error: { code: 'unknown-request' } })
  })

  it('refuses a payload that does not fit and does not call the handler', async () => {
    const close = vi.fn(async () => null)
    const { answer } = router({ 'document:close': close })
    expect(await answer('document:close', { id: '../escape' })).toMatchObject({
      ok: false,
      error: { code: 'bad-request' }
    })
    expect(await answer('document:close', { id, more: 1 })).toMatchObject({ ok: false })
    expect(close).not.toHaveBeenCalled()
  })

  it('passes on the code and sentence of an error meant for the writer', async () => {
    const { answer, reportDefect } = router({
      'document:new': async () => Promise.reject(new AppError('no-space', 'The disk is full.'))
    })
    expect(await answer('document:new', null)).toEqual({
      ok: false,
      error: { code: 'no-space', message: 'The disk is full.' }
    })
    expect(reportDefect).not.toHaveBeenCalled()
  })

  it('reports any other error and tells the renderer nothing of it', async () => {
    const defect = new Error('secret words of the writer')
    const { answer, reportDefect } = router({ 'document:new': async () => Promise.reject(defect) })
    const envelope = await answer('document:new', null)
    expect(envelope).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(envelope)).not.toContain('secret')
    expect(reportDefect).toHaveBeenCalledWith('document:new', defect)
  })

  it('reports an answer that breaks the contract', async () => {
    const { answer, reportDefect } = router({ 'document:ask-to-save': async () => 'maybe' as 'save' })
    expect(await answer('document:ask-to-save', { name: 'a' })).toMatchObject({
      ok: false,
      error: { code: 'internal' }
    })
    expect(reportDefect).toHaveBeenCalledOnce()
  })
})
