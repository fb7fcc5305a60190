'use client'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { copyInvitationLinkAction } from '@/lib/invitations/actions'
import { invitationKeys } from '@/lib/invitations/queries'
import type { InvitationView } from '@/lib/invitations/schema'
import { InvitationLinkDialog } from './invitation-link-dialog'

/**
 * Makes a link to hand over and shows it. Where a mailed link may be in somebody's mailbox, the consequence is confirmed first:
 * that one stops working.
 */
export function useCopyLink(accountId: string) {
  const [asked, setAsked] = useState<InvitationView | null>(null)
  const [link, setLink] = useState<{ url: string; email: string } | null>(null)
  const copy = useActionMutation(copyInvitationLinkAction, {
    invalidates: [invitationKeys.all(accountId)],
    onSuccess: setLink,
  })

  function start(invitation: InvitationView) {
    const { kind, status } = invitation.delivery
    const isUnderway = kind === 'MAILED' && (status === 'SENT' || status === 'QUEUED')
    if (isUnderway && invitation.state === 'PENDING') setAsked(invitation)
    else copy.mutate({ accountId, invitationId: invitation.id })
  }

  const dialogs = (
    <>
      <ConfirmDialog
        isOpen={asked !== null}
        onOpenChange={() => setAsked(null)}
        title="Copy invitation link"
        consequence={`A new link is made for ${asked?.email ?? ''}, and the one that was mailed stops working.`}
        confirmLabel="Copy invitation link"
        tone="primary"
        action={() => copy.submit({ accountId, invitationId: asked?.id ?? '' })}
      />
      <InvitationLinkDialog link={link} onClose={() => setLink(null)} />
    </>
  )
  return { start, dialogs }
}
