'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countOf } from '@/lib/format'
import { reactivateAccountAction, suspendAccountAction } from '@/lib/operator/actions'
import type { OperatorAccountRow } from '@/lib/operator/schema'
import { operatorKeys } from '@/lib/operator/queries'

type SuspendAccountDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  account: OperatorAccountRow
}

/** Says what suspending an account, or reactivating one, means for the people and programs in it, then does it. */
export function SuspendAccountDialog({ isOpen, onOpenChange, account }: SuspendAccountDialogProps) {
  const { name, handle, members, service_accounts, suspended_at } = account
  const isSuspended = suspended_at !== null
  const verb = isSuspended ? 'Reactivate' : 'Suspend'
  const { submit } = useActionMutation(isSuspended ? reactivateAccountAction : suspendAccountAction, {
    invalidates: [operatorKeys.all()],
    successMessage: isSuspended ? `${name} is in use again.` : `${name} is suspended.`,
  })
  const programs =
    service_accounts.used > 0 ? ` and ${countOf(service_accounts.used, 'service account')}` : ''
  const who = `${countOf(members.used, 'member')}${programs}`
  const isOne = members.used === 1 && programs === ''
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`${verb} ${name}`}
      tone={isSuspended ? 'primary' : 'danger'}
      consequence={
        isSuspended
          ? `${who} ${isOne ? 'gets' : 'get'} in again, with what they could do before.`
          : `${who} ${isOne ? 'is' : 'are'} refused from their next request on, and nobody can accept an invitation. Everything in it stays, and you can reactivate it.`
      }
      confirmLabel={verb}
      action={() => submit({ handle })}
    />
  )
}
