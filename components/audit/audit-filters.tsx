'use client'
import { X } from 'lucide-react'
import { ClearFilters } from '@/components/data-table/clear-filters'
import { TimeSelect } from '@/components/data-table/time-select'
import type { Filters } from '@/components/data-table/use-filters'
import { Choices } from '@/components/ui/choices'
import { IconButton } from '@/components/ui/icon-button'
import { eventKindOptions, eventKindsAtMost } from '@/lib/audit/event-kinds'
import type { AuditFilterName } from '@/lib/audit/queries'
import type { AuditLogRow } from '@/lib/audit/schema'
import { thingText } from './event-text'
import { WhoChoice } from './who-choice'
import { WorkspaceChoice } from './workspace-choice'

type AuditFiltersProps = {
  filters: Filters<AuditFilterName>
  /** The rows shown: they know the name of whoever did them. */
  rows: readonly AuditLogRow[]
}

const times = [
  { value: '', label: 'Any time' },
  { value: '1d', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
]

/** What narrows the audit log; each is in the URL. */
export function AuditFilters({ filters, rows }: AuditFiltersProps) {
  const { values, set } = filters
  const chosen = (values['event'] ?? '').split(',').filter((action) => action !== '')
  return (
    <>
      <TimeSelect
        label="Filter by time"
        verb="Happened"
        value={values['time'] ?? ''}
        onValueChange={(value) => set('time', value || null)}
        options={times}
      />
      <Choices
        label="Filter by event"
        isCompact
        searchLabel="Search events"
        placeholder="Any event"
        options={eventKindOptions}
        values={chosen}
        onValuesChange={(actions) => set('event', actions.slice(0, eventKindsAtMost).join(',') || null)}
        clear={{ label: 'Clear the event', onClear: () => set('event', null) }}
      />
      <WhoChoice
        actorId={values['actor'] ?? null}
        rows={rows}
        onChoose={(actorId) => set('actor', actorId)}
      />
      <WorkspaceChoice
        workspaceId={values['workspace'] ?? null}
        onChoose={(workspaceId) => set('workspace', workspaceId)}
      />
      {values['object'] ? <ObjectChip object={values['object']} onClear={() => set('object', null)} /> : null}
      <ClearFilters filters={filters} />
    </>
  )
}

/** That the log is narrowed to one thing, which is chosen from an event. */
function ObjectChip({ object, onClear }: { object: string; onClear: () => void }) {
  return (
    <span className="flex h-8 items-center gap-1 rounded-md border border-accent bg-surface pl-2.5 font-medium">
      About one {thingText(object.replace(/:.*$/s, ''))}
      <IconButton label="Clear the thing" icon={<X />} size="small" onClick={onClear} />
    </span>
  )
}
