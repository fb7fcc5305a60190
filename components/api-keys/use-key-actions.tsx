'use client'
import { type ReactNode, useState } from 'react'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import type { ApiKeyView, CreatedKey } from '@/lib/api-keys/schema'
import type { ActionResult } from '@/lib/errors'
import type { KeyChange } from './edit-key-dialog'
import type { Rotation } from './rotate-key-dialog'

const RotateKeyDialog = lazyDialog(() => import('./rotate-key-dialog').then((file) => file.RotateKeyDialog))
const EditKeyDialog = lazyDialog(() => import('./edit-key-dialog').then((file) => file.EditKeyDialog))
const RevokeKeyDialog = lazyDialog(() => import('./revoke-key-dialog').then((file) => file.RevokeKeyDialog))

/** The changes of existing keys, whoever they belong to. */
export type KeyChanges = {
  rotate: (apiKey: ApiKeyView, rotation: Rotation) => Promise<ActionResult<CreatedKey>>
  update: (apiKey: ApiKeyView, change: KeyChange) => Promise<ActionResult<unknown>>
  revoke: (apiKey: ApiKeyView) => Promise<ActionResult<unknown>>
}

type Options = {
  /** As they were read last: an open dialog follows its own. */
  rows: readonly ApiKeyView[]
  /** Reads them again: what a key was last used for changes without anybody changing the key. */
  onStart: () => void
  changes: KeyChanges
  onCreated: (created: CreatedKey) => void
}
type Dialog = 'rotate' | 'edit' | 'revoke'

/** Everything one may do to a key, with the dialogs it takes. */
export function useKeyActions({ rows, onStart, changes, onCreated }: Options): {
  entriesOf: (apiKey: ApiKeyView) => MenuEntry[]
  dialogs: ReactNode
} {
  const [open, setOpen] = useState<Dialog | null>(null)
  const [chosen, setChosen] = useState<ApiKeyView | null>(null)
  const apiKey = rows.find(({ id }) => id === chosen?.id) ?? chosen

  function start(dialog: Dialog, row: ApiKeyView) {
    onStart()
    setChosen(row)
    setOpen(dialog)
  }
  const dialog = (name: Dialog, shown: ApiKeyView) => ({
    isOpen: open === name,
    onOpenChange: () => setOpen(null),
    apiKey: shown,
  })
  return {
    entriesOf: (row) => entriesOf(row, start),
    dialogs: apiKey ? (
      <>
        <RotateKeyDialog
          {...dialog('rotate', apiKey)}
          action={(rotation) => changes.rotate(apiKey, rotation)}
          onCreated={onCreated}
        />
        <EditKeyDialog {...dialog('edit', apiKey)} action={(change) => changes.update(apiKey, change)} />
        <RevokeKeyDialog {...dialog('revoke', apiKey)} action={() => changes.revoke(apiKey)} />
      </>
    ) : null,
  }
}

function entriesOf(apiKey: ApiKeyView, start: (dialog: Dialog, apiKey: ApiKeyView) => void): MenuEntry[] {
  const { can } = apiKey
  return [
    {
      label: 'Rotate key',
      onSelect: () => start('rotate', apiKey),
      disabledReason: reasonOf(can.rotate),
    },
    { label: 'Edit', onSelect: () => start('edit', apiKey), disabledReason: reasonOf(can.update) },
    { kind: 'separator', id: 'revoke' },
    {
      label: 'Revoke',
      tone: 'danger',
      onSelect: () => start('revoke', apiKey),
      disabledReason: reasonOf(can.revoke),
    },
  ]
}
