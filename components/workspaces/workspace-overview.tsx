'use client'
import { useQuery } from '@tanstack/react-query'
import { Pin, PinOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { PermissionMatrix } from '@/components/roles/permission-matrix'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PageSection } from '@/components/ui/page-section'
import { RelativeTime } from '@/components/ui/relative-time'
import { countOf } from '@/lib/format'
import type { AccessView } from '@/lib/sharing/schema'
import { workspaceKeys, workspaceQueries } from '@/lib/workspaces/queries'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'
import { usePinWorkspace } from './use-pin-workspace'
import { WorkspaceAccess } from './workspace-access'
import { WorkspacePeople } from './workspace-people'

type WorkspaceOverviewProps = {
  accountId: string
  workspaceId: string
  /** The first of those who can open it; null for a viewer who may not read that. */
  people: { rows: AccessView[]; nextCursor: string | null } | null
  /** What there is to say of its runs. */
  children: ReactNode
}

/** A workspace at a glance: how its runs went, what one holds there, who else is there. */
export function WorkspaceOverview({ accountId, workspaceId, people, children }: WorkspaceOverviewProps) {
  const { data: workspace } = useQuery(workspaceQueries.detail(accountId, workspaceId))
  if (!workspace) return null
  const { name, handle, description, created_at, access, held } = workspace
  return (
    <>
      <PageHeader
        title={name}
        description={
          <>
            <p>
              <span className="font-mono">{handle}</span> · created <RelativeTime value={created_at} />
            </p>
            {description ? <p className="mt-2 whitespace-pre-line text-ink">{description}</p> : null}
          </>
        }
        actions={<Pinning workspace={workspace} />}
      />
      {children}
      <div className="grid gap-x-6 gap-y-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid content-start gap-4 sm:grid-cols-2 xl:order-2 xl:grid-cols-1">
          <WorkspaceAccess workspace={workspace} />
          <WorkspacePeople workspace={workspace} people={people} />
        </div>
        <div className="min-w-0">
          <PageSection
            id="permissions"
            title="What you may do here"
            description={`${countOf(access.permissions, 'permission')}, from all your roles together.`}
          >
            <PermissionMatrix permissions={held} level="workspace" />
          </PageSection>
        </div>
      </div>
    </>
  )
}

function Pinning({ workspace: { id, account, is_pinned } }: { workspace: WorkspaceDetail }) {
  const pin = usePinWorkspace([...workspaceKeys.one(account.id, id), 'detail'])
  return (
    <Button onClick={() => pin({ accountId: account.id, workspaceId: id, isPinned: !is_pinned })}>
      {is_pinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
      {is_pinned ? 'Unpin' : 'Pin'}
    </Button>
  )
}
