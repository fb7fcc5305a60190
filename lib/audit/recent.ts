import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { logFactsOf } from './of-object'
import { decideAuditLog } from './rules'
import type { RecentEvent } from './schema'
import { listNewest } from './store'

const shownAtMost = 6

/**
 * The newest events of an account for its profile page, or null for whoever may not read its audit log: without
 * `read:audit_log`, or where there is none, as `decideAuditLog` says.
 */
export async function listRecentEvents(ctx: Ctx, accountId: string): Promise<RecentEvent[] | null> {
  const { permissions, account } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  if (!permissions.has('read:audit_log') || !decideAuditLog(logFactsOf(account)).allowed) return null
  const rows = await listNewest(database(), accountId, shownAtMost)
  return rows.map(({ id, message, timestamp }) => ({ id, message, timestamp: timestamp.toISOString() }))
}
