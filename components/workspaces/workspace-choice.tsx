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
  label?: string
  /** Offered before the workspaces: what they all belong to. */
  whole?: { label: string; isChosen: boolean; onChoose: () => void }
}

const REST = 150
const WHOLE = 'whole'

/** One of the workspaces that the viewer can open, found by name. */
export function WorkspaceChoice(props: WorkspaceChoiceProps) {
  const { accountId, value, onValueChange, label = 'Workspace', whole, ...form } = props
  const [isWanted, setIsWanted] = useState(false)
  const [text, setText] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data, isFetching } = useQuery({
    ...workspaceQueries.references(accountId, search),
    enabled: isWanted,
  })
  const found = data?.rows ?? []
  const above = whole ? [{ value: WHOLE, label: whole.label }] : []
  const chosen = whole?.isChosen ? above[0] : value && { value: value.id, label: value.name }
  return (
    <Choice
      {...form}
      label={label}
      searchLabel="Search workspaces by name"
      placeholder="Choose a workspace"
      options={[
        ...above.filter((option) => option.label.toLowerCase().includes(search.toLowerCase())),
        ...found.map(({ id, name, handle }) => ({
          value: id,
          label: name,
          hint: handle,
          ...(whole ? { group: 'Workspaces' } : {}),
        })),
      ]}
      value={chosen ?? null}
      onValueChange={(option) => {
        if (option.value === WHOLE) whole?.onChoose()
        const workspace = found.find(({ id }) => id === option.value)
        if (workspace) onValueChange(workspace)
      }}
      onSearch={setText}
      onOpenChange={(isOpen) => (isOpen ? setIsWanted(true) : undefined)}
      isSearching={isFetching || search !== text.trim()}
    />
  )
}
