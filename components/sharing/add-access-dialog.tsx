'use client'
import { roleOptions } from '@/components/roles/role-options'
import { useController, useWatch } from 'react-hook-form'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import type { ActionResult } from '@/lib/errors'
import type { SharedWorkspace } from '@/lib/sharing/queries'
import type { AccessOutcome, SharingEditor } from '@/lib/sharing/schema'
import { accessExpiryChoices, expiryOf, expirySchema, refineExpiry } from '@/components/form/expiry'
import { ExpiryField } from '@/components/form/expiry-field'
import { MemberPicker, type Picked } from './member-picker'

export type Addition = { people: Picked[]; roleId: string; expiresAt: string | null }

type AddAccessDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  of: SharedWorkspace
  editor: SharingEditor
  action: (addition: Addition) => Promise<ActionResult<{ outcomes: AccessOutcome[] }>>
}

const picked = z.object({
  membership_id: z.uuid(),
  name: z.string(),
  kind: z.enum(['USER', 'SERVICE_ACCOUNT']),
  is_read_only: z.boolean(),
})
const schema = z
  .object({
    people: z.array(picked).min(1, { error: 'Choose at least one member or service account.' }),
    roleId: z.uuid({ error: 'Choose a workspace role.' }),
    ...expirySchema,
  })
  .superRefine(refineExpiry)
type Values = z.infer<typeof schema>

/** Adds members and service accounts to a workspace: several at once, one role, for ever or until a day. */
export function AddAccessDialog({ isOpen, onOpenChange, of, editor, action }: AddAccessDialogProps) {
  const { workspace, roles } = editor
  return (
    <DialogForm<Values, { outcomes: AccessOutcome[] }>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add members or service accounts"
      description={`They can open ${workspace.name} at once. Those to be added belong to ${workspace.account.name} already.`}
      schema={schema}
      defaultValues={{ people: [], roleId: '', expiresAt: 'never', expiresOn: '' }}
      action={({ people, roleId, ...expiry }) =>
        action({ people, roleId, expiresAt: expiryOf(expiry) ?? null })
      }
      submitLabel="Add"
    >
      <PeopleField of={of} />
      <SelectField name="roleId" label="Workspace role" options={roleOptions(roles)} />
      <ExpiryField choices={accessExpiryChoices} />
      <ServiceAccountNote />
    </DialogForm>
  )
}

function PeopleField({ of }: { of: SharedWorkspace }) {
  const { field, fieldState } = useController<Values, 'people'>({ name: 'people' })
  return (
    <MemberPicker
      of={of}
      picked={field.value}
      onPickedChange={field.onChange}
      error={fieldState.error?.message}
    />
  )
}

function ServiceAccountNote() {
  const people = useWatch<Values, 'people'>({ name: 'people' })
  if (!people.some(({ kind }) => kind === 'SERVICE_ACCOUNT')) return null
  return (
    <p className="text-sm text-muted">
      A service account gets no default role: it holds what you give it here, and nothing more.
    </p>
  )
}
