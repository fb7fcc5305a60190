'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Choice } from '@/components/ui/choice'
import { useSettled } from '@/lib/client/use-settled'
import { workspaceQueries } from '@/lib/workspaces/queries'
import { useAuditPlace } from './audit-place'

type WorkspaceChoiceProps = {
  workspaceId: string | null
  onChoose: (workspaceId: string | null) => void
}

const REST = 150

/** The workspace that events are about or lie in, found by name. */
export function WorkspaceChoice({ workspaceId, onChoose }: WorkspaceChoiceProps) {
  const { accountId } = useAuditPlace()
  const [isWanted, setIsWanted] = useState(false)
  const [text, setText] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data, isFetching } = useQuery({
    ...workspaceQueries.references(accountId, search),
    enabled: isWanted,
  })
  const found = data?.rows ?? []
  const known = found.find(({ id }) => id === workspaceId)
  // One that an address names, or that the present search does not find.
  const named = useQuery({
    ...workspaceQueries.detail(accountId, workspaceId ?? ''),
    enabled: workspaceId !== null && !known,
    retry: false,
  })
  const name = known?.name ?? named.data?.name ?? (named.isError ? 'A former workspace' : 'One workspace')
  return (
    <Choice
      label="Filter by workspace"
      isCompact
      searchLabel="Search workspaces"
      placeholder="Any workspace"
      options={found.map((workspace) => ({
        value: workspace.id,
        label: workspace.name,
        hint: workspace.handle,
      }))}
      value={workspaceId === null ? null : { value: workspaceId, label: name }}
      onValueChange={({ value }) => onChoose(value)}
      onSearch={setText}
      onOpenChange={(isOpen) => (isOpen ? setIsWanted(true) : undefined)}
      isSearching={isFetching || search !== text.trim()}
      clear={{ label: 'Clear the workspace', onClear: () => onChoose(null) }}
    />
  )
}
