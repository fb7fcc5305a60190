'use client'
import { readInfo } from '@/components/audit/difference'
import { EventChanges } from '@/components/audit/event-changes'
import { EventFacts } from '@/components/audit/event-facts'
import { Dialog } from '@/components/ui/dialog'
import type { AuditLogRow } from '@/lib/audit/schema'
import { countText } from '@/lib/format'

type InstallationEventDialogProps = { isOpen: boolean; event: AuditLogRow | undefined; onClose: () => void }

/** One event of the installation's log. It leads nowhere: what is in an account is not the operator's to open. */
export function InstallationEventDialog({ isOpen, event, onClose }: InstallationEventDialogProps) {
  const read = event ? readInfo(event.info) : null
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onClose}
      title={event ? `Event ${countText(event.sequence)}` : 'Event'}
      description={event ? <span className="text-ink wrap-anywhere">{event.message}</span> : undefined}
      size="large"
    >
      {event && read ? (
        <div className="grid gap-5">
          {read.changes.length > 0 ? <EventChanges changes={read.changes} /> : null}
          <EventFacts event={event} read={read} />
        </div>
      ) : null}
    </Dialog>
  )
}
