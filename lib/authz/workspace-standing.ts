import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  isVisible,
  workspacePermissions,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import type { WorkspacePermission } from '@/lib/policy/permissions'
import type { RoleFacts } from '@/lib/policy/roles'
import { workspaceFactsOf } from '@/lib/roles/workspace-facts'
import { accessOf, actsIn, requirePrincipal, touchAfterAMinute, type AccountAccess } from './access'
import { askerOf, requireAdmission } from './admission'
import type { Ctx } from './context'
import { findWorkspaceAccess, listWorkspaceFacts, type WorkspaceKey } from './workspace-standing-store'

export type { WorkspaceKey } from './workspace-standing-store'

/** A principal's standing in one workspace, loaded in one statement and valid for one request or transaction. */
export type WorkspaceStanding = AccountAccess & {
  workspace: {
    id: string
    name: string
    handle: string
    description: string
    createdAt: Date
    updatedAt: Date
    /** What "Anyone at ACCOUNT" holds; null is *No access*. */
    defaultRole: RoleFacts | null
  }
  /** What the workspace gives to the one who asks. */
  facts: WorkspaceFacts
  held: ReadonlySet<WorkspacePermission>
}

/**
 * Who asks, in the workspace, holding the permission. Throws `unauthenticated` when nobody is signed in; `not_found` alike for an account
 * that is not theirs, a workspace that does not exist and one that they cannot see; `forbidden`, with `account_suspended` for
 * an account that the operator lets nobody use, with `address_not_allowed` for an address that the account's IP allowlist does not let in,
 * with `sso_required` or `session_too_old` where it asks for another sign-in first, else with the missing permission.
 */
export async function authorizeWorkspace(
  ctx: Ctx,
  tx: Tx,
  key: WorkspaceKey,
  permission: WorkspacePermission,
): Promise<WorkspaceStanding> {
  const actor = requirePrincipal(ctx)
  const row = actsIn(actor, key.accountId) ? await findWorkspaceAccess(tx, askerOf(ctx, actor), key) : null
  const access = row && accessOf(row, actor)
  if (!access || !decideOrganizationPermission(access.membership, 'read:organization').allowed)
    throw workspaceNotFound()
  await requireAdmission(ctx, tx, row)
  touchAfterAMinute(ctx, row)
  const facts = workspaceFactsOf(row.defaultRole, row.grant, row.groupGrants)
  if (!row.workspace || !isVisible(access.membership, facts, ctx.now)) throw workspaceNotFound()
  const decision = decideWorkspacePermission(access.membership, facts, permission, ctx.now)
  if (!decision.allowed)
    throw new AppError('forbidden', 'missing_permission', { permission, message: decision.message })
  const { createdAt, updatedAt, ...workspace } = row.workspace
  return {
    ...access,
    workspace: {
      ...workspace,
      createdAt: new Date(createdAt),
      updatedAt: new Date(updatedAt),
      defaultRole: facts.defaultRole,
    },
    facts,
    held: workspacePermissions(access.membership, facts, ctx.now),
  }
}

/** A workspace that a member can see, and what it gives to them. */
export type VisibleWorkspace = { id: string; name: string; handle: string; facts: WorkspaceFacts }

/**
 * Those of these workspaces that one who was let into the account can see, by id, in one statement; what does not exist, is another
 * account's or cannot be seen is missing alike.
 */
export async function loadVisibleWorkspaces(
  tx: Tx,
  { account, membership }: AccountAccess,
  workspaceIds: string[],
  now: Date,
): Promise<ReadonlyMap<string, VisibleWorkspace>> {
  if (workspaceIds.length === 0) return new Map()
  const of = { accountId: account.id, membershipId: membership.id }
  const rows = await listWorkspaceFacts(tx, of, workspaceIds)
  const workspaces = rows.map(({ id, name, handle, defaultRole, grant, groupGrants }) => ({
    id,
    name,
    handle,
    facts: workspaceFactsOf(defaultRole, grant, groupGrants),
  }))
  const visible = workspaces.filter(({ facts }) => isVisible(membership, facts, now))
  return new Map(visible.map((workspace) => [workspace.id, workspace]))
}

/** The refusal of a workspace that does not exist, as far as this person may know. */
export function workspaceNotFound(): AppError {
  return new AppError('not_found', 'workspace_not_found', {
    message: 'There is no such workspace, or you cannot open it. Go back to the list of workspaces.',
  })
}
