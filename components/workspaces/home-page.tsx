'use client'
import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { useTableState } from '@/components/data-table/use-table-state'
import { AddButton } from '@/components/ui/add-button'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import type { AccountSummary } from '@/lib/accounts/schema'
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
  const dialog = useHomeDialog()
  const isWhole = search === '' && after === null
  const isNew = isWhole && data?.rows.length === 0 && accounts.every(({ kind }) => kind === 'PERSONAL')
  return (
    <>
      <PageHeader
        title="Workspaces"
        description={isNew ? undefined : 'Every workspace that you can open, in all your accounts.'}
        actions={<AddButton label="Create workspace" onClick={() => dialog.open('create')} />}
      />
      {isNew ? (
        <FirstMinute
          onCreateOrganization={() => dialog.open('create-organization')}
          onCreateWorkspace={() => dialog.open('create')}
        />
      ) : (
        <>
          {isWhole ? <WorkspaceShortcutsView /> : null}
          <MyWorkspaces state={state} onCreate={() => dialog.open('create')} />
        </>
      )}
      <CreateWorkspaceDialog {...dialog.of('create')} accounts={accounts} />
      <CreateOrganizationDialog {...dialog.of('create-organization')} />
    </>
  )
}

/** The page's dialogs, one at a time; in the URL, so that a link can open one. */
function useHomeDialog() {
  const [open, setOpen] = useQueryState(
    'dialog',
    parseAsString.withOptions({ history: 'replace', shallow: true }),
  )
  return {
    open: (name: string) => void setOpen(name),
    of: (name: string) => ({
      isOpen: open === name,
      onOpenChange: (isOpen: boolean) => void setOpen(isOpen ? name : null),
    }),
  }
}
