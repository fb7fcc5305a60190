'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Choice } from '@/components/ui/choice'
import type { ChoiceTexts } from '@/components/ui/choice-button'
import { useSettled } from '@/lib/client/use-settled'
import { workspaceQueries } from '@/lib/workspaces/queries'
import type { WorkspaceReference } from '@/lib/workspaces/schema'

type WorkspaceChoiceProps = Pick<ChoiceTexts, 'errorId' | 'buttonRef'> & {
  accountId: string
  value: Pick<WorkspaceReference, 'id' | 'name'> | null
  onValueChange: (workspace: WorkspaceReference) => void
}

const REST = 150

/** One of the workspaces that the viewer can open, found by name. */
export function WorkspaceChoice({ accountId, value, onValueChange, ...form }: WorkspaceChoiceProps) {
  const [isWanted, setIsWanted] = useState(false)
  const [text, setText] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data, isFetching } = useQuery({
    ...workspaceQueries.references(accountId, search),
    enabled: isWanted,
  })
  const found = data?.rows ?? []
  return (
    <Choice
      {...form}
      label="Workspace"
      searchLabel="Search workspaces by name"
      placeholder="Choose a workspace"
      options={found.map(({ id, name, handle }) => ({ value: id, label: name, hint: handle }))}
      value={value && { value: value.id, label: value.name }}
      onValueChange={(option) => {
        const workspace = found.find(({ id }) => id === option.value)
        if (workspace) onValueChange(workspace)
      }}
      onSearch={setText}
      onOpenChange={(isOpen) => (isOpen ? setIsWanted(true) : undefined)}
      isSearching={isFetching || search !== text.trim()}
    />
  )
}
