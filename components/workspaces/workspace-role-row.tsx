'use client'
import { X } from 'lucide-react'
import { useController } from 'react-hook-form'
import { FieldError } from '@/components/form/field-shell'
import { SelectField } from '@/components/form/select-field'
import { useField } from '@/components/form/use-field'
import { IconButton } from '@/components/ui/icon-button'
import type { SelectOption } from '@/components/ui/select'
import { WorkspaceChoice } from './workspace-choice'

type WorkspaceRoleRowProps = {
  index: number
  accountId: string
  /** What the chosen workspaces are called, by id. */
  names: Readonly<Record<string, string>>
  onNamed: (workspace: { id: string; name: string }) => void
  roles: SelectOption[]
  isLoading: boolean
  onRemove: () => void
}

/** One workspace and the role that is given in it. */
export function WorkspaceRoleRow(props: WorkspaceRoleRowProps) {
  const { index, accountId, names, onNamed, roles, isLoading, onRemove } = props
  const name = `workspaces.${index}.workspaceId`
  const { control, ids, error } = useField({ name, hasHint: false })
  const { field } = useController({ name, control })
  const id = String(field.value ?? '')
  const title = names[id] ?? `workspace ${index + 1}`
  return (
    <div role="group" aria-label={`Workspace ${index + 1}`} className="flex items-start gap-2">
      <div className="grid min-w-0 grow gap-2 sm:grid-cols-2">
        <div className="grid min-w-0 content-start gap-1.5">
          {/* What the server refuses is placed by the names of a form's fields, which a button has none of. */}
          <input type="hidden" name={name} value={id} />
          <WorkspaceChoice
            accountId={accountId}
            value={id === '' ? null : { id, name: names[id] ?? id }}
            onValueChange={(workspace) => {
              onNamed(workspace)
              field.onChange(workspace.id)
            }}
            buttonRef={field.ref}
            errorId={error ? ids.error : undefined}
          />
          <FieldError id={ids.error} message={error} />
        </div>
        <SelectField
          name={`workspaces.${index}.roleId`}
          label="Workspace role"
          options={roles}
          placeholder={isLoading ? 'Loading …' : 'Choose a role'}
        />
      </div>
      <span className="pt-6">
        <IconButton label={`Remove ${title}`} icon={<X />} onClick={onRemove} />
      </span>
    </div>
  )
}
