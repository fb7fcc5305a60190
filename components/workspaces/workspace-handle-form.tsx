'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ChangedMeanwhile } from '@/components/form/changed-meanwhile'
import { Form } from '@/components/form/form'
import { HandleField } from '@/components/form/handle-field'
import { Card } from '@/components/ui/card'
import { reasonOf } from '@/components/ui/disabled-reason'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { paths } from '@/lib/paths'
import { changeWorkspaceHandleAction } from '@/lib/workspaces/actions'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import type { ChangeWorkspaceHandleInput, WorkspaceDetail } from '@/lib/workspaces/schema'

/** What a workspace is called in addresses. */
export function WorkspaceHandleForm({ workspace }: { workspace: WorkspaceDetail }) {
  const { id: workspaceId, account, handle, can } = workspace
  const router = useRouter()
  const queryClient = useQueryClient()
  const [base, setBase] = useState(handle)
  const { submit } = useActionMutation(changeWorkspaceHandleAction, {
    invalidates: [workspaceKeys.all(account.id), workspaceKeys.mine()],
    successMessage: (changed) => `The handle is ${changed.handle} now.`,
    onSuccess: (changed) => {
      queryClient.setQueryData(
        workspaceQueries.detail(account.id, workspaceId).queryKey,
        (known) => known && { ...known, handle: changed.handle },
      )
      setBase(changed.handle)
      router.replace(paths.workspaceSettings(account.handle, changed.handle))
    },
  })
  return (
    <Card
      title="Handle"
      description="Part of every address of the workspace. Addresses with the former handle stop working: links that people saved, and settings of programs that use it."
    >
      <Form
        label="Change the address"
        schema={() => import('@/lib/workspaces/schema').then((file) => file.changeWorkspaceHandleInput)}
        defaultValues={{ accountId: account.id, workspaceId, handle: base, expectedHandle: base }}
        action={(values: ChangeWorkspaceHandleInput) => submit({ ...values, expectedHandle: handle })}
        submitLabel="Change handle"
        disabledReason={reasonOf(can.update)}
      >
        {base === handle ? null : (
          <ChangedMeanwhile what="the handle">{`It is ${handle} now.`}</ChangedMeanwhile>
        )}
        <HandleField />
      </Form>
    </Card>
  )
}
