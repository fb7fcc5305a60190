'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ChangedMeanwhile } from '@/components/form/changed-meanwhile'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { TextareaField } from '@/components/form/textarea-field'
import { Card } from '@/components/ui/card'
import { reasonOf } from '@/components/ui/disabled-reason'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { updateWorkspaceAction } from '@/lib/workspaces/actions'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import type { UpdateWorkspaceInput, WorkspaceDetail } from '@/lib/workspaces/schema'

/** Name and description. */
export function WorkspaceTextsForm({ workspace }: { workspace: WorkspaceDetail }) {
  const { id: workspaceId, account, name, description, can } = workspace
  const accountId = account.id
  const queryClient = useQueryClient()
  // What the form began with: the page may learn of another since.
  const [base, setBase] = useState({ name, description })
  const { submit } = useActionMutation(updateWorkspaceAction, {
    invalidates: [workspaceKeys.all(accountId), workspaceKeys.mine()],
    refreshesPage: true,
    successMessage: 'The workspace is saved.',
    onSuccess: (saved, input: UpdateWorkspaceInput) => {
      const texts = { name: saved.name, description: input.description ?? description }
      queryClient.setQueryData(
        workspaceQueries.detail(accountId, workspaceId).queryKey,
        (known) => known && { ...known, ...texts },
      )
      setBase(texts)
    },
  })
  const expected = { name, description }
  return (
    <Card title="Name and description" description="Shown wherever the workspace is.">
      <Form
        label="Change what it is called"
        schema={() => import('@/lib/workspaces/schema').then((file) => file.updateWorkspaceInput)}
        defaultValues={{ accountId, workspaceId, ...base, expected: base }}
        action={(values: UpdateWorkspaceInput) => submit({ ...values, expected })}
        submitLabel="Save changes"
        disabledReason={reasonOf(can.update)}
      >
        {base.name === name && base.description === description ? null : (
          <ChangedMeanwhile what="this workspace">{newsOf(base, expected)}</ChangedMeanwhile>
        )}
        <TextField name="name" label="Name" autoComplete="off" maxLength={200} />
        <TextareaField name="description" label="Description" isOptional rows={3} />
      </Form>
    </Card>
  )
}

type Texts = { name: string; description: string }

function newsOf(before: Texts, now: Texts): string {
  const news = [
    now.name === before.name ? '' : `It is called ${now.name} now.`,
    now.description === before.description ? '' : descriptionNews(now.description),
  ]
  return news.filter(Boolean).join(' ')
}

function descriptionNews(description: string): string {
  return description ? `Its description is: “${description}”` : 'Its description is gone.'
}
