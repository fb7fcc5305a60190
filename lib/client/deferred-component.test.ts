import { describe, expect, it, vi } from 'vitest'
import { createSource } from './deferred-component'

describe('what is loaded when wanted', () => {
  it('is loaded once, and tells when it is there', async () => {
    const load = vi.fn<() => Promise<string>>(() => Promise.resolve('there'))
    const listener = vi.fn<() => void>()
    const source = createSource(load)
    source.subscribe(listener)
    expect(source.read()).toBeNull()
    source.start()
    source.start()
    await vi.waitFor(() => expect(listener).toHaveBeenCalledOnce())
    expect(source.read()).toBe('there')
    source.start()
    expect(load).toHaveBeenCalledOnce()
  })

  it('throws a failure to those who wait, and can be tried again', async () => {
    const outcomes = [() => Promise.reject(new Error('offline')), () => Promise.resolve('there')]
    const source = createSource(() => (outcomes.shift() ?? (() => Promise.resolve('late')))())
    let seen: unknown
    source.subscribe(() => {
      try {
        source.read()
      } catch (error) {
        seen = error
      }
    })
    source.start()
    await vi.waitFor(() => expect(seen).toEqual(new Error('offline')))
    expect(source.read()).toBeNull()
    source.start()
    await vi.waitFor(() => expect(source.read()).toBe('there'))
  })
})
