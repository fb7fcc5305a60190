import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import type { Page } from '@/lib/client/fetch-json'
import { decodeCursor, invalidCursor, pageOf, timeKey } from '@/lib/pages/page'
import { allow, firstRefusal, type Decision } from '@/lib/policy/decision'
import { decideKeyChange, decideRevocation, isStale, statusOf } from './rules'
import type { ApiKeyView } from './schema'
import type { KeyPage, KeyRow } from './store'

type Asked = { cursor?: string | undefined; limit: number }

/** What a page of a list asks the store for. Throws `invalid_input` for a cursor of another list. */
export function pageAsked({ now }: Pick<Ctx, 'now'>, { cursor, limit }: Asked): Omit<KeyPage, 'owner'> {
  const after = decodeCursor(cursor)
  if (after && !(/^[01]/.test(after.key) && timeKey.safeParse(after.key.slice(1)).success))
    throw invalidCursor()
  return { now, after, limit: limit + 1 }
}

/** The page as lists show it. `mayChange` is what decides whether the viewer may change any of the keys. */
export function pageOfViews(
  keys: KeyRow[],
  { now }: Pick<Ctx, 'now'>,
  { limit }: Asked,
  mayChange: Decision = allow(),
): Page<ApiKeyView> {
  const page = pageOf(keys, limit)
  return { ...page, rows: page.rows.map((key) => viewOf(key, now, mayChange)) }
}

function viewOf(key: KeyRow, now: Date, mayChange: Decision): ApiKeyView {
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
