'use client'
import { ClearFilters } from '@/components/data-table/clear-filters'
import type { Filters } from '@/components/data-table/use-filters'
import { statusLooks, statusOrder } from '@/components/flow-runs/status-looks'
import { Choices } from '@/components/ui/choices'
import type { FlowFilterName } from '@/lib/flows/queries'

// Lateness is about what is yet to run.
const states = statusOrder
  .filter((status) => status !== 'LATE')
  .map((value) => ({ value, label: statusLooks[value].label }))

/** What narrows the list of flows, kept in the URL: how the last run of each went. */
export function FlowFilters({ filters }: { filters: Filters<FlowFilterName> }) {
  const { values, set } = filters
  const chosen = (values['lastRunStates'] ?? '').split(',').filter((state) => state !== '')
  return (
    <>
      <Choices
        label="Filter by last run"
        isCompact
        searchLabel="Search states"
        placeholder="Any last run"
        options={states}
        values={chosen}
        onValuesChange={(next) => set('lastRunStates', next.join(',') || null)}
        clear={{ label: 'Clear the last run', onClear: () => set('lastRunStates', null) }}
      />
      <ClearFilters filters={filters} />
    </>
  )
}
