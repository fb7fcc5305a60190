'use client'
import { useState } from 'react'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import type { SsoConnectionView } from '@/lib/sso/connection-schema'
import { CopyLine, CopyLines } from './copy-line'
import { useConnections } from './use-connections'

type OurSideProps = { accountId: string; connection: SsoConnectionView }

/** What the provider needs to know of us. */
export function OurSide({ accountId, connection }: OurSideProps) {
  const { our_side, kind } = connection
  return (
    <PageSection
      id="our-side"
      title="For your identity provider"
      description="Register Roster there with these values."
    >
      <CopyLines>
        <Line label="Redirect URI" value={our_side.redirect_uri} copyLabel="Copy redirect URI" />
        <Line label="Entity ID" value={our_side.entity_id} copyLabel="Copy entity ID" />
        <Line label="ACS URL" value={our_side.acs_url} copyLabel="Copy ACS URL" />
        <Line label="Metadata URL" value={our_side.metadata_url} copyLabel="Copy metadata URL" />
        <Line label="Single logout URL" value={our_side.logout_url} copyLabel="Copy single logout URL" />
        {kind === 'SAML' ? <Keys accountId={accountId} connection={connection} /> : null}
      </CopyLines>
    </PageSection>
  )
}

function Line({ value, ...texts }: { label: string; value: string | null; copyLabel: string }) {
  return value === null ? null : <CopyLine {...texts} value={value} />
}

function Keys({ accountId, connection: { id, our_side, can } }: OurSideProps) {
  const { prepareKey, rotateKey } = useConnections(accountId)
  const [isRotating, setIsRotating] = useState(false)
  const of = { accountId, connectionId: id }
  const isPrepared = our_side.keys.some(({ is_signing }) => !is_signing)
  return (
    <>
      {our_side.keys.map((key) => (
        <CopyLine
          key={key.id}
          label={key.is_signing ? 'Certificate that we sign with' : 'Certificate of the next key'}
          value={key.certificate}
          copyLabel={key.is_signing ? 'Copy certificate' : 'Copy next certificate'}
          note={
            <>
              Ends <RelativeTime value={key.not_after} />
            </>
          }
        />
      ))}
      <div className="flex flex-wrap gap-2">
        {isPrepared ? (
          <Button disabledReason={reasonOf(can.update)} onClick={() => setIsRotating(true)}>
            Rotate key
          </Button>
        ) : (
          <Button
            isPending={prepareKey.isPending}
            disabledReason={reasonOf(can.update)}
            onClick={() => prepareKey.mutate(of)}
          >
            Prepare next key
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isRotating}
        onOpenChange={setIsRotating}
        title="Rotate key"
        tone="primary"
        consequence="Roster signs with the next key from now on, and the certificate of the present one goes. A provider that does not know the next one yet refuses whoever comes to sign in."
        confirmLabel="Rotate key"
        action={() => rotateKey.submit(of)}
      />
    </>
  )
}
