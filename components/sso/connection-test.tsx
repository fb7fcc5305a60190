import { EmptyState } from '@/components/feedback/empty-state'
import { PageSection } from '@/components/ui/page-section'
import { Fact } from '@/components/ui/fact'
import { RelativeTime } from '@/components/ui/relative-time'
import type { SsoConnectionView } from '@/lib/sso/connection-schema'

/** What the provider said in the last test. */
export function ConnectionTest({ test }: { test: SsoConnectionView['test'] }) {
  return (
    <PageSection
      id="last-test"
      title="Last test"
      description="What the provider said of whoever tested it. Nobody is signed in by a test."
    >
      <div className="rounded-md border border-line bg-surface">
        {test ? (
          <Received test={test} />
        ) : (
          <EmptyState
            title="Not tested yet"
            description="Test connection takes you to the provider and back, and shows here what it said."
          />
        )}
      </div>
    </PageSection>
  )
}

function Received({ test }: { test: NonNullable<SsoConnectionView['test']> }) {
  return (
    <div className="grid gap-4 p-4">
      <dl className="grid gap-2">
        <Fact title="Tested">
          <RelativeTime value={test.at} />, by {test.by}
        </Fact>
        <Fact title="Subject">
          <span className="font-mono text-sm break-all">{test.subject}</span>
        </Fact>
        <Fact title="Email">
          <span className="wrap-anywhere">
            {test.email ?? 'Not sent: nobody new can come in without one.'}
          </span>
        </Fact>
        <Fact title="Name">
          <span className="wrap-anywhere">{test.name ?? 'Not sent'}</span>
        </Fact>
        <Fact title="Groups">
          <span className="wrap-anywhere">
            {test.groups.length === 0 ? 'Not sent' : test.groups.join(', ')}
          </span>
        </Fact>
      </dl>
      <details>
        <summary className="w-fit cursor-default rounded-sm text-sm text-muted">Everything it said</summary>
        <dl className="mt-2 grid gap-2">
          {test.claims.map(({ name, value }) => (
            <div key={name} className="grid gap-x-3 sm:grid-cols-[12rem_minmax(0,1fr)]">
              <dt className="font-mono text-sm break-all text-muted">{name}</dt>
              <dd className="font-mono text-sm break-all whitespace-pre-wrap">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}
