'use client'
import { AddButton } from '@/components/ui/add-button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import { useDialog } from '@/lib/client/use-dialog'
import type { SharingEditor } from '@/lib/sharing/schema'
import { DefaultRoleCard } from './default-role-card'
import { SharingTable, useSharingList } from './sharing-table'
import { useSharingChanges } from './use-sharing-changes'

const AddAccessDialog = lazyDialog(() => import('./add-access-dialog').then((file) => file.AddAccessDialog))

/** Who can open a workspace and as what, and the changes of it. */
export function SharingPage({ editor }: { editor: SharingEditor }) {
  const { workspace, share } = editor
  const of = { accountId: workspace.account.id, workspaceId: workspace.id }
  const { isOpen, setIsOpen } = useDialog('add')
  const { query, selection } = useSharingList()
  const changes = useSharingChanges({ of, editor, onDone: selection.clear })
  return (
    <>
      <PageHeader
        title="Workspace Sharing"
        description={`Who can open ${workspace.name}, as what, and where it comes from.`}
        actions={
          <AddButton
            label="Add members or service accounts"
            onClick={() => setIsOpen(true)}
            disabledReason={reasonOf(share)}
          />
        }
      />
      <div className="grid gap-6">
        <DefaultRoleCard editor={editor} />
        <SharingTable of={of} editor={editor} changes={changes} selection={selection} query={query} />
      </div>
      {share.allowed ? (
        <AddAccessDialog
          isOpen={isOpen}
          onOpenChange={setIsOpen}
          of={of}
          editor={editor}
          action={changes.add}
        />
      ) : null}
      {changes.dialogs}
    </>
  )
}
