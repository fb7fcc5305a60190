import { listMemberships } from '@/lib/accounts/service'
import { authorizeAccount, boundAccountOf, requirePrincipal } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { leaveOrganization } from '@/lib/members/manage'
import { permissionsAcrossWorkspaces } from '@/lib/policy/evaluate'
import { permissionNamesOf, permissionsNamed } from '@/lib/policy/permission-names'
import { isPermission, type Permission } from '@/lib/policy/permissions'
import { isScope, permissionsOfScope, scopesHeld } from '@/lib/policy/scopes'
import { roleFactsOf } from '@/lib/roles/facts'
import { leaveWorkspace } from '@/lib/sharing/leave'
import { getBot } from './bots'
import type { MeView, MyAccountView } from './me-schema'
import { getUserWithAccount } from './users'
import { findAccountOfWorkspace } from './workspaces'

/** Who asks. */
export async function getMe(ctx: Ctx): Promise<MeView> {
  const actor = requirePrincipal(ctx)
  const accountId = boundAccountOf(actor)
  const always = { account_id: accountId, location: null, settings: {} }
  if (actor.kind === 'USER') {
    return { ...(await getUserWithAccount(ctx, actor.userId)), kind: actor.kind, ...always }
  }
  const of = { accountId: actor.apiKey.accountId, botId: actor.serviceAccountId }
  const { id, created, updated, actor_id, name } = await getBot(ctx, of)
  const said = { handle: name, first_name: name, last_name: '', email: '' }
  return { id, created, updated, actor_id, ...said, kind: actor.kind, personal_account_id: null, ...always }
}

/** The accounts of the signed-in user, personal first, at most 500. */
export async function listMyAccounts(ctx: Ctx): Promise<MyAccountView[]> {
  return (await listMemberships(ctx)).map(myAccountViewOf)
}

/** Those of them that are organizations. */
export async function listMyOrganizations(ctx: Ctx): Promise<MyAccountView[]> {
  return (await listMyAccounts(ctx)).filter(({ kind }) => kind === 'ORGANIZATION')
}

/** What whoever asks holds in an account, workspace permissions where they hold in all of its workspaces; by our names and the clients'. */
export async function listMyPermissions(ctx: Ctx, accountId: string): Promise<string[]> {
  return permissionNamesOf(await heldIn(ctx, accountId))
}

/** Whether they hold one; `invalid_input`/`unknown_permission` for a name of neither kind. */
export async function hasPermission(ctx: Ctx, accountId: string, name: string): Promise<boolean> {
  const needed = requirePermissions(name)
  const held = await heldIn(ctx, accountId)
  return needed.every((permission) => held.has(permission))
}

/** The accounts of the signed-in user in which they hold one; as `hasPermission`. */
export async function listAccountsWithPermission(ctx: Ctx, name: string): Promise<string[]> {
  const needed = requirePermissions(name)
  const rows = await listMemberships(ctx)
  return rows
    .filter(({ status, role, isAddressAllowed, isSuspended, signInNeeded }) => {
      if (isSuspended || !isAddressAllowed || signInNeeded) return false
      const held = permissionsAcrossWorkspaces({ kind: 'USER', status, role: roleFactsOf(role) })
      return needed.every((permission) => held.has(permission))
    })
    .map(({ id }) => id)
}

/** Ends one's own membership, as `leaveOrganization` does. */
export async function leaveAccount(ctx: Ctx, accountId: string): Promise<void> {
  await leaveOrganization(ctx, { accountId })
}

/** Gives back what one was given in a workspace oneself, as `leaveWorkspace` does. */
export async function leaveMyWorkspace(ctx: Ctx, workspaceId: string): Promise<void> {
  const accountId = await findAccountOfWorkspace(ctx, workspaceId)
  await leaveWorkspace(ctx, { accountId, workspaceId })
}

/** The scopes that whoever asks holds in a workspace; `not_found` for one that they cannot open. */
export async function listMyScopes(ctx: Ctx, workspaceId: string): Promise<string[]> {
  return [...scopesHeld(await heldInWorkspace(ctx, workspaceId))]
}

/** Whether they hold one, or a permission; `invalid_input`/`unknown_scope` for a name of neither. */
export async function hasScope(ctx: Ctx, workspaceId: string, name: string): Promise<boolean> {
  const needed = requireScope(name)
  const held = await heldInWorkspace(ctx, workspaceId)
  return needed.every((permission) => held.has(permission))
}

function myAccountViewOf(row: Awaited<ReturnType<typeof listMemberships>>[number]): MyAccountView {
  const { membershipId, id, kind, name, handle, plan, role, isAddressAllowed, isSuspended, signInNeeded } =
    row
  return {
    id,
    kind,
    name,
    handle,
    role_name: role.name,
    account_membership_id: membershipId,
    account_id: id,
    account_name: name,
    account_handle: handle,
    account_role_id: role.id,
    account_role_name: role.name,
    account_plan_type: plan,
    is_address_allowed: isAddressAllowed,
    sign_in_needed: signInNeeded,
    is_suspended: isSuspended,
  }
}

async function heldIn(ctx: Ctx, accountId: string): Promise<ReadonlySet<Permission>> {
  const { membership } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  return permissionsAcrossWorkspaces(membership)
}

async function heldInWorkspace(ctx: Ctx, workspaceId: string): Promise<ReadonlySet<Permission>> {
  const accountId = await findAccountOfWorkspace(ctx, workspaceId)
  return (await authorizeWorkspace(ctx, database(), { accountId, workspaceId }, 'read:workspace')).held
}

function requirePermissions(name: string): readonly Permission[] {
  const found = permissionsNamed(name)
  if (found) return found
  throw unknown(
    'permission',
    'There is no such permission. Choose from those that GET /api/accounts/permissions lists.',
  )
}

function requireScope(name: string): readonly Permission[] {
  if (isScope(name)) return [...permissionsOfScope(name)]
  if (isPermission(name)) return [name]
  throw unknown('scope', 'There is no such scope. Choose from those that GET /api/workspace_scopes lists.')
}

function unknown(field: 'permission' | 'scope', sentence: string): AppError {
  return new AppError('invalid_input', `unknown_${field}`, {
    message: `${field}: ${sentence}`,
    fields: { [field]: sentence },
  })
}
