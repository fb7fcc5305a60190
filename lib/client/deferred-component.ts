import { type ComponentType, createElement, type ReactNode, useEffect, useSyncExternalStore } from 'react'

type DeferredProps<Props> = {
  isWanted: boolean
  props: Props
  /** Shown from when it is wanted until it is there. */
  fallback?: ReactNode
}

/**
 * A component whose code is no part of the page's first load: `Deferred` renders it once it is wanted and there.
 * Not `React.lazy`: a boundary that has shown its fallback is held back for 300 ms, which a first opening would show.
 * A failed load reaches the error page, and is tried again after it.
 */
export function deferComponent<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const source = createSource(load)

  function Deferred({ isWanted, props, fallback = null }: DeferredProps<Props>) {
    const component = useSyncExternalStore(source.subscribe, source.read, () => null)
    useEffect(() => {
      if (isWanted) source.start()
    }, [isWanted])
    if (!isWanted) return null
    return component ? createElement(component, props) : fallback
  }
  return { Deferred, preload: source.start }
}

/** What is loaded once and told to all who wait; apart from React, so that it can be tried. */
export function createSource<Loaded>(load: () => Promise<Loaded>) {
  const listeners = new Set<() => void>()
  let loaded: Loaded | null = null
  let failure: { error: unknown } | null = null
  let isLoading = false

  async function run() {
    try {
      loaded = await load()
    } catch (error) {
      failure = { error }
    }
    isLoading = false
    for (const notify of listeners) notify()
    failure = null
  }

  return {
    start: () => {
      if (loaded || isLoading) return
      isLoading = true
      void run()
    },
    read: () => {
      if (failure) throw failure.error
      return loaded
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
