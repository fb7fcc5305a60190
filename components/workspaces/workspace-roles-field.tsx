'use client'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { invitationQueries } from '@/lib/invitations/queries'
import { WorkspaceRoleRow } from './workspace-role-row'
import { roleOptions } from '@/components/roles/role-options'

type Values = { roleId: string | null; workspaces: { workspaceId: string; roleId: string }[] }

type WorkspaceRolesFieldProps = {
  accountId: string
  /** How many the form takes. */
  atMost: number
  /** Said while none is chosen: what choosing one does. */
  hint: string
  /** What the workspaces that the form begins with are called, by id. */
  names?: Record<string, string>
}

/**
 * Workspaces with the role that is given in each: as many rows as one adds. The roles are those that go with the organization role of the
 * form's `roleId`.
 */
export function WorkspaceRolesField(props: WorkspaceRolesFieldProps) {
  const { accountId, atMost, hint } = props
  const { control } = useFormContext<Values>()
  const { fields, append, remove } = useFieldArray({ control, name: 'workspaces' })
  const roleId = useWatch({ control, name: 'roleId' })
  const roles = useQuery({
    ...invitationQueries.offeredRoles(accountId, roleId ?? ''),
    enabled: fields.length > 0,
  })
  // The form holds ids; what they are called is only shown.
  const [names, setNames] = useState<Record<string, string>>(props.names ?? {})
  const add = useRef<HTMLButtonElement>(null)

  function removeRow(index: number) {
    remove(index)
    // The row and its button are gone: the focus stays in this part of the form.
    add.current?.focus()
  }

  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1.5 flex w-full items-baseline justify-between gap-3 text-sm font-medium text-ink">
        Workspaces <span className="text-xs font-normal text-faint">Optional</span>
      </legend>
      {fields.map((field, index) => (
        <WorkspaceRoleRow
          key={field.id}
          index={index}
          accountId={accountId}
          names={names}
          onNamed={({ id, name }) => setNames((known) => ({ ...known, [id]: name }))}
          roles={roleOptions(roles.data ?? [])}
          isLoading={roles.isPending}
          onRemove={() => removeRow(index)}
        />
      ))}
      {roles.error ? (
        <p role="alert" className="text-sm text-danger">
          The workspace roles could not be loaded.{' '}
          <button type="button" className="underline" onClick={() => void roles.refetch()}>
            Try again
          </button>
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button
          ref={add}
          size="small"
          disabledReason={
            fields.length < atMost
              ? undefined
              : `At most ${atMost} workspaces are named at once. Further ones are added afterwards.`
          }
          onClick={() => append({ workspaceId: '', roleId: '' })}
        >
          <Plus aria-hidden />
          Add workspace
        </Button>
        {fields.length === 0 ? <p className="text-sm text-muted">{hint}</p> : null}
      </div>
    </fieldset>
  )
}
