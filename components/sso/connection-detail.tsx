'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { ErrorState } from '@/components/feedback/error-state'
import { NotFoundState } from '@/components/feedback/not-found-state'
import { BackLink } from '@/components/ui/back-link'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { WarningNote } from '@/components/ui/warning-note'
import { AppError } from '@/lib/errors'
import { paths } from '@/lib/paths'
import type { AssignableRole } from '@/lib/roles/schema'
import type { SsoConnectionView } from '@/lib/sso/connection-schema'
import { ssoQueries } from '@/lib/sso/queries'
import { endingText } from './connection-consequences'
import { ConnectionCertificates } from './connection-certificates'
import { ConnectionFacts } from './connection-facts'
import { ConnectionState } from './connection-state'
import { ConnectionTest } from './connection-test'
import { OurSide } from './our-side'
import { useConnections, useConnectionTest } from './use-connections'

const EditConnectionDialog = lazyDialog(() =>
  import('./edit-connection-dialog').then((file) => file.EditConnectionDialog),
)

type ConnectionDetailProps = {
  accountId: string
  handle: string
  connectionId: string
  roles: AssignableRole[]
  /** The connection is gone, or was left. */
  onLeft: () => void
}

/** One connection: what its provider needs to know, what it said in the last test, and the steps of its life. */
export function ConnectionDetail(props: ConnectionDetailProps) {
  const { accountId, handle, connectionId } = props
  const { data, error, refetch } = useQuery(ssoQueries.connection(accountId, connectionId))
  return (
    <>
      <BackLink href={paths.singleSignOn(handle)}>Single Sign-On</BackLink>
      {data ? <Shown {...props} connection={data} /> : null}
      {data ? null : (
        <>
          <PageHeader title="Connection" />
          <NotLoaded error={error} onRetry={() => void refetch()} />
        </>
      )}
    </>
  )
}

function NotLoaded({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  if (!error) return <Skeleton height="block" />
  if (!(error instanceof AppError && error.code === 'not_found'))
    return <ErrorState error={error} onRetry={onRetry} />
  return (
    <NotFoundState
      title="This connection does not exist"
      description="It was deleted meanwhile, or the address is wrong."
    />
  )
}

type ShownProps = ConnectionDetailProps & { connection: SsoConnectionView }
type Opened = 'edit' | 'disable' | 'delete' | null

function Shown({ accountId, connection, roles, onLeft }: ShownProps) {
  const [opened, setOpened] = useState<Opened>(null)
  const changes = useConnections(accountId)
  const test = useConnectionTest(accountId)
  const { id, name, state, can, problem } = connection
  const step = { accountId, connectionId: id, expectedVersion: connection.version }
  const dialog = (what: Opened) => ({ isOpen: opened === what, onOpenChange: () => setOpened(null) })
  return (
    <>
      <PageHeader title={name} badge={<ConnectionState connection={connection} />} />
      <div className="mb-6 flex flex-wrap gap-2">
        <Button
          variant={state === 'DRAFT' && !connection.tested_at ? 'primary' : 'secondary'}
          disabledReason={reasonOf(can.test)}
          onClick={() => void test({ accountId, connectionId: id })}
        >
          Test connection
        </Button>
        {state === 'DRAFT' ? (
          <Button
            variant={connection.tested_at ? 'primary' : 'secondary'}
            isPending={changes.activate.isPending}
            disabledReason={reasonOf(can.activate)}
            onClick={() => changes.activate.mutate(step)}
          >
            Activate
          </Button>
        ) : null}
        {state === 'DISABLED' ? (
          <Button
            variant="primary"
            isPending={changes.enable.isPending}
            disabledReason={reasonOf(can.enable)}
            onClick={() => changes.enable.mutate(step)}
          >
            Enable
          </Button>
        ) : null}
        <Button onClick={() => setOpened('edit')} disabledReason={reasonOf(can.update)}>
          Edit
        </Button>
        {state === 'ACTIVE' ? (
          <Button onClick={() => setOpened('disable')} disabledReason={reasonOf(can.disable)}>
            Disable
          </Button>
        ) : null}
        <Button variant="danger" onClick={() => setOpened('delete')} disabledReason={reasonOf(can.delete)}>
          Delete
        </Button>
      </div>
      {problem ? (
        <div className="mb-6">
          <WarningNote>
            What went wrong last, <RelativeTime value={connection.problem_at} />:{' '}
            <span className="wrap-anywhere">{problem}</span>
          </WarningNote>
        </div>
      ) : null}
      <ConnectionFacts connection={connection} />
      <OurSide accountId={accountId} connection={connection} />
      {connection.kind === 'SAML' ? (
        <ConnectionCertificates accountId={accountId} connection={connection} />
      ) : null}
      <ConnectionTest test={connection.test} />
      <EditConnectionDialog
        key={`edit ${connection.version}`}
        {...dialog('edit')}
        accountId={accountId}
        connection={connection}
        roles={roles}
      />
      <ConfirmDialog
        {...dialog('disable')}
        title={`Disable ${name}`}
        consequence={endingText(connection.consequences)}
        confirmLabel="Disable"
        action={() => changes.disable.submit(step)}
      />
      <ConfirmDialog
        {...dialog('delete')}
        title={`Delete ${name}`}
        consequence={`${endingText(connection.consequences)} Nobody is known through it any more, and this cannot be undone.`}
        confirmLabel="Delete"
        action={() => changes.remove.submit(step)}
        onSuccess={onLeft}
      />
    </>
  )
}
