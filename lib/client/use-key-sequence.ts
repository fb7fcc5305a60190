import { useEffect, useEffectEvent } from 'react'
import { isOccupied } from './is-occupied'

const PATIENCE = 1200

/** Calls `onLetter` with the key pressed shortly after `first`; it answers whether it took the key. */
export function useKeySequence(first: string, onLetter: (letter: string) => boolean) {
  const take = useEffectEvent(onLetter)

  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY
    const listen = (event: KeyboardEvent) => {
      if (
        event.defaultPrevented ||
        event.altKey ||
        event.ctrlKey ||
        event.metaKey ||
        isOccupied(event.target)
      )
        return
      const isSecond = event.timeStamp - startedAt < PATIENCE
      startedAt = Number.NEGATIVE_INFINITY
      if (isSecond && take(event.key)) return event.preventDefault()
      if (event.key === first && !event.repeat) startedAt = event.timeStamp
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [first])
}
