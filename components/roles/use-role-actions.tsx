'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { paths } from '@/lib/paths'
import { roleQueries } from '@/lib/roles/queries'
import type { RoleEditor, RoleView } from '@/lib/roles/schema'

const EditRoleDialog = lazyDialog(() => import('./edit-role-dialog').then((file) => file.EditRoleDialog))
const DeleteRoleDialog = lazyDialog(() =>
  import('./delete-role-dialog').then((file) => file.DeleteRoleDialog),
)

type Options = {
  accountId: string
  handle: string
  editor: RoleEditor
  /** After a role was deleted. */
  onDeleted?: () => void
}

type RoleActions = { entriesOf: (role: RoleView) => MenuEntry[]; dialogs: ReactNode }

/** Everything one may do to a role, with the dialogs it takes. */
export function useRoleActions({ accountId, handle, editor, onDeleted }: Options): RoleActions {
  const router = useRouter()
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  // Each opening is a new dialog: it begins with the role as it is then.
  const [shown, setShown] = useState<{ role: RoleView; opening: number } | null>(null)
  const { data: detail } = useQuery({
    ...roleQueries.detail(accountId, shown?.role.id ?? ''),
    enabled: open === 'edit',
  })

  function start(dialog: 'edit' | 'delete', role: RoleView) {
    setShown({ role, opening: (shown?.opening ?? 0) + 1 })
    setOpen(dialog)
  }
  const close = () => setOpen(null)
  return {
    entriesOf: (role) => [
      { kind: 'link', label: 'View role', href: paths.role(handle, role.id) },
      { label: 'Edit', onSelect: () => start('edit', role), disabledReason: reasonOf(role.can.update) },
      {
        label: 'Clone',
        onSelect: () => router.push(paths.createRole(handle, role.id)),
        disabledReason: reasonOf(role.can.clone),
      },
      { kind: 'link', label: 'Compare', href: paths.compareRoles(handle, role.id) },
      { kind: 'separator', id: 'delete' },
      {
        label: 'Delete',
        tone: 'danger',
        onSelect: () => start('delete', role),
        disabledReason: reasonOf(role.can.delete),
      },
    ],
    dialogs: shown ? (
      <>
        {detail?.id === shown.role.id ? (
          <EditRoleDialog
            key={`edit ${shown.opening}`}
            isOpen={open === 'edit'}
            onOpenChange={close}
            accountId={accountId}
            role={detail}
            editor={editor}
          />
        ) : null}
        <DeleteRoleDialog
          key={`delete ${shown.opening}`}
          isOpen={open === 'delete'}
          onOpenChange={close}
          accountId={accountId}
          role={shown.role}
          onDeleted={() => onDeleted?.()}
        />
      </>
    ) : null,
  }
}
