'use client'
import { useRouter } from 'next/navigation'
import { type ReactNode, useMemo, useState } from 'react'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { paths } from '@/lib/paths'
import type { SharedWorkspace } from '@/lib/sharing/queries'
import type { AccessOutcome, AccessView, SharingEditor } from '@/lib/sharing/schema'
import { principalHref, principalWhyHref } from './principal-href'
import { accessNoun, type PartialAccessChange, useSharingActions } from './use-sharing-actions'

const ChangeAccessDialog = lazyDialog(() =>
  import('./change-access-dialog').then((file) => file.ChangeAccessDialog),
)
const RemoveAccessDialog = lazyDialog(() =>
  import('./remove-access-dialog').then((file) => file.RemoveAccessDialog),
)
const RefusedDialog = lazyDialog(() =>
  import('@/components/feedback/refused-dialog').then((file) => file.RefusedDialog),
)

export type SharingChange = 'change' | 'remove'

export type SharingChanges = {
  start: (change: SharingChange, rows: AccessView[]) => void
  changeInPlace: (row: AccessView, roleId: string) => void
  add: ReturnType<typeof useSharingActions>['add']
  /** The menu of one row. */
  entriesOf: (row: AccessView) => MenuEntry[]
  /** To be put somewhere on the page. */
  dialogs: ReactNode
}

type Options = { of: SharedWorkspace; editor: SharingEditor; onDone: () => void }

/** Everything one may do to who was added to a workspace, one or many, with the dialogs it takes. */
export function useSharingChanges({ of, editor, onDone }: Options): SharingChanges {
  const router = useRouter()
  const { account, name } = editor.workspace
  const [open, setOpen] = useState<{ change: SharingChange; rows: AccessView[] } | null>(null)
  const [shown, setShown] = useState<AccessView[]>([])
  const [refused, setRefused] = useState<PartialAccessChange | null>(null)
  const [isRefusedOpen, setIsRefusedOpen] = useState(false)
  const roleNames = useMemo(() => new Map(editor.roles.map((role) => [role.id, role.name])), [editor.roles])
  const actions = useSharingActions({
    of,
    roleNames,
    onRefused: (change) => {
      setRefused(change)
      setIsRefusedOpen(true)
    },
    onDone: (changed) => {
      onDone()
      leaveWhereAccessEnded(changed)
    },
  })
  function start(change: SharingChange, rows: AccessView[]) {
    setShown(rows)
    setOpen({ change, rows })
  }
  // Somebody who took their own access back: the page they are on is not theirs any more.
  function leaveWhereAccessEnded(changed: AccessOutcome[]) {
    const own = shown.find(({ is_viewer }) => is_viewer)
    const isWithOwn = own && changed.some(({ membershipId }) => membershipId === own.membership_id)
    if (!isWithOwn || open?.change !== 'remove') return
    if (own.sources.some(({ kind }) => kind !== 'grant')) router.refresh()
    else router.push(paths.workspaces(account.handle))
  }
  const dialog = (change: SharingChange) => ({
    isOpen: open?.change === change,
    onOpenChange: () => setOpen(null),
    rows: shown,
  })
  return {
    start,
    changeInPlace: (row, roleId) => actions.changeInPlace(row, { roleId }),
    add: actions.add,
    entriesOf: (row) =>
      entriesOf(row, {
        start,
        href: principalHref(account.handle, row),
        whyHref: principalWhyHref(account.handle, row, of.workspaceId),
      }),
    dialogs: (
      <>
        <ChangeAccessDialog {...dialog('change')} editor={editor} action={actions.change} />
        <RemoveAccessDialog {...dialog('remove')} of={of} workspaceName={name} action={actions.remove} />
        <RefusedDialog
          // One at a time: the dialog of the change closes first.
          isOpen={isRefusedOpen && open === null}
          onOpenChange={setIsRefusedOpen}
          noun={accessNoun}
          outcomes={refused?.outcomes ?? []}
          undo={refused?.undo ?? null}
        />
      </>
    ),
  }
}

type Row = { start: SharingChanges['start']; href: string; whyHref: string }

function entriesOf(row: AccessView, { start, href, whyHref }: Row): MenuEntry[] {
  const { kind, can, grant } = row
  return [
    { kind: 'link', label: kind === 'USER' ? 'View member' : 'View service account', href },
    { kind: 'link', label: 'Why this access', href: whyHref },
    { label: 'Change role', onSelect: () => start('change', [row]), disabledReason: reasonOf(can.change) },
    {
      label: grant?.expires_at ? 'Extend' : 'Set expiry',
      onSelect: () => start('change', [row]),
      disabledReason: reasonOf(can.change),
    },
    { kind: 'separator', id: 'remove' },
    {
      label: 'Remove from workspace',
      onSelect: () => start('remove', [row]),
      disabledReason: reasonOf(can.remove),
      tone: 'danger',
    },
  ]
}
