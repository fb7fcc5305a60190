'use client'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { useAccountWord } from '@/components/accounts/account-kind'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import type { MemberView } from '@/lib/members/schema'
import { paths } from '@/lib/paths'
import type { AssignableRole } from '@/lib/roles/schema'
import { membersNoun, type PartialChange, useBulkActions } from './use-bulk-actions'

const ChangeMemberRoleDialog = lazyDialog(() =>
  import('./change-member-role-dialog').then((file) => file.ChangeMemberRoleDialog),
)
const EndAccessDialog = lazyDialog(() => import('./end-access-dialog').then((file) => file.EndAccessDialog))
const LeaveOrganizationDialog = lazyDialog(() =>
  import('./leave-organization-dialog').then((file) => file.LeaveOrganizationDialog),
)
const RefusedDialog = lazyDialog(() =>
  import('@/components/feedback/refused-dialog').then((file) => file.RefusedDialog),
)

export type MemberChange = 'role' | 'suspend' | 'reactivate' | 'remove' | 'leave'

export type MemberChanges = {
  start: (change: MemberChange, members: MemberView[]) => void
  /** The menu of one member. */
  entriesOf: (member: MemberView) => MenuEntry[]
  /** To be put somewhere on the page. */
  dialogs: ReactNode
}

type Options = {
  accountId: string
  handle: string
  organizationName: string
  roles: AssignableRole[]
  /** After a change of members that the person chose. */
  onDone?: () => void
}

/** Everything one may do to members, one or many, with the dialogs it takes. */
export function useMemberChanges({
  accountId,
  handle,
  organizationName,
  roles,
  onDone,
}: Options): MemberChanges {
  const router = useRouter()
  const word = useAccountWord()
  const [open, setOpen] = useState<{ change: MemberChange; members: MemberView[] } | null>(null)
  const [shown, setShown] = useState<MemberView[]>([])
  const [refused, setRefused] = useState<PartialChange | null>(null)
  const [isRefusedOpen, setIsRefusedOpen] = useState(false)
  const goToOrganizations = () => router.push(paths.organizations())
  const actions = useBulkActions({
    accountId,
    roles,
    onRefused: (change) => {
      setRefused(change)
      setIsRefusedOpen(true)
    },
    onDone,
    onLeft: goToOrganizations,
  })

  function start(change: MemberChange, members: MemberView[]) {
    if (change === 'reactivate') return actions.reactivate(members)
    setShown(members)
    setOpen({ change, members })
  }
  const dialog = (change: MemberChange) => ({
    isOpen: open?.change === change,
    onOpenChange: () => setOpen(null),
    accountId,
    organizationName,
    members: shown,
  })
  return {
    start,
    entriesOf: (member) => entriesOf(member, { start, href: paths.member(handle, member.id), word }),
    dialogs: (
      <>
        <ChangeMemberRoleDialog {...dialog('role')} roles={roles} action={actions.changeRole} />
        <EndAccessDialog {...dialog('suspend')} change="suspend" action={actions.suspend} />
        <EndAccessDialog {...dialog('remove')} change="remove" action={actions.remove} />
        <LeaveOrganizationDialog {...dialog('leave')} onLeft={goToOrganizations} />
        <RefusedDialog
          // One at a time: the dialog of the change closes first.
          isOpen={isRefusedOpen && open === null}
          onOpenChange={setIsRefusedOpen}
          noun={membersNoun}
          outcomes={refused?.outcomes ?? []}
          undo={refused?.undo ?? null}
        />
      </>
    ),
  }
}

type Row = { start: MemberChanges['start']; href: string; word: string }

function entriesOf(member: MemberView, { start, href, word }: Row): MenuEntry[] {
  const { can, is_viewer, status, is_suspended_by_provider } = member
  const isActive = status === 'ACTIVE'
  const entry = (label: string, change: MemberChange, capability: keyof MemberView['can']) => ({
    label,
    onSelect: () => start(change, [member]),
    disabledReason: reasonOf(can[capability]),
  })
  return [
    { kind: 'link', label: 'View member', href },
    entry('Change role', 'role', 'changeRole'),
    ...(isActive ? [] : [entry('Reactivate', 'reactivate', 'reactivate')]),
    ...(isActive || is_suspended_by_provider ? [entry('Suspend', 'suspend', 'suspend')] : []),
    { kind: 'separator', id: 'remove' },
    {
      ...entry(is_viewer ? `Leave ${word}` : `Remove from ${word}`, is_viewer ? 'leave' : 'remove', 'remove'),
      tone: 'danger',
    },
  ]
}
