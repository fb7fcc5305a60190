'use client'
import { SearchX } from 'lucide-react'
import { EmptyState } from '../feedback/empty-state'
import { Button } from '../ui/button'

type NoResultsProps = { search: string; onClear: () => void }

export function NoResults({ search, onClear }: NoResultsProps) {
  return (
    <EmptyState
      icon={<SearchX />}
      title="Nothing matches"
      description={
        search === ''
          ? 'No entry fits the filter.'
          : `No entry fits “${search}”. Check the spelling, or search for less.`
      }
      action={<Button onClick={onClear}>Clear filter</Button>}
    />
  )
}
