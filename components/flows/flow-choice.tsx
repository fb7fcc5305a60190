'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRunsPlace } from '@/components/flow-runs/runs-place'
import { Choice } from '@/components/ui/choice'
import type { ChoiceTexts } from '@/components/ui/choice-button'
import { useSettled } from '@/lib/client/use-settled'
import { flowQueries } from '@/lib/flows/queries'

type FlowChoiceProps = Pick<
  ChoiceTexts,
  'label' | 'isCompact' | 'placeholder' | 'clear' | 'errorId' | 'buttonRef'
> & {
  flowId: string | null
  onChoose: (flowId: string) => void
}

const REST = 150

/** One of the flows of a workspace, found by name. */
export function FlowChoice({ flowId, onChoose, ...texts }: FlowChoiceProps) {
  const { of } = useRunsPlace()
  const [isWanted, setIsWanted] = useState(false)
  const [text, setText] = useState('')
  const search = useSettled(text.trim(), REST)
  const { data, isFetching } = useQuery({ ...flowQueries.choices(of, search), enabled: isWanted })
  const found = data?.rows ?? []
  const known = found.find(({ id }) => id === flowId)
  // One that an address names, or that the present search does not find.
  const named = useQuery({ ...flowQueries.detail(of, flowId ?? ''), enabled: flowId !== null && !known })
  const name = known?.name ?? named.data?.name ?? (named.isError ? 'A deleted flow' : 'One flow')
  return (
    <Choice
      {...texts}
      searchLabel="Search flows by name"
      options={found.map((flow) => ({ value: flow.id, label: flow.name }))}
      value={flowId === null ? null : { value: flowId, label: name }}
      onValueChange={({ value }) => onChoose(value)}
      onSearch={setText}
      onOpenChange={(isOpen) => (isOpen ? setIsWanted(true) : undefined)}
      isSearching={isFetching || search !== text.trim()}
    />
  )
}
