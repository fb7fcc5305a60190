'use client'
import { type ReactNode, useState } from 'react'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { CreatedKey } from '@/lib/api-keys/schema'

const SaveKeyDialog = lazyDialog(() => import('./save-key-dialog').then((file) => file.SaveKeyDialog))

type CreatedKeyShown = {
  /** Shows the key that was just made. */
  show: (created: CreatedKey) => void
  /** To be put somewhere on the page. */
  dialog: ReactNode
}

/** Holds a key from its making to the closing of the dialog that shows it, and nowhere else. */
export function useCreatedKey(): CreatedKeyShown {
  const [created, setCreated] = useState<CreatedKey | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  return {
    show: (next) => {
      setCreated(next)
      setIsOpen(true)
    },
    dialog: created ? (
      <SaveKeyDialog
        key={created.id}
        isOpen={isOpen}
        created={created}
        onSaved={() => setIsOpen(false)}
        onClosed={() => setCreated(null)}
      />
    ) : null,
  }
}
