import type { JsonValue } from '@/lib/audit/schema'
import type { AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { codeOf } from '@/lib/authz/refusal-codes'
import { loadVisibleWorkspaces } from '@/lib/authz/workspace-standing'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { RoleFacts } from '@/lib/policy/roles'
import { findRolesFacts } from '@/lib/roles/service'
import { decideOffer } from './rules'

/** A role in a workspace for one who is still to come: promised by an invitation, or given to a new service account. */
export type Offer = { workspace: { id: string; name: string }; role: RoleFacts }

type Wanted = {
  /** Who will get the roles, and the organization role they will have. */
  recipient: { name: string; role: RoleFacts }
  wanted: readonly { workspaceId: string; roleId: string }[]
}

/**
 * The workspaces that somebody wants to give to one who is still to come, with their roles; under the account's lock. The giver's standing
 * in all of them is loaded in one statement. Throws, each naming the field: `not_found`/`workspace_not_found` alike for a workspace that does
 * not exist and one that the giver cannot see, `not_found`/`role_not_found` for a role of another account, `forbidden` with
 * `missing_permission` (R9), `organization_role` or `exceeds_own_permissions` (R2), and `conflict`/`read_only_member` (R11).
 */
export async function requireOffers(
  tx: Tx,
  ctx: Ctx,
  access: AccountAccess,
  { recipient, wanted }: Wanted,
): Promise<Offer[]> {
  if (wanted.length === 0) return []
  const ids = wanted.map(({ workspaceId }) => workspaceId)
  const workspaces = await loadVisibleWorkspaces(tx, access, ids, ctx.now)
  const roleIds = [...new Set(wanted.map(({ roleId }) => roleId))]
  const roles = await findRolesFacts(tx, access.account.id, roleIds)
  return wanted.map(({ workspaceId, roleId }, index) => {
    const workspace = workspaces.get(workspaceId)
    if (!workspace) throw noWorkspace(index)
    const role = roles.get(roleId)
    if (!role) throw noRole(index)
    const { facts, ...reference } = workspace
    const giver = access.membership
    const decision = decideOffer({ giver, workspace: facts, recipient, role, now: ctx.now })
    if (decision.allowed) return { workspace: reference, role }
    const { reason, permission, message } = decision
    const field = fieldOf(
      index,
      reason === 'exceeds_own_permissions' || !permission ? 'roleId' : 'workspaceId',
    )
    const sentence = `${workspace.name}: ${message}`
    throw new AppError(codeOf(reason), reason, {
      message: sentence,
      fields: { [field]: sentence },
      ...(permission ? { permission } : {}),
    })
  })
}

/** Offers as audit events record them. */
export function recordedOffers(offers: readonly Offer[]): JsonValue[] {
  return offers.map(({ workspace, role }) => ({
    workspace: workspace.name,
    workspace_id: workspace.id,
    role: role.name,
    role_id: role.id,
  }))
}

function fieldOf(index: number, part: 'workspaceId' | 'roleId'): string {
  return `workspaces.${index}.${part}`
}

function noWorkspace(index: number): AppError {
  const sentence = 'There is no such workspace, or you cannot open it. Choose another, or remove it.'
  const fields = { [fieldOf(index, 'workspaceId')]: sentence }
  return new AppError('not_found', 'workspace_not_found', { message: sentence, fields })
}

function noRole(index: number): AppError {
  const sentence = 'There is no such role here any more. Choose another.'
  const fields = { [fieldOf(index, 'roleId')]: sentence }
  return new AppError('not_found', 'role_not_found', { message: sentence, fields })
}
