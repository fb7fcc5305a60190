'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import type { MemberOutcome, MemberView } from '@/lib/members/schema'
import { whoText } from './consequence-text'
import { Consequences } from './consequences'

type EndAccessDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  members: MemberView[]
  change: 'suspend' | 'remove'
  action: (members: MemberView[]) => Promise<ActionResult<{ outcomes: MemberOutcome[] }>>
}

/** Says what suspending or removing ends, then does it. */
export function EndAccessDialog(props: EndAccessDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, members, change, action } = props
  const { label, verb, keys, restOf } = changes[change]
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`${label} ${whoText(members)}`}
      consequence={
        <Consequences
          accountId={accountId}
          organizationName={organizationName}
          members={members}
          isOpen={isOpen}
          verb={verb}
          keys={keys}
          capability={change}
          rest={restOf(members)}
        />
      }
      confirmLabel={label}
      action={() => action(members)}
    />
  )
}

const changes = {
  suspend: {
    label: 'Suspend',
    verb: 'Suspending',
    keys: 'stops',
    restOf: (members: MemberView[]) =>
      'It takes effect at once. They keep their role, their grants and their place, and can be reactivated.' +
      (members.some(({ is_suspended_by_provider }) => is_suspended_by_provider)
        ? ' Whom the identity provider suspended already, it will not let in again.'
        : ''),
  },
  remove: {
    label: 'Remove',
    verb: 'Removing',
    keys: 'revokes',
    restOf: (members: MemberView[]) =>
      'This cannot be undone; they can be invited again. What they did stays in the audit log.' +
      (members.some(({ is_viewer }) => is_viewer)
        ? ' You are among them: you would leave the organization.'
        : ''),
  },
} as const
