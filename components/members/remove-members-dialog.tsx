'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import type { MemberOutcome, MemberView } from '@/lib/members/schema'
import { whoText } from './consequence-text'
import { Consequences } from './consequences'

type RemoveMembersDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  members: MemberView[]
  action: (members: MemberView[]) => Promise<ActionResult<{ outcomes: MemberOutcome[] }>>
}

/** Says what removing ends, then does it. */
export function RemoveMembersDialog(props: RemoveMembersDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, members, action } = props
  const isWithViewer = members.some(({ is_viewer }) => is_viewer)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Remove ${whoText(members)}`}
      consequence={
        <Consequences
          accountId={accountId}
          organizationName={organizationName}
          members={members}
          isOpen={isOpen}
          verb="Removing"
          keys="revokes"
          capability="remove"
          rest={
            'This cannot be undone; they can be invited again. What they did stays in the audit log.' +
            (isWithViewer ? ' You are among them: you would leave the organization.' : '')
          }
        />
      }
      confirmLabel="Remove"
      action={() => action(members)}
    />
  )
}
