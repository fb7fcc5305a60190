import type { Ctx } from '@/lib/authz/context'
import { enforceIpAllowlist, setIpAllowlist } from '@/lib/ip-allowlist/manage'
import { setIpAllowlistInput } from '@/lib/ip-allowlist/schema'
import type { Organization } from './organizations'

/** The same request from another address. */
export function from(ipAddress: string | null, ctx: Ctx): Ctx {
  return { ...ctx, ipAddress }
}

/** Gives an organization a list of these networks, those that begin with "-" not enabled. */
export async function allowNetworks(ctx: Ctx, accountId: string, networks: string[]): Promise<void> {
  const entries = networks.map((text) => ({
    network: text.replace(/^-/, ''),
    isEnabled: !text.startsWith('-'),
  }))
  await setIpAllowlist(ctx, setIpAllowlistInput.parse({ accountId, entries }))
}

/** An organization that lets in these networks alone, made and enforced from an address that they have. */
export async function enforceNetworks(
  { accountId, administrator }: Organization,
  networks: string[],
  address: string,
): Promise<void> {
  const ctx = from(address, administrator.ctx)
  await allowNetworks(ctx, accountId, networks)
  await enforceIpAllowlist(ctx, { accountId, isEnforced: true })
}
