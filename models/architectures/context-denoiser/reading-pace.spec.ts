import { describe, expect, it } from 'vitest'
import { ReadingPace } from './reading-pace'

describe('the pace of reading', () => {
  let time = 0
  const pace = new ReadingPace(() => time)
  const call = (rows: number, milliseconds: number): Promise<void> =>
    pace.keep(rows, () => {
      time += milliseconds
      return Promise.resolve()
    })

  it('begins with few rows a call, and takes more while a call of them would not let a stop wait', async () => {
    expect(pace.rows).toBe(64)
    await call(64, 50)
    expect(pace.rows).toBe(128)
    await call(128, 129)
    expect(pace.rows).toBe(128)
    await call(128, 135)
    expect(pace.rows).toBe(64)
  })

  it('learns nothing from a call of a few rows, and nothing from one that failed', async () => {
    await call(64, 20)
    await call(5, 20)
    expect(pace.rows).toBe(128)
    await expect(
      pace.keep(64, () => {
        time += 500
        return Promise.reject(new Error('no memory'))
      })
    ).rejects.toThrow('no memory')
    expect(pace.rows).toBe(128)
  })
})
