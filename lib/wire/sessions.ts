import type { Ctx } from '@/lib/authz/context'
import { listSessions, revokeSession } from '@/lib/sessions/service'
import { valuesOf } from './fields'
import type { FilterSessions, SignInView } from './sessions-schema'

/** The live sessions of the user who asks, the last used first, at most 100. */
export async function listMySessions(ctx: Ctx): Promise<SignInView[]> {
  const sessions = await listSessions(ctx)
  return sessions.map((session) => ({ ...session, restricted: false }))
}

/** Those of them that a filter asks for. */
export async function filterMySessions(
  ctx: Ctx,
  { sessions: filter, limit, offset }: FilterSessions,
): Promise<SignInView[]> {
  const ids = valuesOf(filter?.id)
  const addresses = valuesOf(filter?.ip_address)
  // So few that the database need not look for them.
  return (await listMySessions(ctx))
    .filter(({ id }) => ids === null || ids.includes(id))
    .filter(({ ip_address: at }) => addresses === null || (at !== null && addresses.includes(at)))
    .slice(offset, offset + limit)
}

/** Ends one of them, as `revokeSession` does. */
export async function terminateMySession(ctx: Ctx, of: { sessionId: string }): Promise<void> {
  await revokeSession(ctx, of)
}
