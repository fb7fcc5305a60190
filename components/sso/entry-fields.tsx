'use client'
import { SelectField } from '@/components/form/select-field'
import { TextField } from '@/components/form/text-field'
import { roleOptions } from '@/components/roles/role-options'
import type { AssignableRole } from '@/lib/roles/schema'
import type { SsoConnectionView } from '@/lib/sso/connection-schema'

/** Who comes in through a connection, as what, and where it says their groups. */
export function EntryFields({ kind, roles }: { kind: SsoConnectionView['kind']; roles: AssignableRole[] }) {
  return (
    <>
      <SelectField
        name="admission"
        label="Who comes in"
        options={[
          {
            value: 'DOMAIN',
            label: 'Everybody with an address of its domains',
            description: 'Who signs in the first time becomes a member, within the plan’s limit.',
          },
          {
            value: 'INVITED',
            label: 'Members and those invited',
            description: 'Nobody becomes a member by signing in.',
          },
        ]}
      />
      <SelectField
        name="roleId"
        label="Organization role"
        hint="Of those who become members by signing in."
        options={roleOptions(roles)}
      />
      <TextField
        name="groupsClaim"
        label={kind === 'OIDC' ? 'Groups claim' : 'Groups attribute'}
        hint="Where the provider says which groups somebody is in."
        isMono
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={200}
      />
    </>
  )
}
