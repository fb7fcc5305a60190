'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useController } from 'react-hook-form'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { useField } from '@/components/form/use-field'
import { FieldError } from '@/components/form/field-shell'
import { Choice } from '@/components/ui/choice'
import { useSettled } from '@/lib/client/use-settled'
import { fetchMemberSuggestions, memberKeys } from '@/lib/members/queries'
import type { SsoEnforcementView } from '@/lib/sso/enforcement-schema'
import { useEnforcement } from './use-enforcement'

type AddBreakGlassDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  enforcement: SsoEnforcementView
  /** Only those who hold it are offered. */
  administratorRoleId: string | undefined
}

const schema = z.object({ membershipId: z.uuid({ error: 'Choose an Administrator.' }) })

/** Names one Administrator more who gets in by a password. */
export function AddBreakGlassDialog(props: AddBreakGlassDialogProps) {
  const { isOpen, onOpenChange, accountId, enforcement, administratorRoleId } = props
  const { setBreakGlass } = useEnforcement(accountId)
  const before = enforcement.break_glass.map((one) => one.membership_id)
  return (
    <DialogForm<z.input<typeof schema>, { membership_ids: string[] }>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add break-glass Administrator"
      description="They get in by a password while single sign-on is required. Each use is recorded, and mailed to all Administrators."
      schema={schema}
      defaultValues={{ membershipId: '' }}
      action={({ membershipId }) =>
        setBreakGlass.submit({
          accountId,
          membershipIds: [...before, membershipId],
          expectedMembershipIds: before,
        })
      }
      submitLabel="Add"
    >
      <AdministratorField accountId={accountId} roleId={administratorRoleId} taken={before} />
    </DialogForm>
  )
}

const REST = 150

type AdministratorFieldProps = { accountId: string; roleId: string | undefined; taken: string[] }

function AdministratorField({ accountId, roleId = '', taken }: AdministratorFieldProps) {
  const { ids, error, control } = useField({ name: 'membershipId', hasHint: false })
  const { field } = useController({ name: 'membershipId', control })
  const [isOpen, setIsOpen] = useState(false)
  const [text, setText] = useState('')
  // The form holds the id; what they are called is only shown.
  const [name, setName] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data = [], isFetching } = useQuery({
    queryKey: [...memberKeys.all(accountId), 'suggestions', roleId, search],
    queryFn: ({ signal }) =>
      fetchMemberSuggestions(accountId, { search, filters: { role: roleId, status: 'ACTIVE' } }, signal),
    enabled: isOpen,
  })
  const id = String(field.value ?? '')
  return (
    <div className="grid gap-1.5">
      <Choice
        label="Administrator"
        searchLabel="Search Administrators"
        placeholder="Choose an Administrator"
        options={data
          .filter((member) => !taken.includes(member.id))
          .map((member) => ({ value: member.id, label: member.name, hint: member.email }))}
        value={id === '' ? null : { value: id, label: name }}
        onValueChange={(option) => {
          setName(option.label)
          field.onChange(option.value)
        }}
        onSearch={setText}
        onOpenChange={setIsOpen}
        isSearching={isFetching || search !== text.trim()}
        errorId={error ? ids.error : undefined}
        buttonRef={field.ref}
      />
      <FieldError id={ids.error} message={error} />
    </div>
  )
}
