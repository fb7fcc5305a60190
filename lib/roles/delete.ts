import type { AuditInput } from '@/lib/audit/schema'
import { recordAudits } from '@/lib/audit/service'
import type { AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import type { RoleFacts } from '@/lib/policy/roles'
import { enforceReach, enforceReassignment, unfitReplacement } from './enforce'
import { roleFactsOf, usesWithRoleOf } from './facts'
import { actorOf, changeOf } from './manage'
import { decideDeletion, decideUnused, decideVersion, type RoleChangeFacts } from './rules'
import type { DeleteRoleInput } from './schema'
import { getRoleFacts } from './service'
import * as store from './store'
import { usesInAccount, usesInWorkspaces, type RoleUses } from './uses'
import * as uses from './uses-store'

// As for members: quick, and nobody waits for the account's lock for more than a moment.
const batchSize = 500

type Events = Omit<AuditInput, 'accountId'>[]

/**
 * Deletes a custom role for good. Needs `delete:role` and every permission of the role (R3). While it is used (R5,
 * `conflict`/`role_in_use`) it needs `reassignTo`, with what changing each use needs: `update:member`, `update:service_account`,
 * `create:invitation`, `update:sso`, the sharing of all workspaces (R9), and every permission of the new roles (R2, R8, R11). Uses are reassigned in
 * batches, each complete and recorded by itself; the last one deletes the role. `precondition_failed`/`changed_meanwhile` when it is no
 * longer the version that was shown (R13). Returns which role is gone and how many of its uses were reassigned.
 */
export async function deleteRole(
  ctx: Ctx,
  input: DeleteRoleInput,
  limit = batchSize,
): Promise<{ id: string; name: string; reassigned: number }> {
  const { accountId, roleId } = input
  const change = changeOf(accountId, roleId, 'delete:role', 'delete a role')
  let reassigned = 0
  for (;;) {
    const step = await changeAccount(ctx, change, (tx, access) =>
      deleteStep(tx, ctx, access, { input, limit }),
    )
    reassigned += step.reassigned
    if (step.isDeleted) return { id: roleId, name: step.name, reassigned }
    // Each batch leaves less to do; one that does not would go on for ever.
    invariant(step.reassigned > 0, 'a role is used in a way that cannot be reassigned')
  }
}

type Step = { input: DeleteRoleInput; limit: number }

async function deleteStep(tx: Tx, ctx: Ctx, access: AccountAccess, { input, limit }: Step) {
  const { accountId, roleId } = input
  const row = await store.getRole(tx, accountId, roleId)
  const facts = { ...actorOf(access), role: roleFactsOf(row) }
  enforceRule(decideDeletion(facts))
  enforceRule(decideVersion(row.version, input.expectedVersion))
  const used = await uses.countUses(tx, accountId, roleId)
  const events = await reassign(tx, access, { facts, used, input, limit, now: ctx.now })
  const left = await uses.countUses(tx, accountId, roleId)
  const isDeleted = usesInAccount(left) + usesInWorkspaces(left) === 0
  if (isDeleted) {
    await uses.releaseAnswered(tx, accountId, roleId)
    await store.deleteRole(tx, accountId, roleId)
    events.push({
      action: 'role.deleted',
      message: `${access.actor.name} deleted the role ${row.name}`,
      objectTable: 'role',
      objectId: row.id,
      info: { before: { name: row.name, description: row.description, permissions: row.permissions } },
    })
  }
  await recordAudits(tx, ctx, accountId, events)
  return { isDeleted, name: row.name, reassigned: events.length - Number(isDeleted) }
}

type Reassignment = {
  facts: RoleChangeFacts
  used: RoleUses
  input: DeleteRoleInput
  limit: number
  now: Date
}

async function reassign(tx: Tx, access: AccountAccess, asked: Reassignment): Promise<Events> {
  const { facts, used, input } = asked
  const { reassignTo, accountId, roleId } = input
  if (!reassignTo) {
    const { membership, permissions } = access
    const viewer = {
      membershipId: membership.id,
      readsInvitations: permissions.has('read:invitation'),
      readsProviders: permissions.has('read:sso'),
      now: asked.now,
    }
    const names = await uses.listFirstUsers(tx, { accountId, roleId, viewer, limit: 3 })
    enforceRule(decideUnused(facts, { uses: used, names }))
    return []
  }
  const getReplacement = async (place: keyof typeof reassignTo) => {
    const id = reassignTo[place]
    if (!id) throw unfitReplacement(fieldOf(place))
    return getRoleFacts(tx, accountId, id)
  }
  enforceReach(facts, used)
  const account = usesInAccount(used) > 0 ? await getReplacement('account') : null
  const workspaces = usesInWorkspaces(used) > 0 ? await getReplacement('workspaces') : null
  const underCeilings = workspaces
    ? usesWithRoleOf(await uses.countUsesUnderCeilings(tx, accountId, roleId))
    : []
  enforceReassignment(facts, used, { account, workspaces, fieldOf, underCeilings })
  return [
    ...(account ? await moveHolders(tx, access, asked, account) : []),
    ...(workspaces ? await moveGrants(tx, access, asked, workspaces) : []),
  ]
}

function fieldOf(place: string): string {
  return `reassignTo.${place}`
}

async function moveHolders(
  tx: Tx,
  access: AccountAccess,
  { facts: { role }, input, limit }: Reassignment,
  to: RoleFacts,
): Promise<Events> {
  const { actor } = access
  const replacement = { accountId: input.accountId, roleId: role.id, toRoleId: to.id, limit }
  const info = { before: { role: role.name, role_id: role.id }, after: { role: to.name, role_id: to.id } }
  const members = await moveMembers(tx, access, { replacement, from: role, to })
  const invitations = await uses.replaceInvited(tx, replacement)
  const connections = await uses.replaceConnected(tx, replacement)
  const groups = await uses.replaceMapped(tx, replacement)
  return [
    ...members,
    ...invitations.map(({ id, email }) => ({
      action: 'invitation.role_changed' as const,
      message: `${actor.name} changed the role that the invitation of ${email} offers from ${role.name} to ${to.name}`,
      objectTable: 'invitation' as const,
      objectId: id,
      info,
    })),
    ...connections.map(({ id, name }) => ({
      action: 'sso_connection.updated' as const,
      message: `${actor.name} changed the role that the connection ${name} gives from ${role.name} to ${to.name}`,
      objectTable: 'sso_connection' as const,
      objectId: id,
      info,
    })),
    ...groups.map(({ id, name }) => ({
      action: 'group_mapping.updated' as const,
      message: `${actor.name} changed the role that the group ${name} gives from ${role.name} to ${to.name}`,
      objectTable: 'group_mapping' as const,
      objectId: id,
      info,
    })),
  ]
}

type MemberMove = { replacement: uses.Replacement; from: RoleFacts; to: RoleFacts }

async function moveMembers(
  tx: Tx,
  { actor }: AccountAccess,
  { replacement, from, to }: MemberMove,
): Promise<Events> {
  const eventOf = ({ id, userId }: { id: string; userId: string | null }, did: string) => ({
    action: 'membership.role_changed' as const,
    message: `${actor.name} changed the role ${did} from ${from.name} to ${to.name}`,
    objectTable: 'membership' as const,
    objectId: id,
    info: {
      before: { role: from.name, role_id: from.id },
      after: { role: to.name, role_id: to.id },
      user_id: userId,
    },
  })
  const held = await uses.replaceHeld(tx, replacement)
  const kept = await uses.replaceKept(tx, replacement)
  return [
    ...held.map((row) => eventOf(row, `of ${row.name}`)),
    ...kept.map((row) => eventOf(row, `that ${row.name} returns to without a group`)),
  ]
}

async function moveGrants(
  tx: Tx,
  { actor }: AccountAccess,
  { facts: { role }, input, limit }: Reassignment,
  to: RoleFacts,
): Promise<Events> {
  const replacement = { accountId: input.accountId, roleId: role.id, toRoleId: to.id, limit }
  const info = { before: { role: role.name, role_id: role.id }, after: { role: to.name, role_id: to.id } }
  const grants = await uses.replaceGranted(tx, replacement)
  const defaults = await uses.replaceDefault(tx, replacement)
  const invited = await uses.replaceInvitedInWorkspaces(tx, replacement)
  const byGroups = await uses.replaceMappedInWorkspaces(tx, replacement)
  return [
    ...grants.map(({ workspaceId, workspaceName, name }) => ({
      action: 'grant.role_changed' as const,
      message: `${actor.name} changed the role of ${name} in ${workspaceName} from ${role.name} to ${to.name}`,
      objectTable: 'workspace' as const,
      objectId: workspaceId,
      info,
    })),
    ...defaults.map(({ workspaceId, workspaceName }) => ({
      action: 'workspace.default_role_changed' as const,
      message: `${actor.name} changed the default role of ${workspaceName} from ${role.name} to ${to.name}`,
      objectTable: 'workspace' as const,
      objectId: workspaceId,
      info,
    })),
    ...invited.map(({ id, email, workspaceName }) => ({
      action: 'invitation.role_changed' as const,
      message: `${actor.name} changed the role that the invitation of ${email} offers in ${workspaceName} from ${role.name} to ${to.name}`,
      objectTable: 'invitation' as const,
      objectId: id,
      info,
    })),
    ...byGroups.map(({ id, name, workspaceName }) => ({
      action: 'group_mapping.updated' as const,
      message: `${actor.name} changed the role that the group ${name} gives in ${workspaceName} from ${role.name} to ${to.name}`,
      objectTable: 'group_mapping' as const,
      objectId: id,
      info,
    })),
  ]
}
