'use client'
import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { NoResults } from '@/components/data-table/no-results'
import { Pagination } from '@/components/data-table/pagination'
import { SearchBox } from '@/components/data-table/search-box'
import type { TableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { ErrorState } from '@/components/feedback/error-state'
import { Avatar } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import type { AccountReference, MyWorkspaceView } from '@/lib/workspaces/schema'
import { PinButton } from './pin-button'
import { usePinWorkspace } from './use-pin-workspace'

type MyWorkspacesProps = { state: TableState; onCreate: () => void }

/** The workspaces of all accounts, one account after the other, searched and paged by the server. */
export function MyWorkspaces({ state, onCreate }: MyWorkspacesProps) {
  const { data, error, refetch, isPlaceholderData } = useQuery(workspaceQueries.mine(state.query))
  return (
    <section aria-label="All workspaces" className="mt-8 first-of-type:mt-0">
      <div className="mb-4 flex">
        <SearchBox label="Search workspaces" value={state.query.search} onValueChange={state.setSearch} />
      </div>
      <div className={isPlaceholderData ? 'opacity-60' : undefined}>
        <Content
          rows={data?.rows}
          error={error}
          onRetry={() => void refetch()}
          state={state}
          onCreate={onCreate}
        />
      </div>
      <Pagination label="Workspaces" state={state} nextCursor={data?.nextCursor ?? null} />
      <p role="status" className="sr-only">
        {data ? statusOf(data.rows.length) : ''}
      </p>
    </section>
  )
}

type ContentProps = MyWorkspacesProps & {
  rows: MyWorkspaceView[] | undefined
  error: unknown
  onRetry: () => void
}

function Content({ rows, error, onRetry, state, onCreate }: ContentProps) {
  if (!rows) return <Frame>{error ? <ErrorState error={error} onRetry={onRetry} /> : <SkeletonList />}</Frame>
  if (rows.length > 0)
    return (
      <div className="grid gap-6">
        {groupsOf(rows).map(({ account, workspaces }) => (
          <Group key={account.id} account={account} workspaces={workspaces} />
        ))}
      </div>
    )
  const { search, after } = state.query
  if (search !== '' || after !== null)
    return (
      <Frame>
        <NoResults search={search} onClear={state.clearSearch} />
      </Frame>
    )
  return (
    <Frame>
      <EmptyState
        icon={<Boxes />}
        title="No workspaces yet"
        description="A workspace is where flows and their runs live. Those that somebody shares with you appear here, and you can create one."
        action={
          <Button variant="primary" onClick={onCreate}>
            Create the first workspace
          </Button>
        }
      />
    </Frame>
  )
}

function Group({ account, workspaces }: { account: AccountReference; workspaces: MyWorkspaceView[] }) {
  const { id, kind, name, handle } = account
  const isPersonal = kind === 'PERSONAL'
  return (
    <section aria-labelledby={`account-${id}`} className="min-w-0">
      <h2 id={`account-${id}`} className="mb-2 flex items-center gap-2">
        <Avatar id={id} name={name} size="small" shape={isPersonal ? 'round' : 'square'} />
        <span className="truncate">
          <TextLink href={paths.workspaces(handle)} look="title">
            {name}
          </TextLink>
        </span>
        {isPersonal ? <Badge>Personal</Badge> : null}
      </h2>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {workspaces.map((workspace) => (
          <Row key={workspace.id} workspace={workspace} />
        ))}
      </ul>
    </section>
  )
}

function Row({ workspace }: { workspace: MyWorkspaceView }) {
  const { id, name, handle, description, account, access, is_pinned } = workspace
  const pin = usePinWorkspace(workspaceKeys.mine())
  return (
    <li className="relative flex min-h-14 items-center gap-3 py-2 pr-2 pl-4 hover:bg-subtle">
      <Avatar id={id} name={name} shape="square" />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-baseline gap-2">
          {/* The whole row leads there; the pin lies above it. */}
          <Link
            href={paths.workspace(account.handle, handle)}
            className="truncate rounded-sm font-medium after:absolute after:inset-0"
          >
            {name}
          </Link>
          <span className="hidden truncate font-mono text-xs text-muted sm:inline">{handle}</span>
        </p>
        {description ? <p className="truncate text-muted">{description}</p> : null}
        <p className="truncate text-sm text-muted md:hidden">{access.summary}</p>
      </div>
      <p className="hidden max-w-72 text-right text-sm text-pretty text-muted md:block">{access.summary}</p>
      <span className="relative">
        <PinButton
          name={name}
          isPinned={is_pinned}
          onPinnedChange={(isPinned) => pin({ accountId: account.id, workspaceId: id, isPinned })}
        />
      </span>
    </li>
  )
}

function Frame({ children }: { children: ReactNode }) {
  return <div className="rounded-md border border-line bg-surface">{children}</div>
}

function SkeletonList() {
  return (
    <ul aria-busy className="divide-y divide-line">
      {Array.from({ length: 6 }, (_, row) => (
        <li key={row} className="flex h-14 items-center px-4">
          <Skeleton width="long" />
        </li>
      ))}
    </ul>
  )
}

function groupsOf(rows: MyWorkspaceView[]): { account: AccountReference; workspaces: MyWorkspaceView[] }[] {
  const groups = new Map<string, { account: AccountReference; workspaces: MyWorkspaceView[] }>()
  for (const row of rows) {
    const group = groups.get(row.account.id) ?? { account: row.account, workspaces: [] }
    group.workspaces.push(row)
    groups.set(row.account.id, group)
  }
  return [...groups.values()]
}

function statusOf(count: number): string {
  return count === 0 ? 'No workspaces found' : `${count} workspaces shown`
}
