'use client'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import type { MenuEntry } from '@/components/ui/menu-entry'
import { paths } from '@/lib/paths'
import { workspaceKeys } from '@/lib/workspaces/queries'
import type { WorkspaceView } from '@/lib/workspaces/schema'
import { usePinWorkspace } from './use-pin-workspace'

const DeleteWorkspaceDialog = lazyDialog(() =>
  import('./delete-workspace-dialog').then((file) => file.DeleteWorkspaceDialog),
)

type Options = { accountId: string; accountHandle: string }
type WorkspaceActions = { entriesOf: (workspace: WorkspaceView) => MenuEntry[]; dialogs: ReactNode }

/** Everything one may do to a workspace of a list, with the dialogs it takes. */
export function useWorkspaceActions({ accountId, accountHandle }: Options): WorkspaceActions {
  const router = useRouter()
  const pin = usePinWorkspace([...workspaceKeys.all(accountId), 'list'])
  const [isDeleting, setIsDeleting] = useState(false)
  const [shown, setShown] = useState<WorkspaceView | null>(null)
  return {
    entriesOf: (workspace) => {
      const { id, handle, is_pinned, can } = workspace
      return [
        { kind: 'link', label: 'Open', href: paths.workspace(accountHandle, handle) },
        {
          label: is_pinned ? 'Unpin' : 'Pin',
          onSelect: () => pin({ accountId, workspaceId: id, isPinned: !is_pinned }),
        },
        {
          label: 'Sharing',
          onSelect: () => router.push(paths.sharing(accountHandle, handle)),
          disabledReason: reasonOf(can.readAccess),
        },
        { kind: 'link', label: 'Settings', href: paths.workspaceSettings(accountHandle, handle) },
        { kind: 'separator', id: 'delete' },
        {
          label: 'Delete',
          tone: 'danger',
          onSelect: () => {
            setShown(workspace)
            setIsDeleting(true)
          },
          disabledReason: reasonOf(can.delete),
        },
      ]
    },
    dialogs: shown ? (
      <DeleteWorkspaceDialog
        key={shown.id}
        isOpen={isDeleting}
        onOpenChange={setIsDeleting}
        accountId={accountId}
        workspace={shown}
      />
    ) : null,
  }
}
