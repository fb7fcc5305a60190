'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Choice } from '@/components/ui/choice'
import type { ChoiceOption } from '@/components/ui/choice-options'
import { useSettled } from '@/lib/client/use-settled'
import { roleQueries } from '@/lib/roles/queries'

type RoleChoiceProps = {
  accountId: string
  /** Where the role shall be given. */
  level: 'organization' | 'workspace'
  label: string
  /** The role that is not offered. */
  exceptId: string
  value: ChoiceOption | null
  onValueChange: (role: ChoiceOption) => void
}

const REST = 150

/** One of the roles that can be given in a place, found by name: an account may have more than a list shows at once. */
export function RoleChoice({ accountId, level, label, exceptId, value, onValueChange }: RoleChoiceProps) {
  const [isWanted, setIsWanted] = useState(false)
  const [text, setText] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data, isFetching } = useQuery({
    ...roleQueries.list(accountId, { search, sort: '', after: null, filters: { level } }),
    enabled: isWanted,
  })
  const found = (data?.rows ?? []).filter(({ id }) => id !== exceptId)
  return (
    <Choice
      label={label}
      searchLabel="Search roles by name"
      placeholder="Choose a role"
      options={found.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onValueChange={onValueChange}
      onSearch={setText}
      onOpenChange={(isOpen) => (isOpen ? setIsWanted(true) : undefined)}
      isSearching={isFetching || search !== text.trim()}
    />
  )
}
