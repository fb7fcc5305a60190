'use client'
import { type ReactNode, useState } from 'react'
import { useCreatedKey } from '@/components/api-keys/use-created-key'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import type { AssignableRole } from '@/lib/roles/schema'
import type { ServiceAccountView } from '@/lib/service-accounts/schema'
import { useServiceAccountActions } from './use-service-account-actions'
import { useCreateServiceAccountKey } from './use-service-account-keys'

const EditServiceAccountDialog = lazyDialog(() =>
  import('./edit-service-account-dialog').then((file) => file.EditServiceAccountDialog),
)
const ChangeServiceAccountRoleDialog = lazyDialog(() =>
  import('./change-service-account-role-dialog').then((file) => file.ChangeServiceAccountRoleDialog),
)
const EndServiceAccountDialog = lazyDialog(() =>
  import('./end-service-account-dialog').then((file) => file.EndServiceAccountDialog),
)
const CreateKeyDialog = lazyDialog(() =>
  import('@/components/api-keys/create-key-dialog').then((file) => file.CreateKeyDialog),
)

export type ServiceAccountChange = 'edit' | 'role' | 'key' | 'suspend' | 'reactivate' | 'delete'

type Options = {
  accountId: string
  organizationName: string
  /** The organization roles, each with the reason when a service account may not hold it or the viewer not give it. */
  roles: AssignableRole[]
  onDeleted?: () => void
}

type ServiceAccountChanges = {
  start: (change: ServiceAccountChange, account: ServiceAccountView) => void
  /** The menu of one. */
  entriesOf: (account: ServiceAccountView) => MenuEntry[]
  /** To be put somewhere on the page. */
  dialogs: ReactNode
}

/** Everything one may do to a service account, with the dialogs it takes. */
export function useServiceAccountChanges(options: Options): ServiceAccountChanges {
  const { accountId, organizationName, roles, onDeleted } = options
  const [open, setOpen] = useState<ServiceAccountChange | null>(null)
  const [shown, setShown] = useState<ServiceAccountView | null>(null)
  const actions = useServiceAccountActions(accountId)
  const createdKey = useCreatedKey()
  const createKey = useCreateServiceAccountKey(accountId)

  function start(change: ServiceAccountChange, account: ServiceAccountView) {
    if (change === 'reactivate') return actions.reactivate({ accountId, serviceAccountId: account.id })
    setShown(account)
    setOpen(change)
  }
  const dialog = (change: ServiceAccountChange, account: ServiceAccountView) => ({
    isOpen: open === change,
    onOpenChange: () => setOpen(null),
    account,
    accountId,
  })
  return {
    start,
    entriesOf: (account) => entriesOf(account, start),
    dialogs: shown ? (
      <>
        <EditServiceAccountDialog {...dialog('edit', shown)} action={actions.update} />
        <ChangeServiceAccountRoleDialog
          {...dialog('role', shown)}
          organizationName={organizationName}
          roles={roles}
          action={actions.changeRole}
        />
        <CreateKeyDialog
          isOpen={open === 'key'}
          onOpenChange={() => setOpen(null)}
          description={`Whatever has it acts as ${shown.name}, in ${organizationName} alone.`}
          action={({ name, expiresAt }) => createKey({ name, expiresAt, serviceAccountId: shown.id })}
          onCreated={createdKey.show}
        />
        <EndServiceAccountDialog
          {...dialog('suspend', shown)}
          change="suspend"
          organizationName={organizationName}
          action={actions.suspend}
        />
        <EndServiceAccountDialog
          {...dialog('delete', shown)}
          change="delete"
          organizationName={organizationName}
          action={actions.remove}
          onDone={onDeleted}
        />
        {createdKey.dialog}
      </>
    ) : null,
  }
}

function entriesOf(account: ServiceAccountView, start: ServiceAccountChanges['start']): MenuEntry[] {
  const { can, status } = account
  const entry = (
    label: string,
    change: ServiceAccountChange,
    capability: keyof ServiceAccountView['can'],
  ) => ({
    label,
    onSelect: () => start(change, account),
    disabledReason: reasonOf(can[capability]),
  })
  return [
    entry('Edit', 'edit', 'update'),
    entry('Change role', 'role', 'changeRole'),
    entry('Create API key', 'key', 'createKey'),
    status === 'ACTIVE'
      ? entry('Suspend', 'suspend', 'suspend')
      : entry('Reactivate', 'reactivate', 'reactivate'),
    { kind: 'separator', id: 'delete' },
    { ...entry('Delete', 'delete', 'delete'), tone: 'danger' },
  ]
}
