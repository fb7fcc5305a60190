'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { MemberOutcome, MemberView } from '@/lib/members/schema'
import { useConsequences } from './use-consequences'

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
  const { access, keys } = useConsequences(accountId, members, isOpen)
  const who = members.length === 1 ? (members[0]?.name ?? '') : countOf(members.length, 'member')
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Suspend ${who}`}
      consequence={
        `Suspending ${who} ends their access to ${access}${keys ? ` and stops ${keys}` : ''} in ${organizationName}, at once. ` +
        'They keep their role, their grants and their place, and can be reactivated.'
      }
      confirmLabel="Suspend"
      action={() => action(members)}
    />
  )
}
