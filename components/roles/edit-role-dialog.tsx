'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { DialogForm } from '@/components/form/dialog-form'
import { FormAlertText } from '@/components/form/form-alert-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { updateRoleAction } from '@/lib/roles/actions'
import { roleEffectQueries } from '@/lib/roles/effects-queries'
import { roleKeys } from '@/lib/roles/queries'
import { permissionDefinitions } from '@/lib/policy/permissions'
import { memberKeys } from '@/lib/members/queries'
import { updateRoleInput, type RoleDetail, type RoleEditor, type UpdateRoleInput } from '@/lib/roles/schema'
import { RoleEffectsView } from './role-effects-view'
import { RoleFields } from './role-fields'
import { RoleNews } from './role-news'

type EditRoleDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  role: RoleDetail
  editor: RoleEditor
}

/** Edits a role in two steps: what it shall be, then who gains and loses what by that. */
export function EditRoleDialog(props: EditRoleDialogProps) {
  const { isOpen, onOpenChange, accountId, role, editor } = props
  // What was typed outlives the step, and what somebody else saves meanwhile.
  const [draft, setDraft] = useState<UpdateRoleInput | null>(null)
  const [isPreviewing, setIsPreviewing] = useState(false)
  const [base] = useState(role)
  const { submit } = useActionMutation(updateRoleAction, {
    invalidates: [roleKeys.all(accountId), memberKeys.all(accountId)],
    successMessage: 'The role is saved.',
    refreshesPage: true,
  })
  const close = (isNext: boolean) => {
    if (!isNext) {
      setDraft(null)
      setIsPreviewing(false)
    }
    onOpenChange(isNext)
  }
  const save = async (values: UpdateRoleInput) => {
    const result = await submit(values)
    if (result.ok) close(false)
    return result
  }

  if (isPreviewing && draft)
    return (
      <PreviewStep
        isOpen={isOpen}
        onOpenChange={close}
        accountId={accountId}
        draft={draft}
        onBack={() => setIsPreviewing(false)}
        save={save}
      />
    )
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={close}
      title="Edit role"
      description="A change holds at once for everybody who has the role."
      size="large"
      schema={updateRoleInput}
      defaultValues={draft ?? valuesOf(accountId, role)}
      action={async (values: UpdateRoleInput) => {
        const asked = { ...values, expectedVersion: role.version }
        if (!changesPermissions(role, asked)) return save(asked)
        setDraft(asked)
        setIsPreviewing(true)
        return { ok: true, data: { id: role.id, version: role.version } }
      }}
      closesOnSuccess={false}
      submitLabel="Save changes"
    >
      {base.version === role.version ? null : <RoleNews before={base} now={role} />}
      <RoleFields refusals={refusalsFor(role, editor)} />
    </DialogForm>
  )
}

type PreviewStepProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  draft: UpdateRoleInput
  onBack: () => void
  save: (values: UpdateRoleInput) => Promise<{ ok: boolean; error?: { message: string } }>
}

function PreviewStep({ isOpen, onOpenChange, accountId, draft, onBack, save }: PreviewStepProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isPending, setIsPending] = useState(false)
  const { data, error } = useQuery(roleEffectQueries.edit(accountId, draft.roleId, draft.permissions ?? []))
  async function confirm() {
    setIsPending(true)
    const result = await save(draft)
    setIsPending(false)
    setProblem(result.ok ? null : (result.error?.message ?? null))
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Edit role"
      description={`What saving ${draft.name} changes, as of now:`}
      size="large"
      closesOnOutsidePress={false}
    >
      <RoleEffectsView effects={data} error={error} />
      <div role="alert" className="mt-4">
        {problem === null ? null : <FormAlertText message={problem} />}
      </div>
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={onBack}>Back</Button>
        <Button
          variant="primary"
          isPending={isPending}
          onClick={() => void confirm()}
          disabledReason={error ? error.message : undefined}
        >
          Save
        </Button>
      </div>
    </Dialog>
  )
}

function valuesOf(accountId: string, role: RoleDetail): UpdateRoleInput {
  const { id, name, description, permissions, version } = role
  return { accountId, roleId: id, name, description, permissions: [...permissions], expectedVersion: version }
}

// On a plan without custom roles a role becomes only smaller (R12).
function refusalsFor({ permissions }: RoleDetail, { create, refusals }: RoleEditor): RoleEditor['refusals'] {
  if (create.allowed || create.reason !== 'plan_required') return refusals
  const added = permissionDefinitions.filter(({ id }) => !permissions.includes(id))
  return { ...refusals, ...Object.fromEntries(added.map(({ id }) => [id, create.message])) }
}

function changesPermissions({ permissions }: RoleDetail, asked: UpdateRoleInput): boolean {
  const wanted = new Set(asked.permissions)
  return wanted.size !== permissions.length || permissions.some((permission) => !wanted.has(permission))
}
