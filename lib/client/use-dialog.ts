'use client'
import { parseAsString, useQueryState } from 'nuqs'

/** Whether the page's dialog of this name is open; kept in the URL, so that a link can open it. */
export function useDialog(name: string): { isOpen: boolean; setIsOpen: (isOpen: boolean) => void } {
  const [open, setOpen] = useQueryState(
    'dialog',
    parseAsString.withOptions({ history: 'replace', shallow: true }),
  )
  return { isOpen: open === name, setIsOpen: (isOpen) => void setOpen(isOpen ? name : null) }
}
