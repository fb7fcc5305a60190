'use client'
import { roleOptions } from '@/components/roles/role-options'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { AccessOutcome, AccessView, SharingEditor } from '@/lib/sharing/schema'
import { accessExpiryChoices, expiryOf, expirySchema, refineExpiry } from '@/components/form/expiry'
import { ExpiryField } from '@/components/form/expiry-field'

/** What is left out stays as it is. */
export type Terms = { roleId?: string; expiresAt?: string | null }

type ChangeAccessDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  editor: SharingEditor
  rows: AccessView[]
  action: (rows: AccessView[], terms: Terms) => Promise<ActionResult<{ outcomes: AccessOutcome[] }>>
}

const keep = 'keep'
const schema = z
  .object({ roleId: z.string().min(1, { error: 'Choose a workspace role.' }), ...expirySchema })
  .superRefine(refineExpiry)
type Values = z.infer<typeof schema>

/** Gives one or many who were added another role or another end. */
export function ChangeAccessDialog({ isOpen, onOpenChange, editor, rows, action }: ChangeAccessDialogProps) {
  const [first] = rows
  const isOne = rows.length === 1
  const roles = roleOptions(editor.roles)
  return (
    <DialogForm<Values, { outcomes: AccessOutcome[] }>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Change role"
      description={
        isOne
          ? `What ${first?.name} was given in ${editor.workspace.name}. What the default role and the organization role give stays.`
          : `${countOf(rows.length, 'member or service account', 'members or service accounts')} get the same. Those for whom it is refused keep what they have.`
      }
      schema={schema}
      defaultValues={{ roleId: isOne ? (first?.grant?.role_id ?? '') : keep, expiresAt: keep, expiresOn: '' }}
      action={({ roleId, ...expiry }) => {
        const expiresAt = expiryOf(expiry)
        return action(rows, {
          ...(roleId === keep ? {} : { roleId }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        })
      }}
      submitLabel="Change role"
    >
      <SelectField
        name="roleId"
        label="Workspace role"
        options={isOne ? roles : [{ value: keep, label: 'Leave as it is' }, ...roles]}
      />
      <ExpiryField choices={accessExpiryChoices} keepLabel={isOne ? currentEnd(first) : 'Leave as it is'} />
    </DialogForm>
  )
}

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

function currentEnd(row: AccessView | undefined): string {
  const end = row?.grant?.expires_at
  if (!end) return 'Never, as it is'
  return row.grant?.is_expired
    ? `Expired ${dates.format(new Date(end))}`
    : `As it is: ${dates.format(new Date(end))}`
}
