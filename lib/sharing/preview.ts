import type { z } from 'zod'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { roleFactsOf } from '@/lib/roles/facts'
import { requireRole } from '@/lib/roles/service'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import { decideRoleInWorkspace } from '@/lib/workspaces/rules'
import { changesOfDefaultRole, computeAccessEffects, type Combination } from './effects'
import { loadForDefaultRole, type PreviewRows } from './preview-store'
import type { AccessEffects, previewDefaultRoleInput, previewRemovalInput } from './schema'
import { listTargets } from './store'

/**
 * Who would gain and lose what if a workspace had another default role. Needs `update:workspace_access` there, and is refused for what
 * `setDefaultRole` would refuse.
 */
export async function previewDefaultRole(
  ctx: Ctx,
  input: z.output<typeof previewDefaultRoleInput>,
): Promise<AccessEffects> {
  const { accountId, workspaceId, role_id } = input
  const { workspace, held } = await authorizeWorkspace(ctx, database(), input, 'update:workspace_access')
  const rows = await loadForDefaultRole(database(), { accountId, workspaceId, now: ctx.now })
  const roles = new Map(rows.roles.map((row) => [row.id, roleFactsOf(row)]))
  const to = role_id === null ? null : requireRole(roles, role_id)
  if (to) enforce(decideRoleInWorkspace(held, to))
  const changes = changesOfDefaultRole(combinationsOf(rows), { roles, from: workspace.defaultRole, to })
  return computeAccessEffects(changes, ctx.now)
}

/** The same for taking back what some were given. Ids that have no grant there change nothing. */
export async function previewRemoval(
  ctx: Ctx,
  input: z.output<typeof previewRemovalInput>,
): Promise<AccessEffects> {
  const { accountId, workspaceId, ids } = input
  const { workspace } = await authorizeWorkspace(ctx, database(), input, 'update:workspace_access')
  const rows = await listTargets(database(), { accountId, workspaceId }, ids)
  const { defaultRole } = workspace
  const changes = rows.map(({ kind, status, role, grant, groupGrants }) => ({
    member: { kind, status, role: roleFactsOf(role) },
    before: { ...workspaceFactsOf(null, grant, groupGrants), defaultRole },
    after: { ...workspaceFactsOf(null, null, groupGrants), defaultRole },
    count: 1,
  }))
  return computeAccessEffects(changes, ctx.now)
}

/** Those without a grant are who is left of everybody. */
function combinationsOf({ groups, holdings }: PreviewRows): Combination[] {
  const keyOf = ({ roleId, kind, status }: PreviewRows['groups'][number]) => `${roleId} ${kind} ${status}`
  const holders = new Map<string, number>()
  for (const holding of holdings)
    holders.set(keyOf(holding), (holders.get(keyOf(holding)) ?? 0) + holding.members)
  return [
    ...groups.map((group) => ({
      ...group,
      grants: [],
      count: group.members - (holders.get(keyOf(group)) ?? 0),
    })),
    ...holdings.map((holding) => ({
      ...holding,
      grants: grantsOf(holding),
      count: holding.members,
    })),
  ].filter(({ count }) => count > 0)
}

function grantsOf({ grantRoleId, isOver, groupRoleIds }: PreviewRows['holdings'][number]) {
  return [
    ...(grantRoleId ? [{ roleId: grantRoleId, expiresAt: isOver ? new Date(0) : null }] : []),
    ...(groupRoleIds ?? []).map((roleId) => ({ roleId, expiresAt: null })),
  ]
}
