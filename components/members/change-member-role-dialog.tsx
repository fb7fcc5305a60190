'use client'
import { roleOptions } from '@/components/roles/role-options'
import { useQuery } from '@tanstack/react-query'
import { useWatch } from 'react-hook-form'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { RoleEffectsView } from '@/components/roles/role-effects-view'
import type { ActionResult } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { MemberOutcome, MemberView } from '@/lib/members/schema'
import { roleEffectQueries } from '@/lib/roles/effects-queries'
import type { AssignableRole } from '@/lib/roles/schema'

type ChangeMemberRoleDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  members: MemberView[]
  roles: AssignableRole[]
  action: (members: MemberView[], roleId: string) => Promise<ActionResult<{ outcomes: MemberOutcome[] }>>
}

type Values = { roleId: string }

const schema: z.ZodType<Values, Values> = z.object({ roleId: z.uuid({ error: 'Choose a role.' }) })

/** Gives one or many members another organization role, and for one says first what they gain and lose. */
export function ChangeMemberRoleDialog(props: ChangeMemberRoleDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, members, roles, action } = props
  const [first] = members
  const isOne = members.length === 1
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Change role"
      description={
        isOne
          ? `${first?.name} is ${first?.role_name} in ${organizationName}.`
          : `${countOf(members.length, 'member')} of ${organizationName} get the same role. Those for whom it is refused keep theirs.`
      }
      schema={schema}
      defaultValues={{ roleId: isOne ? (first?.role_id ?? '') : '' }}
      action={({ roleId }: Values) => action(members, roleId)}
      submitLabel="Change role"
    >
      <SelectField name="roleId" label="Organization role" options={roleOptions(roles)} />
      {isOne && first ? <Preview accountId={accountId} member={first} /> : null}
    </DialogForm>
  )
}

function Preview({ accountId, member }: { accountId: string; member: MemberView }) {
  const roleId: unknown = useWatch({ name: 'roleId' })
  const isOther = typeof roleId === 'string' && roleId !== '' && roleId !== member.role_id
  const { data, error } = useQuery({
    ...roleEffectQueries.memberRole(accountId, member.id, isOther ? roleId : member.role_id),
    enabled: isOther,
  })
  if (!isOther) return null
  return <RoleEffectsView effects={data} error={error} who={member.name} />
}
