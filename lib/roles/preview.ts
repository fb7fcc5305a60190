import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import { database } from '@/lib/db/transaction'
import { memberNotFound } from '@/lib/members/membership'
import { decideRoleChange } from '@/lib/members/rules'
import type { RoleFacts } from '@/lib/policy/roles'
import { computeEffects, type EffectFacts, type Substitution } from './effects'
import { loadForMember, loadForRole, type EffectRows } from './effects-store'
import { enforceReach, enforceReassignment, enforceUpdate } from './enforce'
import { roleFactsOf, usesWithRoleOf } from './facts'
import { actorOf, readPermissions } from './manage'
import { decideDeletion } from './rules'
import type {
  previewMemberRoleInput,
  previewReassignmentInput,
  previewRoleInput,
  RoleEffects,
} from './schema'
import { requireForAccount } from './service'
import { roleNotFound } from './role-not-found'

/**
 * Who would gain and lose what if a custom role had these permissions. Needs `update:role`, and is refused for what `updateRole` would
 * refuse. Counts every workspace, those the viewer cannot open included: it is they who will be told apart by the change.
 */
export async function previewRole(ctx: Ctx, input: z.output<typeof previewRoleInput>): Promise<RoleEffects> {
  const access = await authorizeAccount(ctx, database(), input.accountId, 'update:role')
  const rows = await loadForRole(database(), input)
  if (!rows) throw roleNotFound()
  const role = getRole(rows, input.roleId)
  const permissions = readPermissions(input.permissions)
  enforceUpdate({ ...actorOf(access), role }, permissions, rows.uses)
  const edited = replacing(role.id, { ...role, permissions })
  return computeEffects(effectFactsOf(ctx, rows), { account: edited, workspace: edited })
}

/**
 * The same for deleting a role and giving its uses to others. Needs `delete:role`, and is refused for what `deleteRole` would refuse.
 * Uses for which no role is named are counted as they are.
 */
export async function previewReassignment(
  ctx: Ctx,
  input: z.output<typeof previewReassignmentInput>,
): Promise<RoleEffects> {
  const access = await authorizeAccount(ctx, database(), input.accountId, 'delete:role')
  const rows = await loadForRole(database(), input)
  if (!rows) throw roleNotFound()
  const role = getRole(rows, input.roleId)
  const facts = { ...actorOf(access), role }
  enforceRule(decideDeletion(facts))
  enforceReach(facts, rows.uses)
  const account = input.account ? getRole(rows, input.account) : null
  const workspaces = input.workspaces ? getRole(rows, input.workspaces) : null
  const underCeilings = usesWithRoleOf(rows.underCeilings)
  enforceReassignment(facts, rows.uses, { account, workspaces, fieldOf: (place) => place, underCeilings })
  return computeEffects(effectFactsOf(ctx, rows), {
    account: replacing(role.id, account ?? role),
    workspace: replacing(role.id, workspaces ?? role),
  })
}

/**
 * The same for one member getting another organization role. Needs `update:member`, and is refused for what `changeMemberRole` would
 * refuse: `conflict` for the last Administrator (R7) and in a personal account, otherwise `forbidden`.
 */
export async function previewMemberRole(
  ctx: Ctx,
  input: z.output<typeof previewMemberRoleInput>,
): Promise<RoleEffects> {
  const access = await authorizeAccount(ctx, database(), input.accountId, 'update:member')
  const rows = await loadForMember(database(), input)
  if (!rows) throw memberNotFound()
  const { target, activeAdministrators } = rows
  const role = requireForAccount(getRole(rows, input.role_id))
  const decision = decideRoleChange(
    {
      accountKind: access.account.kind,
      actor: access.membership,
      target: { kind: 'USER', ...target, role: getRole(rows, target.roleId) },
      isSelf: access.membership.id === input.membershipId,
      activeAdministrators,
    },
    role,
  )
  enforceRule(decision)
  const substitution: Substitution = { account: () => role, workspace: (same) => same }
  return computeEffects(effectFactsOf(ctx, rows), substitution)
}

function effectFactsOf(ctx: Ctx, { roles, granted, ...rows }: EffectRows): EffectFacts {
  return {
    ...rows,
    now: ctx.now,
    roles: new Map(roles.map((row) => [row.id, roleFactsOf(row)])),
    granted: mergeGranted(granted),
  }
}

// By hand and by groups there may be several in one workspace: what they give together is what counts.
function mergeGranted(granted: EffectRows['granted']): EffectFacts['granted'] {
  const merged = new Map<string, EffectFacts['granted'][number]>()
  for (const [membershipId, kind, roleId, workspaceId, grantRoleId, end] of granted) {
    const key = `${membershipId} ${workspaceId}`
    const grant = { roleId: grantRoleId, expiresAt: end === null ? null : new Date(end) }
    const grants = [...(merged.get(key)?.grants ?? []), grant]
    merged.set(key, { membershipId, kind, roleId, workspaceId, grants })
  }
  return [...merged.values()]
}

function getRole(rows: EffectRows, roleId: string): RoleFacts {
  const row = rows.roles.find(({ id }) => id === roleId)
  if (!row) throw roleNotFound()
  return roleFactsOf(row)
}

function replacing(roleId: string, replacement: RoleFacts): (role: RoleFacts) => RoleFacts {
  return (role) => (role.id === roleId ? replacement : role)
}
