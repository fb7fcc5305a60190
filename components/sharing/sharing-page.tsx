'use client'
import { AddButton } from '@/components/ui/add-button'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import type { Capability } from '@/lib/capability'
import { useDialog } from '@/lib/client/use-dialog'
import type { SharingEditor } from '@/lib/sharing/schema'
import { DefaultRoleCard } from './default-role-card'
import { SharingTable, useSharingList } from './sharing-table'
import { useSharingChanges } from './use-sharing-changes'

const InviteToWorkspaceDialog = lazyDialog(() =>
  import('@/components/invitations/invite-to-workspace-dialog').then((file) => file.InviteToWorkspaceDialog),
)
const AddAccessDialog = lazyDialog(() => import('./add-access-dialog').then((file) => file.AddAccessDialog))

type SharingPageProps = {
  editor: SharingEditor
  /** Whether people can be invited to the workspace itself; null in an organization, whose members are invited to that. */
  invite: Capability | null
}

/** Who can open a workspace and as what, and the changes of it. */
export function SharingPage({ editor, invite }: SharingPageProps) {
  const { workspace, share } = editor
  const of = { accountId: workspace.account.id, workspaceId: workspace.id }
  const { isOpen, setIsOpen } = useDialog('add')
  const { isOpen: isInviting, setIsOpen: setIsInviting } = useDialog('invite')
  const { query, selection } = useSharingList()
  const changes = useSharingChanges({ of, editor, onDone: selection.clear })
  return (
    <>
      <PageHeader
        title="Workspace Sharing"
        description={`Who can open ${workspace.name}, as what, and where it comes from.`}
        actions={
          <>
            {invite ? (
              <Button onClick={() => setIsInviting(true)} disabledReason={reasonOf(invite)}>
                Invite to workspace
              </Button>
            ) : null}
            <AddButton
              label="Add members or service accounts"
              onClick={() => setIsOpen(true)}
              disabledReason={reasonOf(share)}
            />
          </>
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
      {invite?.allowed ? (
        <InviteToWorkspaceDialog
          isOpen={isInviting}
          onOpenChange={setIsInviting}
          accountId={workspace.account.id}
          workspaceId={workspace.id}
          workspaceName={workspace.name}
          roles={editor.roles}
        />
      ) : null}
      {changes.dialogs}
    </>
  )
}
