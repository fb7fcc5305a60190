'use client'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { MemberOutcome, MemberView } from '@/lib/members/schema'
import { useConsequences } from './use-consequences'

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
  const { access, keys } = useConsequences(accountId, members, isOpen)
  const who = members.length === 1 ? (members[0]?.name ?? '') : countOf(members.length, 'member')
  const isWithViewer = members.some(({ is_viewer }) => is_viewer)
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Remove ${who}`}
      consequence={
        `Removing ${who} from ${organizationName} ends their access to ${access}${keys ? ` and revokes ${keys}` : ''}. ` +
        `This cannot be undone; they can be invited again. What they did stays in the audit log.` +
        (isWithViewer ? ' You are among them: you would leave the organization.' : '')
      }
      confirmLabel="Remove"
      action={() => action(members)}
    />
  )
}
