'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Choice } from '@/components/ui/choice'
import type { AuditLogRow } from '@/lib/audit/schema'
import { useSettled } from '@/lib/client/use-settled'
import { fetchMemberSuggestions, memberKeys } from '@/lib/members/queries'
import { fetchServiceAccountSuggestions } from '@/lib/service-accounts/queries'
import { useAuditPlace } from './audit-place'

type WhoChoiceProps = {
  actorId: string | null
  rows: readonly AuditLogRow[]
  onChoose: (actorId: string | null) => void
}

const REST = 150

/** Who did it: a member or a service account, found by name. Who is gone is chosen from one of their events. */
export function WhoChoice({ actorId, rows, onChoose }: WhoChoiceProps) {
  const { accountId } = useAuditPlace()
  const [isOpen, setIsOpen] = useState(false)
  const [text, setText] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data = [], isFetching } = useQuery({
    queryKey: [...memberKeys.all(accountId), 'principals', search],
    queryFn: async ({ signal }) => {
      const [members, robots] = await Promise.all([
        fetchMemberSuggestions(accountId, { search }, signal),
        fetchServiceAccountSuggestions(accountId, search, signal),
      ])
      return [
        ...members.map(({ user_id, name, email }) => ({
          value: user_id,
          label: name,
          hint: email,
          group: 'Members',
        })),
        ...robots.map(({ id, name }) => ({ value: id, label: name, group: 'Service accounts' })),
      ]
    },
    enabled: isOpen,
  })
  const name =
    data.find(({ value }) => value === actorId)?.label ??
    rows.find(({ actor_id }) => actor_id === actorId)?.actor_name ??
    'One person'
  return (
    <Choice
      label="Filter by who did it"
      isCompact
      searchLabel="Search members and service accounts"
      placeholder="Anybody"
      options={data}
      value={actorId === null ? null : { value: actorId, label: name }}
      onValueChange={({ value }) => onChoose(value)}
      onSearch={setText}
      onOpenChange={setIsOpen}
      isSearching={isFetching || search !== text.trim()}
      clear={{ label: 'Clear who did it', onClear: () => onChoose(null) }}
    />
  )
}
