'use client'
import { useQuery } from '@tanstack/react-query'
import { Boxes, Pin } from 'lucide-react'
import { useMemo } from 'react'
import { useAccountWord } from '@/components/accounts/account-kind'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { reasonOf, type DisabledReason } from '@/components/ui/disabled-reason'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import { useDialog } from '@/lib/client/use-dialog'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import { workspaceQueries } from '@/lib/workspaces/queries'
import type { AccountReference, WorkspaceView } from '@/lib/workspaces/schema'
import { useWorkspaceActions } from './use-workspace-actions'

const CreateWorkspaceDialog = lazyDialog(() =>
  import('./create-workspace-dialog').then((file) => file.CreateWorkspaceDialog),
)

/** The workspaces of an account that one can open, and making another one. */
export function WorkspacesView({ account }: { account: AccountReference }) {
  const { isOpen, setIsOpen } = useDialog('create')
  const { data: editor } = useQuery(workspaceQueries.editor(account.id))
  const word = useAccountWord()
  const refusal = editor && reasonOf(editor.create)
  const create = () => setIsOpen(true)
  return (
    <>
      <PageHeader
        title="Workspaces"
        description={
          <>
            Those of the {word} that you can open.
            {editor && editor.limit !== null ? ` The plan allows ${countOf(editor.limit, 'workspace')}.` : ''}
          </>
        }
        actions={<AddButton label="Create workspace" onClick={create} disabledReason={refusal} />}
      />
      <WorkspacesTable account={account} refusal={refusal} onCreate={create} />
      <CreateWorkspaceDialog isOpen={isOpen} onOpenChange={setIsOpen} accounts={[account]} />
    </>
  )
}

type WorkspacesTableProps = {
  account: AccountReference
  refusal: DisabledReason | undefined
  onCreate: () => void
}

function WorkspacesTable({ account, refusal, onCreate }: WorkspacesTableProps) {
  const state = useTableState()
  const { data, error, refetch, isPlaceholderData } = useQuery(workspaceQueries.list(account.id, state.query))
  const actions = useWorkspaceActions({ accountId: account.id, accountHandle: account.handle })
  const columns = useMemo(() => columnsFor(account.handle), [account.handle])
  return (
    <>
      <DataTable
        label="Workspaces"
        columns={columns}
        rows={data?.rows}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        rowActions={actions.entriesOf}
        state={state}
        nextCursor={data?.nextCursor ?? null}
        empty={
          <EmptyState
            icon={<Boxes />}
            title="No workspaces yet"
            description={
              refusal === undefined
                ? 'A workspace is where flows and their runs live. Create one, then share it with those who work there.'
                : 'A workspace is where flows and their runs live. You can open none here yet: whoever looks after one shares it with you.'
            }
            action={
              <Button variant="primary" onClick={onCreate} disabledReason={refusal}>
                Create the first workspace
              </Button>
            }
          />
        }
        error={error}
        onRetry={() => void refetch()}
        isStale={isPlaceholderData}
      />
      {actions.dialogs}
    </>
  )
}

const column = columnsOf<WorkspaceView>()

function columnsFor(accountHandle: string) {
  return column.columns([
    column.display({
      id: 'name',
      header: 'Name',
      cell: ({ row }) => (
        <WorkspaceCell workspace={row.original} href={paths.workspace(accountHandle, row.original.handle)} />
      ),
    }),
    column.accessor(({ access }) => access.summary, {
      id: 'access',
      header: 'Your access',
      cell: ({ getValue }) => <span className="wrap-anywhere">{getValue()}</span>,
      meta: { priority: 2 },
    }),
    column.accessor(({ default_role }) => default_role?.name ?? null, {
      id: 'default',
      header: 'Default workspace role',
      cell: ({ getValue }) => getValue() ?? <span className="text-muted">No access</span>,
      meta: { priority: 3 },
    }),
    column.accessor('created_at', {
      id: 'created',
      header: 'Created',
      cell: ({ getValue }) => <RelativeTime value={getValue()} />,
      meta: { priority: 3 },
    }),
  ])
}

function WorkspaceCell({ workspace, href }: { workspace: WorkspaceView; href: string }) {
  const { id, name, handle, is_pinned, access } = workspace
  return (
    <div className="flex min-w-0 items-center gap-3 py-1.5">
      <Avatar id={id} name={name} shape="square" />
      <div className="min-w-0">
        <p className="flex min-w-0 items-center gap-1.5">
          <span className="truncate">
            <TextLink href={href} look="title">
              {name}
            </TextLink>
          </span>
          {is_pinned ? (
            <Pin role="img" aria-label="Pinned" className="size-3.5 shrink-0 fill-current text-link" />
          ) : null}
        </p>
        <p className="truncate font-mono text-xs text-muted">{handle}</p>
        <p className="text-sm text-muted @lg:hidden">{access.summary}</p>
      </div>
    </div>
  )
}
