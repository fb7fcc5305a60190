import { useEffect, useEffectEvent } from 'react'
import { isOccupied } from './is-occupied'

type HotkeyOptions = {
  /** Requires Ctrl (or ⌘), and then works inside fields as well. */
  withCommand?: boolean
  isEnabled?: boolean
}

/** Calls `onPress` for a key of the document unless someone is typing or a dialog is open; the first taker wins. */
export function useHotkey(key: string, onPress: (event: KeyboardEvent) => void, options: HotkeyOptions = {}) {
  const { withCommand = false, isEnabled = true } = options
  const press = useEffectEvent(onPress)

  useEffect(() => {
    if (!isEnabled) return
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.key.toLowerCase() !== key) return
      if (event.altKey || (event.ctrlKey || event.metaKey) !== withCommand) return
      if (!withCommand && isOccupied(event.target)) return
      event.preventDefault()
      press(event)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [key, withCommand, isEnabled])
}
