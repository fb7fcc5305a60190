'use client'
import { useQuery } from '@tanstack/react-query'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { WarningNote } from '@/components/ui/warning-note'
import { countOf } from '@/lib/format'
import { ipAllowlistQueries } from '@/lib/ip-allowlist/queries'
import type { IpAllowlistView, ShutOutView } from '@/lib/ip-allowlist/schema'
import { useIpAllowlist } from './use-ip-allowlist'

type EnforceDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  organizationName: string
  list: IpAllowlistView
}

/** Asks before the list is enforced, or every address let in again. */
export function EnforceDialog(props: EnforceDialogProps) {
  const { isOpen, onOpenChange, accountId, organizationName, list } = props
  const { enforce } = useIpAllowlist(accountId)
  const { data, error } = useQuery({
    ...ipAllowlistQueries.preview(accountId),
    enabled: isOpen && !list.is_enforced,
  })
  if (list.is_enforced)
    return (
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={onOpenChange}
        title="Let in every address"
        consequence={`Members, service accounts and keys of ${organizationName} get in from wherever they are. The list is kept.`}
        confirmLabel="Let in every address"
        action={() => enforce(list, false)}
      />
    )
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Enforce IP allowlist"
      consequence={consequenceOf(organizationName, list)}
      confirmLabel="Enforce"
      action={() => enforce(list, true)}
    >
      <div role="status">
        <ShutOut preview={data} isUnknown={error !== null} />
      </div>
    </ConfirmDialog>
  )
}

function consequenceOf(name: string, { entries, your_address }: IpAllowlistView): string {
  const enabled = entries.filter(({ is_enabled }) => is_enabled)
  const own = enabled.find(({ is_yours }) => is_yours)
  const staying = own ? ` You stay in: your address, ${your_address}, is of ${own.network}.` : ''
  return `${name} opens only from ${countOf(enabled.length, 'enabled network')}, on pages and through the APIs, for members, service accounts and keys alike.${staying}`
}

function ShutOut({ preview, isUnknown }: { preview: ShutOutView | undefined; isUnknown: boolean }) {
  if (isUnknown) return <WarningNote>Whom it shuts out could not be found out.</WarningNote>
  if (preview && preview.shut_out > 0) return <WarningNote>{shutOutText(preview)}</WarningNote>
  return <p className="mt-3 text-pretty text-muted">{shutOutText(preview)}</p>
}

/** Whom it shuts out as far as is known, in a sentence. */
function shutOutText(preview: ShutOutView | undefined): string {
  if (!preview) return 'Looking up who came from where …'
  const { shut_out, names, known } = preview
  if (known === 0)
    return 'Nobody’s address is known of the last 30 days, so nobody can say whom it shuts out.'
  if (shut_out === 0)
    return 'As far as is known, all who were active in the last 30 days came from enabled networks.'
  const more = shut_out - names.length
  const list = more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
  const whose = countOf(known, 'member or service account', 'members and service accounts')
  return `Of ${whose} active in the last 30 days, ${shut_out} last came from elsewhere and will be shut out there: ${list}.`
}
