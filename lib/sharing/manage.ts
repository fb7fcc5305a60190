import { recordAudit } from '@/lib/audit/service'
import { changeWorkspace, enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireEndAhead } from '@/lib/authz/end-ahead'
import { requireUnchanged } from '@/lib/authz/expected'
import type { WorkspaceStanding } from '@/lib/authz/workspace-standing'
import type { Tx } from '@/lib/db/transaction'
import { firstRefusal, refuse } from '@/lib/policy/decision'
import { decideEnd } from '@/lib/policy/end'
import type { RoleFacts } from '@/lib/policy/roles'
import { getRoleFacts, getRolesFacts, requireRole } from '@/lib/roles/service'
import { decideRoleInWorkspace } from '@/lib/workspaces/rules'
import { changeGrants, changeGrantsTogether } from './change'
import { decideAddition, decideGrant, decideGrantUnchanged } from './rules'
import type {
  AccessOutcome,
  AddAccessInput,
  ChangeAccessInput,
  RemoveAccessInput,
  SetAccessInput,
  SetDefaultRoleInput,
} from './schema'
import * as store from './store'

type Outcomes = { outcomes: AccessOutcome[] }

/**
 * Sets what "Anyone at ACCOUNT" holds in a workspace, or *No access*; never for service accounts. Needs `update:workspace_access` there (R9)
 * and every permission of the role (R2). `precondition_failed`/`changed_meanwhile` when it is not `expectedRoleId` any more (R13);
 * `not_found` for a role of another account, `organization_role` for one that is not given in workspaces.
 */
export async function setDefaultRole(
  ctx: Ctx,
  input: SetDefaultRoleInput,
): Promise<{ roleId: string | null }> {
  const { accountId, workspaceId, roleId, expectedRoleId } = input
  const change = {
    accountId,
    workspaceId,
    permission: 'update:workspace_access',
    attempt: 'change the default role of a workspace',
  } as const
  return changeWorkspace(ctx, change, async (tx, standing) => {
    await giveDefaultRole(tx, ctx, standing, { roleId, expectedRoleId })
    return { roleId }
  })
}

/** The same within the caller's transaction, which holds the account's lock and has asked for `update:workspace_access`. */
export async function giveDefaultRole(
  tx: Tx,
  ctx: Ctx,
  { account, workspace, actor, held }: WorkspaceStanding,
  to: { roleId: string | null; expectedRoleId?: string | null | undefined },
): Promise<void> {
  const { roleId, expectedRoleId } = to
  const accountId = account.id
  const before = workspace.defaultRole
  if ((before?.id ?? null) === roleId) return
  const role = roleId ? await getRoleFacts(tx, accountId, roleId) : null
  if (role) enforce(decideRoleInWorkspace(held, role))
  const sentence = `Somebody changed the default role to ${nameOf(before)} meanwhile. Look at it, then choose again.`
  requireUnchanged(before?.id ?? null, expectedRoleId, sentence)
  await store.setDefaultRole(tx, { accountId, workspaceId: workspace.id }, roleId)
  await recordAudit(tx, ctx, {
    accountId,
    action: 'workspace.default_role_changed',
    message: `${actor.name} changed the default role of ${workspace.name} from ${nameOf(before)} to ${nameOf(role)}`,
    objectTable: 'workspace',
    objectId: workspace.id,
    info: {
      before: { role: nameOf(before), role_id: before?.id ?? null },
      after: { role: nameOf(role), role_id: roleId },
    },
  })
}

/**
 * Adds up to 1,000 members and service accounts of the account to a workspace with one role, for ever or until `expiresAt`, each with its
 * own outcome: `not_a_member` (R9), `exceeds_own_permissions` (R2), `read_only_member` (R11), `already_added`. Needs
 * `update:workspace_access` there. A grant that is over is replaced.
 */
export async function addAccess(ctx: Ctx, input: AddAccessInput): Promise<Outcomes> {
  const { accountId, workspaceId, membershipIds, roleId, expiresAt } = input
  requireEndAhead(expiresAt, ctx.now)
  const change = {
    accountId,
    workspaceId,
    membershipIds,
    attempt: 'add members or service accounts to a workspace',
  }
  return changeGrants(ctx, change, async (tx, { held }) => {
    const role = await getRoleFacts(tx, accountId, roleId)
    // Refused for all alike, so said once.
    enforce(decideRoleInWorkspace(held, role))
    const terms = { role, expiresAt }
    return {
      decide: (target) =>
        firstRefusal<string>(
          isSameRole(target.grant, terms, ctx.now)
            ? { allowed: true }
            : decideAddition(target.grant, ctx.now),
          decideGrant({ actorHolds: held, target, role }),
        ),
      after: () => terms,
    }
  })
}

