'use client'
import { useQuery } from '@tanstack/react-query'
import { ShieldOff } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { useAccountWord } from '@/components/accounts/account-kind'
import { EmptyState } from '@/components/feedback/empty-state'
import { ErrorState } from '@/components/feedback/error-state'
import { NotShown } from '@/components/feedback/not-shown'
import { Skeleton } from '@/components/ui/skeleton'
import { WorkspaceChoice } from '@/components/workspaces/workspace-choice'
import { deferComponent } from '@/lib/client/deferred-component'
import { AppError } from '@/lib/errors'
import { countOf } from '@/lib/format'
import type { permissionsQuery } from '@/lib/members/member-queries'
import type { EffectivePermissions as Effect } from '@/lib/members/schema'
import type { WorkspaceReference } from '@/lib/workspaces/schema'

// With the whole catalogue in it: below the fold, and no part of the first load.
const { Deferred: Matrix } = deferComponent(() =>
  import('@/components/roles/permission-matrix').then((file) => file.PermissionMatrix),
)

type EffectivePermissionsProps = {
  accountId: string
  /** Whose they are. */
  name: string
  kind: 'USER' | 'SERVICE_ACCOUNT'
  /** What they hold in a workspace, or (null) in the organization itself. */
  query: (workspaceId: string | null) => ReturnType<typeof permissionsQuery>
}

/** What a member or service account may really do, in the organization or in the workspace that the URL names. */
export function EffectivePermissions({ accountId, name, kind, query }: EffectivePermissionsProps) {
  const [workspaceId, setWorkspaceId] = useQueryState(
    'permissions',
    parseAsString.withOptions({ history: 'replace', shallow: true }),
  )
  const word = useAccountWord()
  const { data, error, refetch } = useQuery(query(workspaceId))
  const [picked, setPicked] = useState<WorkspaceReference | null>(null)
  const workspace = [picked, data?.workspace ?? null].find((one) => one?.id === workspaceId) ?? null
  return (
    <div className="grid max-w-3xl gap-4">
      <div className="sm:max-w-sm">
        <WorkspaceChoice
          accountId={accountId}
          label="Where"
          whole={{
            label: word === 'organization' ? 'Organization' : 'Account',
            isChosen: workspaceId === null,
            onChoose: () => void setWorkspaceId(null),
          }}
          value={workspace}
          onValueChange={(next) => {
            setPicked(next)
            void setWorkspaceId(next.id)
          }}
        />
      </div>
      <div role="status" className="empty:-mb-4">
        {data ? <Outcome effect={data} name={name} kind={kind} word={word} /> : null}
      </div>
      {data && data.permissions.length > 0 ? (
        <Held permissions={data.permissions} level={data.workspace ? 'workspace' : 'organization'} />
      ) : null}
      {!data && error ? <Failure error={error} name={name} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Loading level={workspaceId === null ? 'organization' : 'workspace'} /> : null}
    </div>
  )
}

type Level = 'organization' | 'workspace'
type OutcomeProps = Pick<EffectivePermissionsProps, 'name' | 'kind'> & {
  effect: Effect
  word: ReturnType<typeof useAccountWord>
}

/** How much it is and where it comes from, or why it is nothing. */
function Outcome({ effect, name, kind, word }: OutcomeProps) {
  const { permissions, summary, workspace } = effect
  const place = workspace?.name ?? `the ${word}`
  if (permissions.length > 0)
    return (
      <p className="text-pretty wrap-anywhere">
        <span className="font-medium">{countOf(permissions.length, 'permission')}</span> in {place}
        <span className="text-muted">, from {summary}.</span>
      </p>
    )
  return (
    <div className="rounded-md border border-line bg-surface wrap-anywhere">
      {effect.member.status === 'SUSPENDED' ? (
        <EmptyState
          icon={<ShieldOff />}
          title="Nothing takes effect"
          description={`${name} is suspended. Roles stay as they are, and take effect again after reactivation.`}
        />
      ) : (
        <EmptyState
          icon={<ShieldOff />}
          title={`No permissions in ${place}`}
          description={
            kind === 'USER'
              ? `Nothing that ${name} was given takes effect there. A default role, a role in the workspace or another ${word} role would change that.`
              : `Nothing that ${name} was given takes effect there. A role in the workspace or another organization role would change that; default roles are not for service accounts.`
          }
        />
      )}
    </div>
  )
}

function Held({ permissions, level }: { permissions: string[]; level: Level }) {
  return <Matrix isWanted props={{ permissions, level }} fallback={<Loading level={level} />} />
}

// As high as the matrix that follows, so that nothing below moves.
const heights: Record<Level, string> = { organization: 'h-91', workspace: 'h-155' }

function Loading({ level }: { level: Level }) {
  return (
    <div aria-busy className={`grid content-start gap-4 rounded-md border border-line p-4 ${heights[level]}`}>
      <Skeleton width="long" />
      <Skeleton height="block" width="full" />
    </div>
  )
}

type FailureProps = { error: unknown; name: string; onRetry: () => void }

function Failure({ error, name, onRetry }: FailureProps) {
  if (error instanceof AppError && error.code === 'forbidden')
    return <NotShown what={`What ${name} may do there`} reason={error} />
  return (
    <div className="rounded-md border border-line bg-surface">
      <ErrorState title="This cannot be shown" error={error} onRetry={onRetry} />
    </div>
  )
}
