'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import type { MemberOutcome, MemberView } from '@/lib/members/schema'
import { whoText } from './consequence-text'
import { Consequences } from './consequences'

type SuspendMembersDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  members: MemberView[]
  action: (members: MemberView[]) => Promise<ActionResult<{ outcomes: MemberOutcome[] }>>
}

/** Says what suspending ends, then does it. */
export function SuspendMembersDialog(props: SuspendMembersDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, members, action } = props
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Suspend ${whoText(members)}`}
      consequence={
        <Consequences
          accountId={accountId}
          organizationName={organizationName}
          members={members}
          isOpen={isOpen}
          verb="Suspending"
          keys="stops"
          capability="suspend"
          rest="It takes effect at once. They keep their role, their grants and their place, and can be reactivated."
        />
      }
      confirmLabel="Suspend"
      action={() => action(members)}
    />
  )
}
