import type { z } from 'zod'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database, type Tx } from '@/lib/db/transaction'
import type { Page } from '@/lib/client/fetch-json'
import { decodeCursor, decodeTimeCursor, pageOf } from '@/lib/pages/page'
import { parseSort, type listMembersInput, type MemberView } from './schema'
import * as store from './store'

/**
 * One page of an account's members by name or date, searched by name or address. Needs `read:member`; throws `not_found` to
 * strangers and `invalid_input` for a cursor of another list.
 */
export async function listMembers(
  ctx: Ctx,
  input: z.output<typeof listMembersInput>,
): Promise<Page<MemberView>> {
  const { actor } = await authorizeAccount(ctx, database(), input.accountId, 'read:member')
  const order = parseSort(input.sort)
  const after = order.sort === 'joined' ? decodeTimeCursor(input.cursor) : decodeCursor(input.cursor)
  const page = { search: input.search, ...order, after, limit: input.limit + 1 }
  const rows = await store.listMembers(database(), input.accountId, page)
  const { rows: shown, nextCursor } = pageOf(rows, input.limit)
  return { rows: shown.map((row) => memberViewOf(row, actor.userId)), nextCursor }
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

/** Which of these normalised addresses belong to members already, suspended ones included. */
export async function findMembersByEmailKey(tx: Tx, accountId: string, emailKeys: string[]) {
  return store.listMembersByEmailKey(tx, accountId, emailKeys)
}

function memberViewOf(row: store.MemberRow, viewerUserId: string): MemberView {
  return {
    id: row.id,
    user_id: row.userId,
    name: row.name,
    email: row.email,
    role_id: row.roleId,
    role_name: row.roleName,
    status: row.status,
    joined_at: row.joinedAt.toISOString(),
    last_active_at: row.lastActiveAt?.toISOString() ?? null,
    is_viewer: row.userId === viewerUserId,
  }
}
