import { describe, expect, it } from 'vitest'
import { receiveToasts, type Toast, toast, toastDemand } from './toast'

describe('toasts before the toaster is loaded', () => {
  it('ask for it, wait for it in order, and then go straight to it', () => {
    let isWoken = false
    const shown: Toast[] = []
    const sleep = toastDemand.subscribe(() => {
      isWoken = true
    })
    expect(toastDemand.isWanted()).toBe(false)

    toast.success('Saved')
    toast.error('Refused', { description: 'You are no administrator.' })
    expect(isWoken).toBe(true)
    expect(toastDemand.isWanted()).toBe(true)

    const stop = receiveToasts((each) => shown.push(each))
    toast.message('Later')
    expect(shown.map(({ text }) => text)).toEqual(['Saved', 'Refused', 'Later'])
    expect(toastDemand.isWanted()).toBe(true)

    stop()
    sleep()
    expect(toastDemand.isWanted()).toBe(false)
  })
})
