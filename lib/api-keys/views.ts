import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { database } from '@/lib/db/transaction'
import { decodeCursor, invalidCursor, pageOf, timeKey } from '@/lib/pages/page'
import { allow, firstRefusal, type Decision } from '@/lib/policy/decision'
import { decideKeyChange, decideRevocation, isStale, statusOf } from './rules'
import type { ApiKeyView } from './schema'
import * as store from './store'

type Asked = { cursor?: string | undefined; limit: number }

/**
 * One page of an owner's keys as lists show them, those that work first, the newest first. `mayChange` is what decides whether the viewer
 * may change any of them. Throws `invalid_input` for a cursor of another list.
 */
export async function listKeyViews(
  { now }: Pick<Ctx, 'now'>,
  owner: store.KeyOwner,
  { cursor, limit }: Asked,
  mayChange: Decision = allow(),
): Promise<Page<ApiKeyView>> {
  const after = positionOf(cursor)
  const page = pageOf(await store.listKeys(database(), { owner, now, after, limit: limit + 1 }), limit)
  return { ...page, rows: page.rows.map((key) => viewOf(key, now, mayChange)) }
}

function viewOf(key: store.KeyRow, now: Date, mayChange: Decision): ApiKeyView {
  const change = capabilityOf(firstRefusal(mayChange, decideKeyChange(key, now)))
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    status: statusOf(key, now),
    account: key.account,
    created_at: key.createdAt.toISOString(),
    created_by_name: key.createdByName,
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    last_used_from: key.lastUsedFrom,
    is_stale: isStale(key, now),
    is_replaced: key.isReplaced,
    can: {
      rotate: change,
      update: change,
      revoke: capabilityOf(firstRefusal(mayChange, decideRevocation(key, now))),
    },
  }
}

function positionOf(cursor: string | undefined) {
  const after = decodeCursor(cursor)
  if (after && !(/^[01]/.test(after.key) && timeKey.safeParse(after.key.slice(1)).success))
    throw invalidCursor()
  return after
}
