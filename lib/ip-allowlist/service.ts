import { createHash } from 'node:crypto'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import { database } from '@/lib/db/transaction'
import { firstRefusal } from '@/lib/policy/decision'
import { addressOf } from './networks'
import { decideAllowlistChange, decideLockOut } from './rules'
import type { AddressAccess, IpAllowlistView, ShutOutView } from './schema'
import * as store from './store'

type InAccount = { accountId: string }

/** An account's list as pages show it, and whether it is enforced. Needs `read:organization`. */
export async function getIpAllowlist(ctx: Ctx, { accountId }: InAccount): Promise<IpAllowlistView> {
  const { account, membership } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const address = addressOf(ctx.ipAddress)
  const rows = await store.listEntries(database(), accountId, address)
  const change = decideAllowlistChange(membership, account.kind)
  const isListed = rows.some(({ isEnabled, isOfAddress }) => isEnabled && isOfAddress)
  const staying = decideLockOut({ isEnforced: true, isListed, address })
  return {
    is_enforced: account.isIpAllowlistEnforced,
    revision: revisionOf(rows, account.isIpAllowlistEnforced),
    entries: rows.map(({ network, isEnabled, description, lastSeenAt, isOfAddress }) => ({
      network,
      is_enabled: isEnabled,
      description,
      last_seen_at: lastSeenAt?.toISOString() ?? null,
      is_yours: isOfAddress,
    })),
    your_address: address,
    can: { update: capabilityOf(change), enforce: capabilityOf(firstRefusal(change, staying)) },
  }
}

/** Whether whoever asks would get in from where they are if the list were enforced, and why. Needs `read:organization`. */
export async function getMyAddressAccess(ctx: Ctx, { accountId }: InAccount): Promise<AddressAccess> {
  const { account } = await authorizeAccount(ctx, database(), accountId, 'read:organization')
  const address = addressOf(ctx.ipAddress)
  const rows = await store.listEntries(database(), accountId, address)
  if (address === null)
    return { allowed: false, detail: 'The address of this request could not be found out.' }
  const own = rows.filter(({ isOfAddress }) => isOfAddress)
  const [entry] = own.filter(({ isEnabled }) => isEnabled)
  if (entry) return { allowed: true, detail: `Your address, ${address}, is let in by ${entry.network}.` }
  const [disabled] = own
  const what = disabled
    ? `is of ${disabled.network}, which is not enabled. Enable it first`
    : `is not on the IP allowlist of ${account.name}. Add it first`
  return { allowed: false, detail: `Your address, ${address}, ${what}.` }
}

const activeForDays = 30
const lookedAtMost = 1_000
const namedAtMost = 5

/**
 * Whom enforcing the list as it is would shut out, as far as is known: of the 1,000 who were active last, in 30 days, those who last came
 * from elsewhere. Needs `update:organization`.
 */
export async function previewEnforcement(ctx: Ctx, { accountId }: InAccount): Promise<ShutOutView> {
  await authorizeAccount(ctx, database(), accountId, 'update:organization')
  const since = new Date(ctx.now.getTime() - activeForDays * 86_400_000)
  const asked = { accountId, since, now: ctx.now, limit: lookedAtMost }
  const known = await store.listKnown(database(), asked)
  const shutOut = known.filter(({ isListed }) => !isListed)
  return {
    shut_out: shutOut.length,
    names: shutOut.slice(0, namedAtMost).map(({ name }) => name),
    known: known.length,
  }
}

type Revised = Pick<store.EntryRow, 'network' | 'isEnabled' | 'description'>

/** What a page showed of a list, in one text to compare; what was seen of its entries is no part of it. */
export function revisionOf(entries: readonly Revised[], isEnforced: boolean): string {
  const told = [isEnforced, ...entries.map((one) => [one.network, one.isEnabled, one.description])]
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url')
}
