'use client'
import { useCallback } from 'react'
import { useFormContext } from 'react-hook-form'

/** Registers a text control, keeping what was typed into the server's markup before hydration. */
export function useRegisteredText(name: string) {
  const { register, setValue } = useFormContext()
  const { ref: registerElement, ...registration } = register(name)

  const ref = useCallback(
    (element: HTMLInputElement | HTMLTextAreaElement | null) => {
      const typed = element?.value
      registerElement(element)
      if (element && typed && element.value !== typed) setValue(name, typed, { shouldDirty: true })
    },
    // `register` hands out a new function on each call that does the same.
    // oxlint-disable-next-line react/exhaustive-deps
    [name, setValue],
  )
  return { ...registration, ref }
}
