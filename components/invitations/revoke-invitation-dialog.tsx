'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { revokeInvitationAction } from '@/lib/invitations/actions'
import { invitationKeys } from '@/lib/invitations/queries'
import type { InvitationView } from '@/lib/invitations/schema'

type RevokeInvitationDialogProps = {
  accountId: string
  organizationName: string
  invitation: InvitationView | null
  onClose: () => void
}

export function RevokeInvitationDialog({
  accountId,
  organizationName,
  invitation,
  onClose,
}: RevokeInvitationDialogProps) {
  const { submit } = useActionMutation(revokeInvitationAction, {
    invalidates: [invitationKeys.all(accountId)],
    successMessage: ({ email }) => `The invitation of ${email} is revoked.`,
    refreshesPage: true,
  })
  return (
    <ConfirmDialog
      isOpen={invitation !== null}
      onOpenChange={onClose}
      title="Revoke invitation"
      consequence={`The link that ${invitation?.email ?? ''} got stops working, and they cannot join ${organizationName} with it. They can be invited again.`}
      confirmLabel="Revoke invitation"
      action={() => submit({ accountId, invitationId: invitation?.id ?? '' })}
    />
  )
}
