import type { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { setIpAllowlist } from '@/lib/ip-allowlist/manage'
import * as service from '@/lib/ip-allowlist/service'
import type { ipAllowlistInput, IpAllowlistView } from './ip-allowlist-schema'

/** The networks from which an account may be used. Needs `read:organization`. */
export async function getIpAllowlist(ctx: Ctx, of: { accountId: string }): Promise<IpAllowlistView> {
  const { entries } = await service.getIpAllowlist(ctx, of)
  return {
    entries: entries.map(({ network, is_enabled, description, last_seen_at }) => ({
      ip_network: network,
      enabled: is_enabled,
      description,
      last_seen: last_seen_at,
    })),
  }
}

/**
 * Gives an account another list, whole, as `setIpAllowlist` does; but one that would lock out who sends it is `invalid_input`, as its clients
 * print the sentence of no other refusal.
 */
export async function replaceIpAllowlist(
  ctx: Ctx,
  { accountId }: { accountId: string },
  input: z.output<typeof ipAllowlistInput>,
): Promise<void> {
  const entries = input.entries.map(({ ip_network, enabled, description }) => ({
    network: ip_network,
    isEnabled: enabled,
    description: description ?? null,
  }))
  await setIpAllowlist(ctx, { accountId, entries }).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.reason !== 'would_lock_out') throw error
    throw new AppError('invalid_input', error.reason, { message: error.message })
  })
}
