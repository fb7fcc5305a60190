import type { ReactNode } from 'react'
import { EmptyState } from '@/components/feedback/empty-state'
import { ButtonLink } from '@/components/ui/button-link'
import { PageHeader } from '@/components/ui/page-header'
import { paths } from '@/lib/paths'

type AccountClosedProps = {
  icon: ReactNode
  title: string
  accountName: string
  /** A sentence that says why and what to do. */
  message: string
  /** What was asked for, to ask for it again. */
  from: string
}

/** An account of the viewer's that does not let them in as they come, for now. */
export function AccountClosed({ icon, title, accountName, message, from }: AccountClosedProps) {
  return (
    <>
      <PageHeader title={accountName} />
      <div className="rounded-md border border-line bg-surface">
        <EmptyState
          icon={icon}
          title={title}
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
