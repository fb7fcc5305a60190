import { useSyncExternalStore } from 'react'

const subscribe = () => () => {}

/** False in server markup and during hydration, true once handlers are attached. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  )
}
