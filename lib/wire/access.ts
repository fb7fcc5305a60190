import type { WorkspaceOf } from '@/lib/workspaces/schema'
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import type { PrincipalKind } from '@/lib/db/generated/enums'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { removeAccess, setAccess } from '@/lib/sharing/manage'
import { parseEmailAddress } from '@/lib/users/email-address'
import type {
  BotAccessView,
  filterBotAccessInput,
  filterUserAccessInput,
  UserAccessView,
  WorkspaceAccessView,
} from './access-schema'
import * as store from './access-store'
import { baseOf, valuesOf, type PageAsked } from './fields'
import { splitName } from './person-name'

type OfAccess = WorkspaceOf & { accessId: string; kind: PrincipalKind }
type Wanted = { principalId: string; roleId: string }

/** What users were given in a workspace, by name. Needs `read:workspace_access` there. */
export async function listUserAccess(
  ctx: Ctx,
  of: WorkspaceOf,
  input: z.output<typeof filterUserAccessInput>,
): Promise<UserAccessView[]> {
  const { users, workspace_accesses: grants, limit, offset } = input
  const rows = await listAccess(ctx, {
    ...everything({ ...of, kind: 'USER' }),
    ids: valuesOf(grants?.id),
    roleIds: valuesOf(grants?.workspace_role_id),
    principalIds: valuesOf(users?.id),
    emailKeys: valuesOf(users?.email)?.flatMap((email) => parseEmailAddress(email)?.emailKey ?? []) ?? null,
    limit,
    offset,
  })
  return rows.map((row) => ({
    ...viewOf(of, row),
    ...splitName(row.name),
    email: row.email ?? '',
    handle: row.handle ?? '',
  }))
}

/** The same for service accounts. */
export async function listBotAccess(
  ctx: Ctx,
  of: WorkspaceOf,
  input: z.output<typeof filterBotAccessInput>,
): Promise<BotAccessView[]> {
  const { bots, workspace_accesses: grants, limit, offset } = input
  const rows = await listAccess(ctx, {
    ...everything({ ...of, kind: 'SERVICE_ACCOUNT' }),
    ids: valuesOf(grants?.id),
    roleIds: valuesOf(grants?.workspace_role_id),
    principalIds: valuesOf(bots?.id),
    names: valuesOf(bots?.name),
    limit,
    offset,
  })
  return rows.map((row) => ({ ...viewOf(of, row), bot_name: row.name }))
}

/** One of them by its id; `not_found` for none that is in force. Needs `read:workspace_access` there. */
export async function getAccess(ctx: Ctx, of: OfAccess): Promise<WorkspaceAccessView> {
  return viewOf(of, await getRow(ctx, of))
}

/**
 * Gives users, or service accounts, of the account roles in a workspace, all of them or none, as `setAccess` does: whoever has access there
 * keeps its id. `not_found`/`not_a_member` for an id that is not the account's, told to those alone who may give access.
 */
export async function giveAccess(
  ctx: Ctx,
  of: WorkspaceOf & { kind: PrincipalKind },
  wanted: Wanted[],
): Promise<WorkspaceAccessView[]> {
  const { accountId, workspaceId, kind } = of
  const principalIds = wanted.map(({ principalId }) => principalId)
  requireDistinct(principalIds)
  const memberships = await store.findMembershipIds(database(), { accountId, kind }, principalIds)
  const grants = wanted.map(({ principalId, roleId }) => ({
    // Nobody's stands for one that there is not, so that it is refused where the right to ask has been decided.
    membershipId: memberships.get(principalId) ?? randomUUID(),
    roleId,
  }))
  await setAccess(ctx, { accountId, workspaceId, grants })
  const rows = await listAccess(ctx, { ...everything(of), principalIds, limit: grants.length, offset: 0 })
  const views = new Map(rows.map((row) => [row.membershipId, viewOf(of, row)]))
  return grants.flatMap(({ membershipId }) => views.get(membershipId) ?? [])
}

/** Takes access back, as `removeAccess` does; `not_found` for none that is in force. */
export async function removeGivenAccess(ctx: Ctx, of: OfAccess): Promise<void> {
  const { accountId, workspaceId, accessId } = of
  const asked = { ...everything(of), ids: [accessId], limit: 1, offset: 0, now: ctx.now }
  const [row] = await store.listAccess(database(), asked)
  if (!row) {
    await authorizeWorkspace(ctx, database(), of, 'update:workspace_access')
    throw accessNotFound()
  }
  // Which decides whether they may.
  await removeAccess(ctx, { accountId, workspaceId, grants: [{ membershipId: row.membershipId }] })
}

async function getRow(ctx: Ctx, { accessId, ...of }: OfAccess): Promise<store.AccessRow> {
  const [row] = await listAccess(ctx, { ...everything(of), ids: [accessId], limit: 1, offset: 0 })
  if (!row) throw accessNotFound()
  return row
}

function accessNotFound(): AppError {
  return new AppError('not_found', 'access_not_found', {
    message: 'Nobody has access to this workspace by this id, or not any more. Ask for its access again.',
  })
}

async function listAccess(
  ctx: Ctx,
  asked: Omit<store.AccessAsked, 'now'> & PageAsked,
): Promise<store.AccessRow[]> {
  await authorizeWorkspace(ctx, database(), asked, 'read:workspace_access')
  return store.listAccess(database(), { ...asked, now: ctx.now })
}

function everything({ accountId, workspaceId, kind }: WorkspaceOf & { kind: PrincipalKind }) {
  const all = { ids: null, roleIds: null, principalIds: null, emailKeys: null, names: null }
  return { accountId, workspaceId, kind, ...all }
}

function requireDistinct(ids: string[]): void {
  if (new Set(ids).size === ids.length) return
  throw new AppError('invalid_input', 'named_twice', {
    message: 'Somebody is named twice. Name each once, with the one role.',
  })
}

function viewOf({ workspaceId }: WorkspaceOf, row: store.AccessRow): WorkspaceAccessView {
  return {
    ...baseOf(row),
    workspace_id: workspaceId,
    workspace_role_id: row.roleId,
    actor_id: row.actorId,
    user_id: row.userId,
    bot_id: row.serviceAccountId,
    team_id: null,
  }
}
