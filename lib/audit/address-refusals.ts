import type { Ctx } from '@/lib/authz/context'
import { withTransaction } from '@/lib/db/transaction'
import { recordAudit } from './service'
import { hasEventSince, lockChainEnd } from './store'

const everyMilliseconds = 60_000
const action = 'account.address_refused'

type Refused = { accountId: string; actor: { id: string; name: string } }

/**
 * Records that somebody was refused for the address they came from: once a minute for each of them and address, in whichever process, so
 * that a program that asks again and again does not fill the log. In a transaction of its own: never call it in one.
 */
export async function recordAddressRefusal(ctx: Ctx, { accountId, actor }: Refused): Promise<void> {
  const { ipAddress, now } = ctx
  const since = new Date(now.getTime() - everyMilliseconds)
  const key = JSON.stringify([accountId, actor.id, ipAddress])
  if (isKnownSince(key, since)) return
  // Before it is written: of many requests at once one writes.
  recorded.set(key, now)
  try {
    await withTransaction(async (tx) => {
      // Whoever comes at the same moment through another process waits here, and finds the event.
      await lockChainEnd(tx, accountId)
      if (await hasEventSince(tx, { accountId, actorId: actor.id, action, ipAddress }, since)) return
      await recordAudit(tx, ctx, {
        accountId,
        action,
        message: `${actor.name} was refused from ${ipAddress ?? 'an unknown address'}, which the IP allowlist does not let in`,
        objectTable: 'account',
        objectId: accountId,
        info: { ip_address: ipAddress },
      })
    })
  } catch (error) {
    recorded.delete(key)
    throw error
  }
}

/** When each was last recorded by this process. */
const recorded = new Map<string, Date>()

function isKnownSince(key: string, since: Date): boolean {
  const last = recorded.get(key)
  if (last && last > since) return true
  for (const [other, at] of recorded) if (at <= since) recorded.delete(other)
  return false
}
