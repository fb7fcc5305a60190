'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import { paths } from '@/lib/paths'
import { workspaceQueries } from '@/lib/workspaces/queries'
import type { AccountReference, WorkspaceDetail } from '@/lib/workspaces/schema'
import { WorkspaceHandleForm } from './workspace-handle-form'
import { WorkspaceTextsForm } from './workspace-texts-form'

const DeleteWorkspaceDialog = lazyDialog(() =>
  import('./delete-workspace-dialog').then((file) => file.DeleteWorkspaceDialog),
)
const TransferWorkspaceDialog = lazyDialog(() =>
  import('./transfer-workspace-dialog').then((file) => file.TransferWorkspaceDialog),
)

type WorkspaceSettingsProps = {
  workspace: WorkspaceDetail
  /** Those one could transfer it to. */
  otherAccounts: AccountReference[]
}

/** What a workspace is called, where it belongs, and its end. Somebody who may not change it sees why. */
export function WorkspaceSettings({ workspace: shown, otherAccounts }: WorkspaceSettingsProps) {
  // What somebody else saves meanwhile comes in here, and the forms tell of it.
  const { data } = useQuery(workspaceQueries.detail(shown.account.id, shown.id))
  const workspace = data ?? shown
  return (
    <div className="max-w-160">
      <PageHeader title="Settings" />
      <div className="grid gap-6">
        <WorkspaceTextsForm workspace={workspace} />
        <WorkspaceHandleForm workspace={workspace} />
        <Transfer workspace={workspace} otherAccounts={otherAccounts} />
        <Deletion workspace={workspace} />
      </div>
    </div>
  )
}

function Transfer({ workspace, otherAccounts }: WorkspaceSettingsProps) {
  const [isOpen, setIsOpen] = useState(false)
  const refusal =
    reasonOf(workspace.can.transfer) ??
    (otherAccounts.length === 0
      ? 'You belong to no other account. Create an organization first, or be invited to one.'
      : undefined)
  return (
    <Card
      title="Transfer workspace"
      description="Moves it with everything in it to another account of which you are an Administrator. Its address changes."
    >
      <div>
        <Button onClick={() => setIsOpen(true)} disabledReason={refusal}>
          Transfer workspace
        </Button>
      </div>
      <TransferWorkspaceDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        workspace={workspace}
        accounts={otherAccounts}
      />
    </Card>
  )
}

function Deletion({ workspace }: { workspace: WorkspaceDetail }) {
  const [isOpen, setIsOpen] = useState(false)
  const router = useRouter()
  const { account, can } = workspace
  return (
    <Card
      tone="danger"
      title="Delete workspace"
      description="Ends everybody's access to it and removes everything in it, for good."
    >
      <div>
        <Button variant="danger" onClick={() => setIsOpen(true)} disabledReason={reasonOf(can.delete)}>
          Delete workspace
        </Button>
      </div>
      <DeleteWorkspaceDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        accountId={account.id}
        workspace={workspace}
        onDeleted={() => router.replace(paths.workspaces(account.handle))}
      />
    </Card>
  )
}
