'use client'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { requestEmailVerificationAction } from '@/lib/email-verifications/actions'
import { paths } from '@/lib/paths'

type EmailCardProps = { email: string; isEmailVerified: boolean; sendsMail: boolean }

/** The address one signs in with, and whether it is known to be one's own. */
export function EmailCard({ email, isEmailVerified, sendsMail }: EmailCardProps) {
  return (
    <Card title="Email" description="You sign in with it, and mail about your organizations goes there.">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium wrap-anywhere">{email}</span>
        {isEmailVerified ? (
          <Badge tone="success">Verified</Badge>
        ) : (
          <Badge tone="warning">Not verified</Badge>
        )}
      </p>
      {isEmailVerified ? null : <Verification sendsMail={sendsMail} />}
    </Card>
  )
}

function Verification({ sendsMail }: { sendsMail: boolean }) {
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { mutate, isPending } = useActionMutation(requestEmailVerificationAction, {
    invalidates: [],
    onSuccess: (data) => setSentTo(data.email),
  })
  return (
    <div className="grid justify-items-start gap-3">
      <p role="status" className="text-muted">
        {sentTo
          ? `We sent a link to ${sentTo}. It works for a day.`
          : 'Verify it to accept invitations whose link was handed to you.'}
      </p>
      <Button
        isPending={isPending}
        disabledReason={
          sendsMail
            ? undefined
            : 'This installation sends no mail, so addresses cannot be verified and need not be.'
        }
        onClick={() => mutate({ returnTo: paths.profile() })}
      >
        Send verification link
      </Button>
    </div>
  )
}
