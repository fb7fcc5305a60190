import type { JsonValue } from '@/lib/audit/schema'
import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { codeOf } from '@/lib/authz/refusal-codes'
import { loadVisibleWorkspaces } from '@/lib/authz/workspace-standing'
import { database, type Tx } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import type { WorkspaceFacts } from '@/lib/policy/evaluate'
import { assignableOn, type RoleFacts } from '@/lib/policy/roles'
import { roleFactsOf } from '@/lib/roles/facts'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import type { z } from 'zod'
import * as store from './offers-store'
import { decideOffer, decideOfferedRole } from './rules'
import type { AssignableRole } from '@/lib/roles/schema'
import type { InviteMembersInput, listOfferedRolesInput } from './schema'

/** A role that accepting an invitation gives in a workspace. */
export type Offer = { workspace: { id: string; name: string }; role: RoleFacts }

// More than anybody makes, and still no unbounded query.
const rolesAtMost = 10_000

/**
 * The workspaces that somebody wants to name in an invitation, with their roles; under the account's lock. The inviter's standing in all
 * of them is loaded in one statement. Throws, each naming the field: `not_found`/`workspace_not_found` alike for a workspace that does
 * not exist and one that the inviter cannot see, `not_found`/`role_not_found` for a role of another account, `forbidden` with
 * `missing_permission` (R9), `organization_role` or `exceeds_own_permissions` (R2), and `conflict`/`read_only_member` (R11).
 */
export async function requireOffers(
  tx: Tx,
  ctx: Ctx,
  access: AccountAccess,
  { organizationRole, wanted }: { organizationRole: RoleFacts; wanted: InviteMembersInput['workspaces'] },
): Promise<Offer[]> {
  if (wanted.length === 0) return []
  const ids = wanted.map(({ workspaceId }) => workspaceId)
  const workspaces = await loadVisibleWorkspaces(tx, access, ids, ctx.now)
  const found = await store.listRoles(tx, access.account.id, [...new Set(wanted.map(({ roleId }) => roleId))])
  const roles = new Map(found.map((row) => [row.id, roleFactsOf(row)]))
  return wanted.map(({ workspaceId, roleId }, index) => {
    const workspace = workspaces.get(workspaceId)
    if (!workspace) throw noWorkspace(index)
    const role = roles.get(roleId)
    if (!role) throw noRole(index)
    const { facts, ...reference } = workspace
    const inviter = access.membership
    const decision = decideOffer({ inviter, workspace: facts, organizationRole, role, now: ctx.now })
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

/** The organization role of an invitation that names none. */
export async function memberRoleId(tx: Tx, accountId: string): Promise<string> {
  const id = await store.findMemberRoleId(tx, accountId)
  invariant(id, 'an account has no role Member')
  return id
}

/**
 * The roles that an invitation may give in workspaces, each with the reason when its organization role (Member where none is named) rules
 * it out (R11). Needs `read:organization`; `not_found` for an organization role that is not the account's.
 */
export async function listOfferedRoles(
  ctx: Ctx,
  { accountId, organization_role_id }: z.output<typeof listOfferedRolesInput>,
): Promise<AssignableRole[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const rows = await store.listAllRoles(database(), accountId, rolesAtMost)
  const invited = rows.find(({ id, builtIn }) =>
    organization_role_id ? id === organization_role_id : builtIn === 'MEMBER',
  )
  if (!invited) throw new AppError('not_found', 'role_not_found')
  return rows
    .filter((row) => assignableOn(roleFactsOf(row)).workspace)
    .map((row) => {
      const decision = decideOfferedRole(roleFactsOf(invited), roleFactsOf(row))
      const { id, name, description, builtIn } = row
      const refusal = decision.allowed ? null : decision.message
      return { id, name, description, is_built_in: builtIn !== null, refusal }
    })
}

/** What the rows of an invitation offer. */
export function offersOf(rows: readonly store.OfferRow[]): Offer[] {
  return rows.map(({ id, name, role }) => ({ workspace: { id, name }, role: roleFactsOf(role) }))
}

/** What the workspace of an invitation gives to the viewer that it was read for. */
export function viewerFactsOf({ defaultRole, viewerGrant }: store.OfferRow): WorkspaceFacts {
  return workspaceFactsOf(defaultRole, viewerGrant)
}

/** Offers as mails show them. */
export function mailedOffers(offers: readonly Offer[]): { name: string; role: string }[] {
  return offers.map(({ workspace, role }) => ({ name: workspace.name, role: role.name }))
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
