import { CirclePause } from 'lucide-react'
import { EmptyState } from '@/components/feedback/empty-state'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { paths } from '@/lib/paths'

type AccountSuspendedProps = {
  accountName: string
  /** A sentence that says what that means and what to do. */
  message: string
  /** What was asked for, to ask for it again. */
  from: string
}

/** The operator lets nobody use an account. */
export function AccountSuspended({ accountName, message, from }: AccountSuspendedProps) {
  return (
    <>
      <PageHeader title={accountName} />
      <div className="rounded-md border border-line bg-surface">
        <EmptyState
          icon={<CirclePause />}
          title="Suspended"
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
