import { ShieldX } from 'lucide-react'
import { EmptyState } from '@/components/feedback/empty-state'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { paths } from '@/lib/paths'

type AddressRefusedProps = {
  organizationName: string
  /** A sentence that names the address and what to do. */
  message: string
  /** What was asked for, to ask for it again. */
  from: string
}

/** An organization does not let in the address that the viewer comes from. */
export function AddressRefused({ organizationName, message, from }: AddressRefusedProps) {
  return (
    <>
      <PageHeader title={organizationName} />
      <div className="rounded-md border border-line bg-surface">
        <EmptyState
          icon={<ShieldX />}
          title="Not from this address"
          description={<p>{message} Your other organizations open as before.</p>}
          action={
            <>
              <ButtonLink href={from} variant="primary">
                Try again
              </ButtonLink>
              <ButtonLink href={paths.organizations()}>All organizations</ButtonLink>
            </>
          }
        />
      </div>
    </>
  )
}
