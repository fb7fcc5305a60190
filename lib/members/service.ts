import type { z } from 'zod'
import { authorizeAccount, requirePrincipal, type AccountAccess } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import { database, type Tx } from '@/lib/db/transaction'
import { decodeCursor, pageOf } from '@/lib/pages/page'
import { roleOf } from './facts'
import * as list from './list-store'
import { memberCapabilities } from './rules'
import { parseSort, type listMembersInput, type MemberView } from './schema'
import * as store from './store'

/**
 * One page of an account's members, filtered, searched and in the order asked for, each with what the viewer may do with them and why
 * not. Needs `read:member`; throws `not_found` to strangers and `invalid_input` for a cursor of another list.
 */
export async function listMembers(
  ctx: Ctx,
  input: z.output<typeof listMembersInput>,
): Promise<Page<MemberView>> {
  const access = await authorizeAccount(ctx, database(), input.accountId, 'read:member')
  const { accountId, sort, cursor, limit, ...filter } = input
  const rows = await list.listMembers(database(), accountId, {
    filter,
    ...parseSort(sort),
    after: decodeCursor(cursor),
    limit: limit + 1,
    now: ctx.now,
  })
  const { rows: shown, nextCursor } = pageOf(rows, limit)
  return { rows: shown.map((row) => memberViewOf(access, row)), nextCursor }
}

/**
 * Makes a user a member, within the caller's transaction, which holds the account's lock and records the event. Returns the
 * membership's id.
 */
export async function addMember(
  tx: Tx,
  member: Parameters<typeof store.createUserMembership>[1],
): Promise<string> {
  return store.createUserMembership(tx, member)
}

/** How many users are members, counted no further than `atMost`; exact under the account's lock. */
export async function countMembers(tx: Tx, accountId: string, atMost: number): Promise<number> {
  return store.countMembers(tx, accountId, atMost)
}

/** How many active Administrators who are users an account has, counted no further than `atMost`; exact under the account's lock. */
export async function countAdministrators(tx: Tx, accountId: string, atMost: number): Promise<number> {
  return store.countActiveAdministrators(tx, accountId, atMost)
}

/**
 * Suspends a member or lets them in again as the identity provider says, within the caller's transaction, which has decided and records it. That it
 * was the provider is kept until somebody decides otherwise by hand.
 */
export async function setStatusByProvider(
  tx: Tx,
  accountId: string,
  { membershipId, status }: { membershipId: string; status: 'ACTIVE' | 'SUSPENDED' },
): Promise<void> {
  await store.updateStatus(tx, accountId, [membershipId], { status, isByProvider: true })
}

/** Which of these normalised addresses belong to members already, suspended ones included. */
export async function findMembersByEmailKey(tx: Tx, accountId: string, emailKeys: string[]) {
  return store.listMembersByEmailKey(tx, accountId, emailKeys)
}

/** A member as lists and pages show them to the viewer. */
export function memberViewOf(access: AccountAccess, row: Omit<list.MemberRow, 'key'>): MemberView {
  const { account, membership } = access
  const role = roleOf(row)
  const isSelf = row.id === membership.id
  return {
    id: row.id,
    user_id: row.userId,
    name: row.name,
    email: row.email,
    role_id: row.roleId,
    role_name: row.roleName,
    role_group: row.roleGroup,
    status: row.status,
    is_suspended_by_provider: row.isSuspendedByProvider,
    joined_at: row.joinedAt.toISOString(),
    last_active_at: row.lastActiveAt?.toISOString() ?? null,
    invited_by: row.invitedByUserId ? { user_id: row.invitedByUserId, name: row.invitedByName } : null,
    is_viewer: isSelf,
    can: memberCapabilities({
      accountKind: account.kind,
      actor: membership,
      target: {
        kind: 'USER',
        status: row.status,
        role,
        isUserSuspended: row.isUserSuspended,
        isSuspendedByProvider: row.isSuspendedByProvider,
        roleGroup: row.roleGroup,
      },
      isSelf,
      activeAdministrators: row.activeAdministrators,
    }),
  }
}

/**
 * The same ids with the actor's own membership at the end: whoever gives up a role or a grant in a change of many must not lose the right to
 * the rest of it.
 */
export async function ownMembershipLast(
  ctx: Ctx,
  accountId: string,
  membershipIds: string[],
): Promise<string[]> {
  const own = await store.findMembershipId(database(), accountId, requirePrincipal(ctx))
  if (!own || !membershipIds.includes(own)) return membershipIds
  return [...membershipIds.filter((id) => id !== own), own]
}
