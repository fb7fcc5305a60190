'use client'
import { useCreatedKey } from '@/components/api-keys/use-created-key'
import { AddButton } from '@/components/ui/add-button'
import { reasonOf } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { Meter } from '@/components/ui/meter'
import { PageHeader } from '@/components/ui/page-header'
import { useDialog } from '@/lib/client/use-dialog'
import type { ServiceAccountEditor } from '@/lib/service-accounts/schema'
import { ServiceAccountsTable } from './service-accounts-table'

const CreateServiceAccountDialog = lazyDialog(() =>
  import('./create-service-account-dialog').then((file) => file.CreateServiceAccountDialog),
)

type ServiceAccountsPageProps = {
  accountId: string
  handle: string
  organizationName: string
  editor: ServiceAccountEditor
}

/** The programs that act in an organization, and making another one. */
export function ServiceAccountsPage(props: ServiceAccountsPageProps) {
  const { accountId, organizationName, editor } = props
  const { create, count, limit } = editor
  const { isOpen, setIsOpen } = useDialog('create')
  const createdKey = useCreatedKey()
  return (
    <>
      <PageHeader
        title="Service Accounts"
        description={
          limit === null ? (
            'Programs that act in the organization with keys of their own.'
          ) : (
            <div className="max-w-56">
              <Meter label="service accounts" value={count} max={limit} />
            </div>
          )
        }
        actions={
          <AddButton
            label="Create service account"
            onClick={() => setIsOpen(true)}
            disabledReason={reasonOf(create)}
          />
        }
      />
      <ServiceAccountsTable {...props} onCreate={() => setIsOpen(true)} />
      {create.allowed ? (
        <CreateServiceAccountDialog
          isOpen={isOpen}
          onOpenChange={setIsOpen}
          accountId={accountId}
          organizationName={organizationName}
          editor={editor}
          onCreated={({ key }) => createdKey.show(key)}
        />
      ) : null}
      {createdKey.dialog}
    </>
  )
}
