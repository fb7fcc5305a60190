import { authorizeAccount, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeCursor, decodeTimeCursor, pageOf } from '@/lib/pages/page'
import { allowedBy, roleFactsOf } from '@/lib/roles/facts'
import { listRolesForAccount } from '@/lib/roles/service'
import * as list from './list-store'
import { countServiceAccountPlaces } from './places'
import {
  decideCreation,
  decideRoleOfServiceAccount,
  serviceAccountCapabilities,
  type ServiceAccountFacts,
} from './rules'
import {
  parseServiceAccountSort,
  type ListServiceAccountsInput,
  type ServiceAccountConsequences,
  type ServiceAccountDetail,
  type ServiceAccountEditor,
  type ServiceAccountInput,
  type ServiceAccountView,
} from './schema'
import { loadFacts, serviceAccountNotFound } from './target'

/**
 * One page of an account's service accounts, filtered, searched and in the order asked for, each with its keys in numbers and with what
 * the viewer may do with it and why not. Needs `read:service_account`; throws `not_found` to strangers and `invalid_input` for a cursor of
 * another list.
 */
export async function listServiceAccounts(
  ctx: Ctx,
  input: ListServiceAccountsInput,
): Promise<Page<ServiceAccountView>> {
  const { accountId, search, status, keys, cursor, limit } = input
  const access = await authorizeAccount(ctx, database(), accountId, 'read:service_account')
  const { sort, descending } = parseServiceAccountSort(input.sort)
  const after = sort === 'name' ? decodeCursor(cursor) : decodeTimeCursor(cursor)
  const page = { search, status, keys, sort, descending, after, limit: limit + 1 }
  const found = await list.listServiceAccounts(database(), viewerOf(ctx, access), page)
  const keyed = found.map((row) => ({ ...row, key: keyOf(row, sort) }))
  const { rows, nextCursor } = pageOf(keyed, limit)
  return { rows: await viewsOf(ctx, access, rows), nextCursor }
}

/**
 * One service account with its role. Needs `read:service_account`; throws `not_found`/`service_account_not_found` for an id that is none of
 * the account's.
 */
export async function getServiceAccount(
  ctx: Ctx,
  { accountId, serviceAccountId }: ServiceAccountInput,
): Promise<ServiceAccountDetail> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:service_account')
  const row = await getRow(ctx, access, serviceAccountId)
  const [view] = await viewsOf(ctx, access, [row])
  if (!view) throw serviceAccountNotFound()
  return {
    ...view,
    created_by_name: row.createdByName === '' ? null : row.createdByName,
    role_description: row.roleDescription,
    role_is_built_in: row.role.builtIn !== null,
    role_allows: allowedBy(roleFactsOf(row.role)),
  }
}

/**
 * What suspending or deleting one would end, for the confirmation: workspaces that it can open and whose access the viewer may read, and
 * keys that work. Needs `read:service_account`; throws as `getServiceAccount` does.
 */
export async function getServiceAccountConsequences(
  ctx: Ctx,
  { accountId, serviceAccountId }: ServiceAccountInput,
): Promise<ServiceAccountConsequences> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:service_account')
  const { workspaces, activeKeys } = await getRow(ctx, access, serviceAccountId)
  return { workspaces, api_keys: activeKeys }
}

/** What the page of an account's service accounts offers the viewer. Needs `read:service_account`. */
export async function getServiceAccountEditor(ctx: Ctx, accountId: string): Promise<ServiceAccountEditor> {
  const access = await authorizeAccount(ctx, database(), accountId, 'read:service_account')
  const { account, membership: actor } = access
  const places = await countServiceAccountPlaces(database(), access)
  return {
    create: capabilityOf(decideCreation({ accountKind: account.kind, actor, places })),
    roles: await listRolesForAccount(database(), accountId, (role) =>
      decideRoleOfServiceAccount(actor, role),
    ),
    limit: places.limit,
  }
}

async function getRow(ctx: Ctx, access: AccountAccess, id: string): Promise<list.ServiceAccountRow> {
  const row = await list.findServiceAccount(database(), viewerOf(ctx, access), id)
  if (!row) throw serviceAccountNotFound()
  return row
}

function viewerOf({ now }: Ctx, { account, membership }: AccountAccess) {
  return { accountId: account.id, membershipId: membership.id, now }
}

function keyOf(row: list.ServiceAccountRow, sort: 'name' | 'used' | 'created'): string {
  if (sort === 'name') return row.nameKey
  return (sort === 'created' ? row.createdAt : (row.lastUsedAt ?? new Date(0))).toISOString()
}

async function viewsOf(
  ctx: Ctx,
  access: AccountAccess,
  rows: list.ServiceAccountRow[],
): Promise<ServiceAccountView[]> {
  const facts = await loadFacts(database(), ctx, access, rows)
  return rows.flatMap((row) => {
    const own = facts.get(row.membershipId)
    return own ? [viewOf(row, own)] : []
  })
}

function viewOf(row: list.ServiceAccountRow, facts: ServiceAccountFacts): ServiceAccountView {
  return {
    id: row.id,
    membership_id: row.membershipId,
    name: row.name,
    description: row.description,
    role_id: row.role.id,
    role_name: row.role.name,
    status: row.status,
    created_at: row.createdAt.toISOString(),
    keys: {
      active: row.activeKeys,
      stale: row.staleKeys,
      next_expires_at: row.nextExpiresAt?.toISOString() ?? null,
    },
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    workspaces: row.workspaces,
    can: serviceAccountCapabilities(facts),
  }
}
