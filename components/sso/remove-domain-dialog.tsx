'use client'
import { useQuery } from '@tanstack/react-query'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { WarningNote } from '@/components/ui/warning-note'
import { cappedCountOf } from '@/lib/format'
import type { SsoDomainRemovalView, SsoDomainView } from '@/lib/sso/domain-schema'
import { ssoQueries } from '@/lib/sso/queries'
import { useDomains } from './use-domains'

type RemoveDomainDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  domain: SsoDomainView
}

/** Asks before a domain is removed, with what goes with it. */
export function RemoveDomainDialog({ isOpen, onOpenChange, accountId, domain }: RemoveDomainDialogProps) {
  const { remove } = useDomains(accountId)
  const { data, error } = useQuery({
    ...ssoQueries.domainRemoval(accountId, domain.id),
    enabled: isOpen,
  })
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Remove ${domain.domain}`}
      consequence={data ? consequenceOf(data) : 'Looking up what it would change …'}
      confirmLabel="Remove"
      action={() => remove.submit({ accountId, domainId: domain.id })}
    >
      {error ? <WarningNote>What it would change could not be found out.</WarningNote> : null}
    </ConfirmDialog>
  )
}

function consequenceOf({
  members,
  ends_requirement,
  connection_name,
  is_last,
}: SsoDomainRemovalView): string {
  const whose = `${cappedCountOf(members, 'member has', 'members have')} an address of this domain.`
  const requirement = ends_requirement ? ' They no longer have to come through single sign-on.' : ''
  const connection = connection_name ? ` ${connection_name} makes no members of it any more.` : ''
  const last = is_last ? ' It is the last proven domain, so single sign-on is required of nobody.' : ''
  return `${whose}${requirement}${connection}${last}`
}
