import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { RoleBadge } from '@/components/ui/role-badge'
import type { AccessSummary, WorkspaceDetail } from '@/lib/workspaces/schema'

type Source = AccessSummary['sources'][number]

/** The roles that one holds in a workspace, and what everybody else of the account holds. */
export function WorkspaceAccess({ workspace }: { workspace: WorkspaceDetail }) {
  const { access, default_role, account } = workspace
  // One role without an end is said by the summary.
  const isWorthListing =
    access.sources.length > 1 || access.sources.some(({ expires_at }) => expires_at !== null)
  return (
    <Card title="Your role" description={access.summary}>
      {isWorthListing ? (
        <ul className="-my-1 grid gap-2">
          {access.sources.map((source) => (
            <li key={source.kind} className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <RoleBadge name={source.role.name} />
              <span className="text-muted">{originOf(source, workspace)}</span>
              {source.expires_at ? (
                <span className="text-warning">
                  ends <RelativeTime value={source.expires_at} />
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="border-t border-line pt-3 text-muted">
        Anyone at {account.name}: <span className="text-ink">{default_role?.name ?? 'No access'}</span>
      </p>
    </Card>
  )
}

function originOf({ kind, group }: Source, { account }: WorkspaceDetail): string {
  switch (kind) {
    case 'organization_role':
      return account.kind === 'PERSONAL' ? 'Your role in the account' : 'Your role in the organization'
    case 'default_role':
      return `What anyone at ${account.name} holds here`
    case 'group':
      return `Given by the group ${group}`
    default:
      return 'Given to you in this workspace'
  }
}
