'use client'
import { useAccountWord } from '@/components/accounts/account-kind'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { leaveOrganizationAction } from '@/lib/members/actions'
import type { MemberView } from '@/lib/members/schema'
import { consequenceText } from './consequence-text'
import { useConsequences } from './use-consequences'

type LeaveOrganizationDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  /** The viewer's own membership. */
  members: MemberView[]
  onLeft: () => void
}

/** Says what leaving ends, then leaves. */
export function LeaveOrganizationDialog(props: LeaveOrganizationDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, members, onLeft } = props
  const word = useAccountWord()
  const counted = useConsequences(accountId, members, isOpen)
  const { submit } = useActionMutation(leaveOrganizationAction, {
    invalidates: [],
    successMessage: `You left ${organizationName}.`,
  })
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Leave ${word}`}
      consequence={
        <>
          <span aria-live="polite">
            {consequenceText({
              subject: `Leaving the ${word}`,
              organizationName,
              whose: 'your',
              keys: 'revokes',
              counted,
            })}
          </span>{' '}
          To come back you need a new invitation.
        </>
      }
      confirmLabel={`Leave ${word}`}
      action={() => submit({ accountId })}
      onSuccess={onLeft}
    />
  )
}
