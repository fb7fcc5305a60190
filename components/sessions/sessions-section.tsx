'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { Button } from '@/components/ui/button'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { revokeOtherSessionsAction } from '@/lib/sessions/actions'
import { sessionKeys, sessionQueries } from '@/lib/sessions/queries'
import { SessionsTable } from './sessions-table'

/** Where one is signed in, with the ways to end it. */
export function SessionsSection() {
  const [isAsking, setIsAsking] = useState(false)
  const { data } = useQuery(sessionQueries.list())
  const others = data?.filter((session) => !session.is_current).length ?? 0
  const revoke = useActionMutation(revokeOtherSessionsAction, {
    invalidates: [sessionKeys.all()],
    successMessage: ({ revoked }) =>
      revoked === 1 ? 'One device was signed out.' : `${revoked} devices were signed out.`,
  })
  return (
    <section aria-labelledby="sessions">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="sessions" className="text-md font-semibold">
          Sessions
        </h2>
        <Button
          onClick={() => setIsAsking(true)}
          disabledReason={others > 0 ? undefined : 'You are signed in on this device only.'}
        >
          Revoke all other sessions
        </Button>
      </div>
      <SessionsTable />
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title="Revoke all other sessions"
        consequence={
          others === 1
            ? 'The one other device you are signed in on is signed out. This device stays signed in.'
            : `The ${others} other devices you are signed in on are signed out. This device stays signed in.`
        }
        confirmLabel="Revoke"
        action={() => revoke.submit({})}
      />
    </section>
  )
}
