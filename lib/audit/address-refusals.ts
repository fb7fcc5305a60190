import type { Ctx } from '@/lib/authz/context'
import { recordOnceAMinute } from './once-a-minute'

type Refused = { accountId: string; actor: { id: string; name: string } }

/**
 * Records that somebody was refused for the address they came from: once a minute for each of them and address. In a transaction of its own:
 * never call it in one.
 */
export async function recordAddressRefusal(ctx: Ctx, { accountId, actor }: Refused): Promise<void> {
  const { ipAddress } = ctx
  await recordOnceAMinute(
    ctx,
    { actorId: actor.id, mark: { ipAddress } },
    {
      accountId,
      action: 'account.address_refused',
      message: `${actor.name} was refused from ${ipAddress ?? 'an unknown address'}, which the IP allowlist does not let in`,
      objectTable: 'account',
      objectId: accountId,
      info: { ip_address: ipAddress },
    },
  )
}
