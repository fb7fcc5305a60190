'use client'
import { AddButton } from '@/components/ui/add-button'
import { Button } from '@/components/ui/button'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import type { AccountSummary } from '@/lib/accounts/schema'
import { apiKeyQueries } from '@/lib/api-keys/queries'
import { useDialog } from '@/lib/client/use-dialog'
import { apiPaths } from '@/lib/paths'
import { KeysTable } from './keys-table'
import { useCreatedKey } from './use-created-key'
import { useUserKeyChanges } from './use-user-keys'

const CreateUserKeyDialog = lazyDialog(() =>
  import('./create-user-key-dialog').then((file) => file.CreateUserKeyDialog),
)

type UserKeysPageProps = {
  /** Those a key can be made for. */
  accounts: Pick<AccountSummary, 'id' | 'name' | 'kind'>[]
}

/** The API keys of whoever is signed in. */
export function UserKeysPage({ accounts }: UserKeysPageProps) {
  const { isOpen, setIsOpen } = useDialog('create')
  const createdKey = useCreatedKey()
  const changes = useUserKeyChanges()
  return (
    <>
      <PageHeader
        title="API Keys"
        description={
          <>
            With a key, a script acts as you: it may do what you may do, and no more. For work that goes on
            without you, an organization has service accounts. What a script can ask is explained in{' '}
            <a href={apiPaths.docs()} className="text-link underline underline-offset-2">
              the API’s documentation
            </a>
            .
          </>
        }
        actions={<AddButton label="Create API key" onClick={() => setIsOpen(true)} />}
      />
      <KeysTable
        owner="user"
        query={apiKeyQueries.ofUser}
        changes={changes}
        onCreated={createdKey.show}
        empty={{
          description: 'Make one for the command line, a notebook or a script that shall act as you.',
          action: (
            <Button variant="primary" onClick={() => setIsOpen(true)}>
              Create API key
            </Button>
          ),
        }}
      />
      <CreateUserKeyDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        accounts={accounts}
        onCreated={createdKey.show}
      />
      {createdKey.dialog}
    </>
  )
}
