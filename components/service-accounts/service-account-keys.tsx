'use client'
import { KeysTable } from '@/components/api-keys/keys-table'
import { useCreatedKey } from '@/components/api-keys/use-created-key'
import { AddButton } from '@/components/ui/add-button'
import { Button } from '@/components/ui/button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { PageSection } from '@/components/ui/page-section'
import { apiKeyQueries } from '@/lib/api-keys/queries'
import type { ServiceAccountOf } from '@/lib/service-accounts/queries'
import type { ServiceAccountView } from '@/lib/service-accounts/schema'
import { useServiceAccountKeyChanges } from './use-service-account-keys'

type ServiceAccountKeysProps = {
  of: ServiceAccountOf
  account: ServiceAccountView
  onCreate: () => void
}

/** The keys of a service account. */
export function ServiceAccountKeys({ of, account, onCreate }: ServiceAccountKeysProps) {
  const changes = useServiceAccountKeyChanges(of)
  const createdKey = useCreatedKey()
  const refusal = reasonOf(account.can.createKey)
  return (
    <PageSection
      id="keys"
      title="Keys"
      description={`Whatever has one acts as ${account.name}.`}
      actions={<AddButton label="Create API key" onClick={onCreate} disabledReason={refusal} />}
    >
      <KeysTable
        owner="service_account"
        query={(after) => apiKeyQueries.ofServiceAccount(of.accountId, of.serviceAccountId, after)}
        changes={changes}
        onCreated={createdKey.show}
        empty={{
          description: `Without a key nothing can act as ${account.name}.`,
          action: (
            <Button onClick={onCreate} disabledReason={refusal}>
              Create API key
            </Button>
          ),
        }}
      />
      {createdKey.dialog}
    </PageSection>
  )
}
