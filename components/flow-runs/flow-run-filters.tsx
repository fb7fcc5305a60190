'use client'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { TimeSelect } from '@/components/data-table/time-select'
import type { Filters } from '@/components/data-table/use-filters'
import { FlowChoice } from '@/components/flows/flow-choice'
import { Choices } from '@/components/ui/choices'
import type { FlowRunFilterName } from '@/lib/flow-runs/queries'
import { statusLooks, statusOrder } from './status-looks'

const states = statusOrder.map((value) => ({ value, label: statusLooks[value].label }))

const times = [
  { value: '', label: 'Any time' },
  { value: '1d', label: 'Since 24 hours ago' },
  { value: '7d', label: 'Since 7 days ago' },
  { value: '30d', label: 'Since 30 days ago' },
]

/** What narrows the list of runs; each is in the URL. */
export function FlowRunFilters({ filters }: { filters: Filters<FlowRunFilterName> }) {
  const { values, set } = filters
  const chosen = (values['status'] ?? '').split(',').filter((status) => status !== '')
  return (
    <>
      <Choices
        label="Filter by state"
        isCompact
        searchLabel="Search states"
        placeholder="Any state"
        options={states}
        values={chosen}
        onValuesChange={(statuses) => set('status', statuses.join(',') || null)}
        clear={{ label: 'Clear the state', onClear: () => set('status', null) }}
      />
      <FlowChoice
        label="Filter by flow"
        isCompact
        placeholder="Any flow"
        flowId={values['flow'] ?? null}
        onChoose={(flowId) => set('flow', flowId)}
        clear={{ label: 'Clear the flow', onClear: () => set('flow', null) }}
      />
      <TimeSelect
        label="Filter by time"
        verb="Expected"
        value={values['time'] ?? ''}
        onValueChange={(value) => set('time', value || null)}
        options={times}
      />
      <ClearFilters filters={filters} />
    </>
  )
}
