'use client'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '@/components/feedback/error-state'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Skeleton } from '@/components/ui/skeleton'
import type { eventQuery } from '@/lib/audit/queries'
import type { AuditEventDetail } from '@/lib/audit/schema'
import { countText } from '@/lib/format'
import { readInfo } from './difference'
import { EventChanges } from './event-changes'
import { EventFacts } from './event-facts'
import { narrowings, type Narrowing } from './narrowings'

type EventDialogProps = {
  isOpen: boolean
  query: ReturnType<typeof eventQuery>
  onClose: () => void
  /** Narrows the log to who did it, what it is about or where; left out by a log that cannot be narrowed so. */
  onNarrow?: (name: Narrowing['name'], value: string) => void
}

/** One event with all there is about it. */
export function EventDialog({ isOpen, query, onClose, onNarrow }: EventDialogProps) {
  const { data, error, refetch } = useQuery({ ...query, enabled: isOpen })
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onClose}
      title={data ? `Event ${countText(data.sequence)}` : 'Event'}
      description={data ? <span className="text-ink wrap-anywhere">{data.message}</span> : undefined}
      size="large"
    >
      {data ? <EventParts event={data} onNarrow={onNarrow} /> : null}
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height="block" /> : null}
    </Dialog>
  )
}

type EventPartsProps = Pick<EventDialogProps, 'onNarrow'> & { event: AuditEventDetail }

function EventParts({ event, onNarrow }: EventPartsProps) {
  const read = readInfo(event.info)
  return (
    <div className="grid gap-5">
      {read.changes.length > 0 ? <EventChanges changes={read.changes} /> : null}
      <EventFacts event={event} read={read} />
      {onNarrow ? (
        <div className="flex flex-wrap gap-2">
          {narrowings(event).map(({ label, name, value }) => (
            <Button key={name} size="small" onClick={() => onNarrow(name, value)}>
              {label}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  )
}
