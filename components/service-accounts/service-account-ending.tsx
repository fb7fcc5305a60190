'use client'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { reasonOf } from '@/components/ui/disabled-reason'
import { PageSection } from '@/components/ui/page-section'
import type { ServiceAccountDetail } from '@/lib/service-accounts/schema'
import type { ServiceAccountChange } from './use-service-account-changes'

type ServiceAccountEndingProps = {
  account: ServiceAccountDetail
  onStart: (change: ServiceAccountChange) => void
}

/** What ends a service account, for a while or for good. */
export function ServiceAccountEnding({ account, onStart }: ServiceAccountEndingProps) {
  const { status, can } = account
  const isActive = status === 'ACTIVE'
  return (
    <PageSection id="danger" title="Danger">
      <Card tone="danger">
        <Ending
          title={isActive ? 'Suspend' : 'Reactivate'}
          text={
            isActive
              ? 'Its keys are refused from the next request on. Everything is kept, and it can be reactivated.'
              : 'Its keys work again, with the role and the workspaces it has.'
          }
        >
          {isActive ? (
            <Button onClick={() => onStart('suspend')} disabledReason={reasonOf(can.suspend)}>
              Suspend
            </Button>
          ) : (
            <Button onClick={() => onStart('reactivate')} disabledReason={reasonOf(can.reactivate)}>
              Reactivate
            </Button>
          )}
        </Ending>
        <Ending
          title="Delete"
          text="Its keys are revoked and its access ends, for good. What it did stays in the audit log."
        >
          <Button variant="danger" onClick={() => onStart('delete')} disabledReason={reasonOf(can.delete)}>
            Delete
          </Button>
        </Ending>
      </Card>
    </PageSection>
  )
}

type EndingProps = { title: string; text: string; children: React.ReactNode }

function Ending({ title, text, children }: EndingProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 not-first:border-t not-first:border-line not-first:pt-4">
      <div className="min-w-0 max-w-2xl flex-1 basis-64">
        <p className="font-medium">{title}</p>
        <p className="text-sm text-pretty text-muted">{text}</p>
      </div>
      {children}
    </div>
  )
}
