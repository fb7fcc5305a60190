'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { FilterSelect } from '@/components/data-table/filter-select'
import { TimeSelect } from '@/components/data-table/time-select'
import type { Filters } from '@/components/data-table/use-filters'
import { Choice } from '@/components/ui/choice'
import { Choices } from '@/components/ui/choices'
import { fetchMemberSuggestions, memberKeys, type MemberFilterName } from '@/lib/members/queries'
import type { MemberView } from '@/lib/members/schema'
import type { AssignableRole } from '@/lib/roles/schema'

type MemberFiltersProps = {
  accountId: string
  filters: Filters<MemberFilterName>
  roles: AssignableRole[]
  /** The rows shown: they know the name of whoever invited them. */
  rows: readonly MemberView[]
}

const statuses = [
  { value: '', label: 'Any status' },
  { value: 'ACTIVE', label: 'Active' },
  { value: 'SUSPENDED', label: 'Suspended' },
]
const joined = [
  { value: '', label: 'Joined any time' },
  { value: '7d', label: 'Joined in the last 7 days' },
  { value: '30d', label: 'Joined in the last 30 days' },
  { value: '365d', label: 'Joined in the last year' },
  { value: 'older-365d', label: 'Joined over a year ago' },
]
const active = [
  { value: '', label: 'Active any time' },
  { value: '7d', label: 'Active in the last 7 days' },
  { value: '30d', label: 'Active in the last 30 days' },
  { value: 'older-30d', label: 'Not active for 30 days' },
  { value: 'older-90d', label: 'Not active for 90 days' },
  { value: 'never', label: 'Never active' },
]

/** What narrows the list of members; each is in the URL. */
export function MemberFilters({ accountId, filters, roles, rows }: MemberFiltersProps) {
  const { values, set } = filters
  const chosenRoles = (values['role'] ?? '').split(',').filter((id) => id !== '')
  const time = (name: 'joined' | 'active', label: string, verb: string) => (
    <TimeSelect
      label={label}
      verb={verb}
      value={values[name] ?? ''}
      onValueChange={(value) => set(name, value || null)}
      options={name === 'joined' ? joined : active}
    />
  )
  return (
    <>
      <Choices
        label="Filter by role"
        isCompact
        searchLabel="Search roles"
        placeholder="Any role"
        options={roles.map(({ id, name }) => ({ value: id, label: name }))}
        values={chosenRoles}
        onValuesChange={(ids) => set('role', ids.join(',') || null)}
        clear={{ label: 'Clear the role', onClear: () => set('role', null) }}
      />
      <FilterSelect filters={filters} name="status" label="Filter by status" options={statuses} />
      {time('joined', 'Filter by time of joining', 'Joined')}
      {time('active', 'Filter by last activity', 'Active')}
      <InviterFilter accountId={accountId} filters={filters} rows={rows} />
      <ClearFilters filters={filters} />
    </>
  )
}

function InviterFilter({ accountId, filters, rows }: Omit<MemberFiltersProps, 'roles'>) {
  const [search, setSearch] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const { data = [], isFetching } = useQuery({
    queryKey: [...memberKeys.all(accountId), 'suggestions', search],
    queryFn: ({ signal }) => fetchMemberSuggestions(accountId, { search }, signal),
    enabled: isOpen,
  })
  const id = filters.values['invited_by']
  const name = rows.find(({ invited_by }) => invited_by?.user_id === id)?.invited_by?.name ?? 'One person'
  return (
    <Choice
      label="Filter by inviter"
      isCompact
      searchLabel="Search members"
      placeholder="Invited by anyone"
      options={data.map((member) => ({ value: member.user_id, label: member.name, hint: member.email }))}
      value={id ? { value: id, label: `Invited by ${name}` } : null}
      onValueChange={({ value }) => filters.set('invited_by', value)}
      onSearch={setSearch}
      onOpenChange={setIsOpen}
      isSearching={isFetching}
      clear={{ label: 'Clear the inviter', onClear: () => filters.set('invited_by', null) }}
    />
  )
}
