'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { Choice } from '@/components/ui/choice'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import type { ActionResult } from '@/lib/errors'
import { paths } from '@/lib/paths'
import { transferWorkspaceAction } from '@/lib/workspaces/actions'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import type { AccountReference, TransferPreview, WorkspaceDetail } from '@/lib/workspaces/schema'
import { accountOption } from './account-option'
import { TransferHandle } from './transfer-handle'
import { TransferPreviewView } from './transfer-preview'

type TransferWorkspaceDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  workspace: WorkspaceDetail
  accounts: AccountReference[]
}

type Moved = { organization: string; handle: string }

/** Moves a workspace to another account, after what that ends has been seen; then goes to its new address. */
export function TransferWorkspaceDialog(props: TransferWorkspaceDialogProps) {
  const { isOpen, onOpenChange, workspace, accounts } = props
  const { id: workspaceId, name, account } = workspace
  const router = useRouter()
  const [to, setTo] = useState<AccountReference | null>(null)
  const [handle, setHandle] = useState(workspace.handle)
  const [refused, setRefused] = useState<string | null>(null)
  const { data: preview, error } = useQuery({
    ...workspaceQueries.transfer(account.id, workspaceId, to?.id ?? ''),
    enabled: isOpen && to !== null,
  })
  const { submit } = useActionMutation(transferWorkspaceAction, {
    // Not its own page: from the account it leaves, it is not there any more.
    invalidates: [
      [...workspaceKeys.all(account.id), 'list'],
      [...workspaceKeys.one(account.id, workspaceId), 'transfer'],
      workspaceKeys.mine(),
    ],
    successMessage: `${name} belongs to ${to?.name} now.`,
  })
  const needsHandle = preview?.is_handle_taken === true || refused !== null

  async function transfer(): Promise<ActionResult<Moved>> {
    const result = await submit({
      accountId: account.id,
      workspaceId,
      toAccountId: to?.id ?? '',
      handle,
      expectedRevision: preview?.revision ?? '',
    })
    const atHandle = result.ok ? null : (result.error.fields?.['handle'] ?? null)
    setRefused(atHandle)
    return result
  }
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Transfer workspace"
      consequence={`${name} moves from ${account.name} to another account with everything in it. Only people who belong to that account too keep what they were given in it.`}
      confirmLabel="Transfer workspace"
      tone="primary"
      textToType={workspace.handle}
      typeLabel="Handle to confirm"
      disabledReason={notReady({ to, preview, error, needsHandle, handle, former: workspace.handle })}
      action={transfer}
      onSuccess={(moved) => router.replace(paths.workspace(moved.organization, moved.handle))}
    >
      <div className="mt-4 grid gap-4">
        <Choice
          label="Account"
          searchLabel="Search accounts"
          placeholder="Choose where it goes"
          options={accounts.map(accountOption)}
          value={to && accountOption(to)}
          onValueChange={({ value }) => {
            setTo(accounts.find(({ id }) => id === value) ?? null)
            setRefused(null)
            setHandle(workspace.handle)
          }}
        />
        {to ? <TransferPreviewView preview={preview} error={error} workspace={workspace} /> : null}
        {to && needsHandle ? (
          <TransferHandle
            accountName={to.name}
            former={workspace.handle}
            value={handle}
            onValueChange={(next) => {
              setHandle(next)
              setRefused(null)
            }}
            error={refused}
          />
        ) : null}
      </div>
    </ConfirmDialog>
  )
}

type Readiness = {
  to: AccountReference | null
  preview: TransferPreview | undefined
  error: Error | null
  needsHandle: boolean
  handle: string
  former: string
}

function notReady({ to, preview, error, needsHandle, handle, former }: Readiness): string | undefined {
  if (to === null) return 'Choose the account that it goes to.'
  if (error) return error.message
  if (!preview) return 'What the transfer would do is being counted.'
  if (needsHandle && (handle === former || handle === ''))
    return `Choose another handle for it in ${to.name}.`
  return undefined
}
