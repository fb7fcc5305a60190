'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { ObjectEvents } from '@/components/audit/object-events'
import { ErrorState } from '@/components/feedback/error-state'
import { ActionsMenu } from '@/components/ui/actions-menu'
import { BackLink } from '@/components/ui/back-link'
import { Badge } from '@/components/ui/badge'
import { PageHeader } from '@/components/ui/page-header'
import { PageSection } from '@/components/ui/page-section'
import { Skeleton } from '@/components/ui/skeleton'
import type { Refusal } from '@/lib/capability'
import { countOf } from '@/lib/format'
import { paths } from '@/lib/paths'
import { roleQueries } from '@/lib/roles/queries'
import type { HolderKind, RoleDetail, RoleEditor } from '@/lib/roles/schema'
import { usesText } from '@/lib/roles/uses'
import { PermissionMatrix } from './permission-matrix'
import { RoleHolders, type HolderRefusals } from './role-holders'
import { useRoleActions } from './use-role-actions'

type RolePageProps = {
  accountId: string
  handle: string
  roleId: string
  editor: RoleEditor
  /** The kind of holders that are shown. */
  kind: HolderKind
  /** Why the viewer may not read the role's history, or null. */
  historyRefusal: Refusal | null
  /** Why the viewer may not see who is invited, or null. */
  refusals: HolderRefusals
}

/** Everything about one role: what it holds, who holds it, what happened to it. */
export function RolePage(props: RolePageProps) {
  const { accountId, handle, roleId, editor } = props
  const router = useRouter()
  const { data: role, error, refetch } = useQuery(roleQueries.detail(accountId, roleId))
  const actions = useRoleActions({
    accountId,
    handle,
    editor,
    onDeleted: () => router.push(paths.roles(handle)),
  })
  if (!role)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton height="block" />
  const entries = actions
    .entriesOf(role)
    .filter((entry) => entry.kind !== 'link' || entry.label !== 'View role')
  return (
    <>
      <BackLink href={paths.roles(handle)}>Roles</BackLink>
      <PageHeader
        title={role.name}
        badge={<RoleBadges role={role} />}
        description={role.description}
        actions={<ActionsMenu name={role.name} entries={entries} isLabelled />}
      />
      {role.is_ceiling ? (
        <p className="mb-4 max-w-2xl text-pretty text-muted">
          This role is a ceiling: whatever else is given to somebody who has it, nothing beyond it takes
          effect.
        </p>
      ) : null}
      <PageSection
        id="permissions"
        title="Permissions"
        description={countOf(role.permission_count, 'permission')}
      >
        <PermissionMatrix permissions={role.permissions} />
      </PageSection>
      <PageSection id="holders" title="Who holds it" description={`${role.name} is ${usesText(role.uses)}.`}>
        <RoleHolders {...props} uses={role.uses} />
      </PageSection>
      <PageSection id="history" title="History">
        <ObjectEvents
          label="History"
          query={(after) => roleQueries.events(accountId, roleId, after)}
          what={`Changes of ${role.name}`}
          refusal={props.historyRefusal}
        />
      </PageSection>
      {actions.dialogs}
    </>
  )
}

function RoleBadges({ role }: { role: RoleDetail }) {
  const places = {
    organization: 'For members',
    workspace: 'For workspaces',
    both: 'For members and workspaces',
  }
  return (
    <span className="flex flex-wrap gap-1.5">
      <Badge tone={role.is_built_in ? 'neutral' : 'accent'}>{role.is_built_in ? 'Built-in' : 'Custom'}</Badge>
      <Badge>{places[role.level]}</Badge>
    </span>
  )
}