/**
 * Gives up to 200 members and service accounts of the account each a role in a workspace, whether they have one there or not, all of them or
 * none: for scripts, which know what should be. A grant that is there keeps its id and its end. Needs `update:workspace_access` there; throws
 * the refusals that `addAccess` tells, `not_found`/`not_a_member` for a membership that is not the account's.
 */
export async function setAccess(ctx: Ctx, input: SetAccessInput): Promise<Outcomes> {
  const { accountId, workspaceId } = input
  const roleIds = new Map(input.grants.map(({ membershipId, roleId }) => [membershipId, roleId]))
  const attempt = 'set the access of members or service accounts'
  const change = { accountId, workspaceId, membershipIds: [...roleIds.keys()], attempt }
  return changeGrantsTogether(ctx, change, async (tx, { held }) => {
    const roles = await getRolesFacts(tx, accountId, [...roleIds.values()])
    const roleOf = (target: { id: string }) => requireRole(roles, roleIds.get(target.id) ?? '')
    return {
      decide: (target) => decideGrant({ actorHolds: held, target, role: roleOf(target) }),
      after: (target) => {
        const end = target.grant?.expiresAt ?? null
        return { role: roleOf(target), expiresAt: decideEnd(end, ctx.now).allowed ? end : null }
      },
    }
  })
}

/**
 * Gives other roles or other ends to up to 1,000 grants, each with its own outcome: the reasons of `addAccess`, `not_added` where there is
 * no grant, `expired` for an end that has passed, `changed_meanwhile` where it is not the revision that was shown (R13). Needs
 * `update:workspace_access` there.
 */
export async function changeAccess(ctx: Ctx, input: ChangeAccessInput): Promise<Outcomes> {
  const { accountId, workspaceId } = input
  const changes = new Map(input.changes.map((change) => [change.membershipId, change]))
  const change = {
    accountId,
    workspaceId,
    membershipIds: [...changes.keys()],
    attempt: 'change the access of members or service accounts',
  }
  return changeGrants(ctx, change, async (tx, { held }) => {
    const roles = await rolesOf(tx, accountId, input)
    const termsOf = (target: { id: string; grant: { role: RoleFacts; expiresAt: Date | null } | null }) => {
      const { roleId, expiresAt } = changes.get(target.id) ?? {}
      return {
        role: (roleId ? roles.get(roleId) : target.grant?.role) ?? null,
        expiresAt: expiresAt === undefined ? (target.grant?.expiresAt ?? null) : expiresAt,
      }
    }
    return {
      decide: (target) => {
        const { role, expiresAt } = termsOf(target)
        if (!target.grant || !role) return notAdded
        return firstRefusal<string>(
          isSameEnd(target.grant.expiresAt, expiresAt) ? { allowed: true } : decideEnd(expiresAt, ctx.now),
          decideGrant({ actorHolds: held, target, role }),
          decideGrantUnchanged(target.grant, changes.get(target.id)?.revision),
        )
      },
      after: (target) => {
        const { role, expiresAt } = termsOf(target)
        return role && { role, expiresAt }
      },
    }
  })
}

/**
 * Takes up to 1,000 grants back, each with its own outcome; what the default role and the organization role give stays. Needs
 * `update:workspace_access` there; `changed_meanwhile` where a grant is not the revision that was shown (R13). One that is gone already is
 * `unchanged`.
 */
export async function removeAccess(ctx: Ctx, input: RemoveAccessInput): Promise<Outcomes> {
  const { accountId, workspaceId, grants } = input
  const revisions = new Map(grants.map(({ membershipId, revision }) => [membershipId, revision]))
  const change = {
    accountId,
    workspaceId,
    membershipIds: [...revisions.keys()],
    attempt: 'remove members or service accounts from a workspace',
  }
  return changeGrants(ctx, change, () =>
    Promise.resolve({
      decide: ({ id, grant }) => (grant ? decideGrantUnchanged(grant, revisions.get(id)) : { allowed: true }),
      after: () => null,
    }),
  )
}

const notAdded = refuse(
  'not_added',
  'Nobody has added them to this workspace, or somebody removed them meanwhile.',
)

async function rolesOf(
  tx: Tx,
  accountId: string,
  { changes }: ChangeAccessInput,
): Promise<ReadonlyMap<string, RoleFacts>> {
  const ids = changes.flatMap(({ roleId }) => (roleId ? [roleId] : []))
  return ids.length > 0 ? getRolesFacts(tx, accountId, ids) : new Map()
}

function isSameRole(
  grant: { role: RoleFacts; expiresAt: Date | null } | null,
  terms: { role: RoleFacts; expiresAt: Date | null },
  now: Date,
): boolean {
  if (!grant || !decideEnd(grant.expiresAt, now).allowed) return false
  return grant.role.id === terms.role.id && isSameEnd(grant.expiresAt, terms.expiresAt)
}

function isSameEnd(one: Date | null, other: Date | null): boolean {
  return one?.getTime() === other?.getTime()
}

function nameOf(role: RoleFacts | null): string {
  return role?.name ?? 'No access'
}
