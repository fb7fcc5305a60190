import { NotShown } from '@/components/feedback/not-shown'
import { PrincipalName } from '@/components/sharing/principal-name'
import { PrincipalAvatar } from '@/components/ui/principal-avatar'
import { Card } from '@/components/ui/card'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import type { AccessView } from '@/lib/sharing/schema'
import type { WorkspaceDetail } from '@/lib/workspaces/schema'

type WorkspacePeopleProps = {
  workspace: WorkspaceDetail
  /** Null for a viewer who may not read it. */
  people: { rows: AccessView[]; nextCursor: string | null } | null
}

/** The first of those who can open a workspace. */
export function WorkspacePeople({ workspace, people }: WorkspacePeopleProps) {
  const { handle, account, can } = workspace
  const sharing = paths.sharing(account.handle, handle)
  if (!people)
    return (
      <Card title="Who is here">
        {can.readAccess.allowed ? null : (
          <NotShown what="Who else can open it would be listed here." reason={can.readAccess} />
        )}
      </Card>
    )
  return (
    <Card
      title="Who is here"
      actions={
        <span className="text-sm whitespace-nowrap">
          <TextLink href={sharing}>Workspace Sharing</TextLink>
        </span>
      }
    >
      <ul aria-label="Who is here" className="-my-1 grid gap-3">
        {people.rows.map((one) => (
          <Person key={one.membership_id} one={one} accountHandle={account.handle} />
        ))}
      </ul>
      {people.nextCursor ? (
        <p className="text-sm text-muted">
          These are the first {people.rows.length}. <TextLink href={sharing}>See all of them</TextLink>
        </p>
      ) : null}
    </Card>
  )
}

function Person({ one, accountHandle }: { one: AccessView; accountHandle: string }) {
  const { membership_id, kind, name, summary } = one
  return (
    <li className="flex min-w-0 items-center gap-3">
      <PrincipalAvatar kind={kind} id={membership_id} name={name} />
      <div className="min-w-0 flex-1">
        <PrincipalName one={one} handle={accountHandle} />
        <p className="truncate text-sm text-muted" title={summary}>
          {summary || 'Nothing at the moment'}
        </p>
      </div>
    </li>
  )
}
