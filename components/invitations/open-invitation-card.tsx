'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormAlertText } from '@/components/form/form-alert-text'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { Button } from '@/components/ui/button'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { acceptInvitationAction, declineInvitationAction } from '@/lib/invitations/actions'
import type { OpenInvitation } from '@/lib/invitations/schema'
import { paths } from '@/lib/paths'
import { InvitationTerms } from './invitation-terms'
import { InvitationSignIn } from './invitation-sign-in'

type OpenInvitationCardProps = { token: string; invitation: OpenInvitation }

/** Who invites to what, as what, until when; and what this viewer can do about it. */
export function OpenInvitationCard({ token, invitation }: OpenInvitationCardProps) {
  const { accountKind, organizationName, message, viewer } = invitation
  const isPersonal = accountKind === 'PERSONAL'
  const router = useRouter()
  const [refusal, setRefusal] = useState<string | null>(null)
  const [isDeclining, setIsDeclining] = useState(false)
  const accept = useActionMutation(acceptInvitationAction, { invalidates: [] })
  const decline = useActionMutation(declineInvitationAction, {
    invalidates: [],
    onSuccess: () => router.refresh(),
  })

  async function acceptNow() {
    const result = await accept.submit({ token })
    if (result.ok) return router.push(isPersonal ? paths.home() : paths.organization(result.data.handle))
    setRefusal(result.error.message)
    // What happened to the invitation meanwhile is shown with the reason.
    if (result.error.code === 'conflict') router.refresh()
  }

  return (
    <div className="grid gap-4">
      <InvitationTerms invitation={invitation} />
      {message ? (
        <blockquote className="border-l-2 border-line pl-3 wrap-anywhere whitespace-pre-line">
          {message}
        </blockquote>
      ) : null}
      <div role="alert">{refusal ? <FormAlertText message={refusal} /> : null}</div>
      {viewer === 'invited' ? (
        <Button variant="primary" isFullWidth isPending={accept.isPending} onClick={() => void acceptNow()}>
          Accept invitation
        </Button>
      ) : (
        <InvitationSignIn token={token} invitation={invitation} />
      )}
      {viewer === 'somebody_else' ? null : (
        <Button variant="ghost" isFullWidth onClick={() => setIsDeclining(true)}>
          Decline
        </Button>
      )}
      <ConfirmDialog
        isOpen={isDeclining}
        onOpenChange={setIsDeclining}
        title="Decline invitation"
        consequence={`You will not ${isPersonal ? 'be added to these workspaces' : `join ${organizationName}`}, and this link stops working. They can invite you again.`}
        confirmLabel="Decline"
        action={() => decline.submit({ token })}
      />
    </div>
  )
}
