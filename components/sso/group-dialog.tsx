'use client'
import type { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { TextField } from '@/components/form/text-field'
import { roleOptions } from '@/components/roles/role-options'
import { WorkspaceRolesField } from '@/components/workspaces/workspace-roles-field'
import type { ActionResult } from '@/lib/errors'
import {
  createGroupMappingInput,
  workspacesAtMost,
  type ChangedMapping,
  type GroupMappingView,
  type GroupProviderView,
} from '@/lib/groups/schema'
import type { AssignableRole } from '@/lib/roles/schema'

const schema = createGroupMappingInput.omit({ accountId: true })
type Values = z.input<typeof schema>
type Terms = z.output<typeof schema>

type GroupDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  /** The one that is changed; null for a new one. */
  mapping: GroupMappingView | null
  /** Who tells of groups. */
  providers: GroupProviderView[]
  roles: AssignableRole[]
  action: (terms: Terms) => Promise<ActionResult<ChangedMapping>>
}

/** What a group of the identity provider gives its members here. */
export function GroupDialog(props: GroupDialogProps) {
  const { isOpen, onOpenChange, accountId, mapping, providers, roles, action } = props
  // Of one alone there is nothing to choose, unless another was chosen before.
  const choosable = providersOf(providers, mapping)
  const isChosen = choosable.length > 1
  const names = Object.fromEntries(
    (mapping?.workspaces ?? []).map(({ workspace }) => [workspace.id, workspace.name]),
  )
  return (
    <DialogForm<Values, ChangedMapping>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={mapping ? 'Edit group' : 'Add group'}
      description="Members have these roles for as long as the provider says that they are in the group. An Administrator’s role stays."
      schema={schema}
      defaultValues={{
        group: mapping?.group ?? '',
        // A new group names its provider by choice where there are several.
        provider: mapping || !isChosen ? (mapping?.provider?.id ?? null) : '',
        roleId: mapping?.role?.id ?? null,
        workspaces: (mapping?.workspaces ?? []).map(({ workspace, role }) => ({
          workspaceId: workspace.id,
          roleId: role.id,
        })),
      }}
      action={(values) => action(schema.parse(values))}
      submitLabel={mapping ? 'Save changes' : 'Add'}
    >
      <TextField
        name="group"
        label="Group"
        hint="As the identity provider sends it, capitals too; for some it is an id."
        isMono
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
      {isChosen ? (
        <SelectField
          name="provider"
          label="Provider"
          hint="Whose word counts. A provider that you trust less could name the groups of another."
          nullOption={anyProvider}
          options={[
            ...choosable.map(({ id, name, is_active }) => ({
              value: id,
              label: name,
              description: is_active ? undefined : 'Not active: the group gives nothing for now.',
            })),
            { value: anyProvider, label: 'Any provider', description: 'Whoever says it, later ones too.' },
          ]}
        />
      ) : null}
      <SelectField
        name="roleId"
        label="Organization role"
        nullOption="none"
        options={[
          { value: 'none', label: 'None', description: 'Members keep the role they have.' },
          ...roleOptions(roles),
        ]}
      />
      <WorkspaceRolesField
        accountId={accountId}
        atMost={workspacesAtMost}
        hint="Roles that its members have in workspaces, beside their own."
        names={names}
      />
    </DialogForm>
  )
}

const anyProvider = 'any'

function providersOf(providers: GroupProviderView[], mapping: GroupMappingView | null): GroupProviderView[] {
  const chosen = mapping?.provider
  const isKnown = !chosen || providers.some(({ id }) => id === chosen.id)
  return isKnown ? providers : [...providers, chosen]
}
