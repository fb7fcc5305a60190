'use client'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { DisabledReason } from '@/components/ui/disabled-reason'
import type { SsoDomainView } from '@/lib/sso/domain-schema'
import { CopyLine, CopyLines } from './copy-line'
import { useDomains } from './use-domains'

type DomainRecordDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  domain: SsoDomainView
  /** Why the viewer may not have it checked. */
  refusal: DisabledReason | undefined
}

/** The DNS record that proves a domain. */
export function DomainRecordDialog(props: DomainRecordDialogProps) {
  const { isOpen, onOpenChange, accountId, domain, refusal } = props
  const { check } = useDomains(accountId)
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`DNS record of ${domain.domain}`}
      description="Make this TXT record where the domain’s DNS is run, and leave it there: it is looked for every day."
    >
      <CopyLines>
        <CopyLine label="Name" value={domain.record_name} copyLabel="Copy name" />
        <CopyLine label="Value" value={domain.record_value} copyLabel="Copy value" />
        <p role="status" className="text-sm text-pretty text-muted">
          {domain.state === 'PROVEN'
            ? 'The record was found: the domain is proven.'
            : (domain.problem ?? 'It can take minutes to hours until a new record is seen everywhere.')}
        </p>
      </CopyLines>
      <div className="mt-6 flex flex-row-reverse flex-wrap gap-2">
        <Button
          variant="primary"
          isPending={check.isPending}
          disabledReason={refusal}
          onClick={() => check.mutate({ accountId, domainId: domain.id })}
        >
          Check now
        </Button>
        <Button onClick={() => onOpenChange(false)}>Close</Button>
      </div>
    </Dialog>
  )
}
