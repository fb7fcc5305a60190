'use client'
import { useState } from 'react'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import type { SsoConnectionView } from '@/lib/sso/connection-schema'
import { useConnections } from './use-connections'

const AddCertificateDialog = lazyDialog(() =>
  import('./add-certificate-dialog').then((file) => file.AddCertificateDialog),
)

type Certificate = SsoConnectionView['certificates'][number]

const column = columnsOf<Certificate>()

const columns = column.columns([
  column.accessor('fingerprint', {
    header: 'Fingerprint',
    cell: ({ getValue }) => <span className="font-mono text-sm break-all">{getValue()}</span>,
  }),
  column.accessor('not_after', {
    header: 'Ends',
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
])

type ConnectionCertificatesProps = { accountId: string; connection: SsoConnectionView }

/** The certificates with which a SAML provider signs; a new one is added before the old one is taken away. */
export function ConnectionCertificates({ accountId, connection }: ConnectionCertificatesProps) {
  const { removeCertificate, refreshMetadata } = useConnections(accountId)
  const [isAdding, setIsAdding] = useState(false)
  const [isRemoving, setIsRemoving] = useState(false)
  // The dialog keeps what it shows while it closes.
  const [chosen, setChosen] = useState<Certificate | null>(null)
  const { id, certificates, metadata_url, can } = connection
  const of = { accountId, connectionId: id }
  const refusal = reasonOf(can.update)
  const only = certificates.length === 1 ? 'It is the only one. Add the new one first.' : undefined
  return (
    <PageSection
      id="certificates"
      title="Certificates of the provider"
      actions={
        <div className="flex items-center gap-2">
          {metadata_url ? (
            <Button
              isPending={refreshMetadata.isPending}
              disabledReason={refusal}
              onClick={() => refreshMetadata.mutate(of)}
            >
              Read metadata again
            </Button>
          ) : null}
          <AddButton label="Add certificate" onClick={() => setIsAdding(true)} disabledReason={refusal} />
        </div>
      }
    >
      <DataTable
        label="Certificates of the provider"
        columns={columns}
        rows={certificates}
        rowId={({ fingerprint }) => fingerprint}
        rowName={({ fingerprint }) => fingerprint}
        rowActions={(certificate) => [
          {
            label: 'Remove',
            tone: 'danger',
            onSelect: () => {
              setChosen(certificate)
              setIsRemoving(true)
            },
            disabledReason: refusal ?? only,
          },
        ]}
        empty={
          <EmptyState title="No certificates" description="Add the one with which the provider signs." />
        }
      />
      {chosen ? (
        <ConfirmDialog
          isOpen={isRemoving}
          onOpenChange={setIsRemoving}
          title="Remove certificate"
          consequence={`What the provider signs with ${chosen.fingerprint} is refused at once, also of whoever is signing in now. Sessions go on.`}
          confirmLabel="Remove"
          action={() => removeCertificate.submit({ ...of, fingerprint: chosen.fingerprint })}
        />
      ) : null}
      <AddCertificateDialog isOpen={isAdding} onOpenChange={setIsAdding} of={of} />
    </PageSection>
  )
}
