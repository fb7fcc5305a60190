import type { z } from 'zod'
import { listEvents } from '@/lib/audit/of-object'
import type { AuditEventView } from '@/lib/audit/schema'
import type { Ctx } from '@/lib/authz/context'
import type { Page } from '@/lib/client/fetch-json'
import type { listMemberEventsInput } from './schema'

/**
 * One page of the audit events about a member and by them, newest first. Needs `read:audit_log`, and a plan with an audit log; throws
 * as `listEvents` does. An id that was never a membership of the account has no events.
 */
export async function listMemberEvents(
  ctx: Ctx,
  { accountId, membershipId, cursor, limit }: z.output<typeof listMemberEventsInput>,
): Promise<Page<AuditEventView>> {
  return listEvents(ctx, { accountId, about: { kind: 'member', membershipId }, cursor, limit })
}
