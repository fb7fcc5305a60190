'use client'
import { useQuery } from '@tanstack/react-query'
import { useTableState } from '@/components/data-table/use-table-state'
import { AddButton } from '@/components/ui/add-button'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import type { AccountSummary } from '@/lib/accounts/schema'
import { useDialog } from '@/lib/client/use-dialog'
import { workspaceQueries } from '@/lib/workspaces/queries'
import { FirstMinute } from './first-minute'
import { MyWorkspaces } from './my-workspaces'
import { WorkspaceShortcutsView } from './workspace-shortcuts'

const CreateOrganizationDialog = lazyDialog(() =>
  import('@/components/accounts/create-organization-dialog').then((file) => file.CreateOrganizationDialog),
)
const CreateWorkspaceDialog = lazyDialog(() =>
  import('./create-workspace-dialog').then((file) => file.CreateWorkspaceDialog),
)

type HomePageProps = {
  /** The viewer's, personal first. */
  accounts: AccountSummary[]
}

/** Every workspace one can open, in all accounts; for somebody who has just come, what there is to do. */
export function HomePage({ accounts }: HomePageProps) {
  const state = useTableState()
  const { search, after } = state.query
  const { data } = useQuery(workspaceQueries.mine(state.query))
  const workspaceDialog = useDialog('create')
  const organizationDialog = useDialog('create-organization')
  const createWorkspace = () => workspaceDialog.setIsOpen(true)
  const isWhole = search === '' && after === null
  const isNew = isWhole && data?.rows.length === 0 && accounts.every(({ kind }) => kind === 'PERSONAL')
  return (
    <>
      <PageHeader
        title="Workspaces"
        description={isNew ? undefined : 'Every workspace that you can open, in all your accounts.'}
        actions={<AddButton label="Create workspace" onClick={createWorkspace} />}
      />
      {isNew ? (
        <FirstMinute
          onCreateOrganization={() => organizationDialog.setIsOpen(true)}
          onCreateWorkspace={createWorkspace}
        />
      ) : (
        <>
          {isWhole ? <WorkspaceShortcutsView /> : null}
          <MyWorkspaces state={state} onCreate={createWorkspace} />
        </>
      )}
      <CreateWorkspaceDialog
        isOpen={workspaceDialog.isOpen}
        onOpenChange={workspaceDialog.setIsOpen}
        accounts={accounts}
      />
      <CreateOrganizationDialog
        isOpen={organizationDialog.isOpen}
        onOpenChange={organizationDialog.setIsOpen}
      />
    </>
  )
}
