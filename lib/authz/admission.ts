import { recordAddressRefusal } from '@/lib/audit/address-refusals'
import { database, isInTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { addressOf } from '@/lib/ip-allowlist/networks'
import { logger } from '@/lib/log'
import type { Ctx, PrincipalActor } from './context'
import { noteSight, type AccessRow, type Asker } from './store'

/** Who asks, and from which address, as statements of access take it. */
export function askerOf(ctx: Ctx, principal: PrincipalActor): Asker {
  return { principal, address: addressOf(ctx.ipAddress) }
}

/**
 * Lets a member's request go on if the account is in use, and their address may use it: its IP allowlist is not enforced, or lets the address
 * in. Throws `forbidden` with `account_suspended`, or with `address_not_allowed` and a sentence that names the address, and records the latter;
 * for whoever is known to be a member, as strangers are told nothing.
 */
export async function requireAdmission(ctx: Ctx, tx: Tx, row: AccessRow): Promise<void> {
  requireInUse(row.name, row.suspendedAt)
  if (!row.isIpAllowlistEnforced) return
  if (row.admittedBy) return noteSightAfterAMinute(ctx, row, row.admittedBy)
  const message = addressRefusalText(row.name, ctx.ipAddress)
  // Within a change's transaction (somebody narrowed the list just now) it is left to whoever records the change's refusal.
  const isRecorded = !isInTransaction(tx)
  if (isRecorded) await recordAddressRefusal(ctx, { accountId: row.accountId, actor: actorOf(ctx) })
  throw new AppError('forbidden', 'address_not_allowed', { message, isRecorded })
}

/** Throws `forbidden`/`account_suspended` for an account that the operator lets nobody use. */
export function requireInUse(accountName: string, suspendedAt: Date | null): void {
  if (suspendedAt)
    throw new AppError('forbidden', 'account_suspended', { message: suspensionText(accountName) })
}

/** What a suspended account says to its members. */
export function suspensionText(accountName: string): string {
  return `${accountName} is suspended: nobody can use it, and nothing in it was removed. Ask the operator of this installation to reactivate it.`
}

/** Why an address is refused, and what to do. */
export function addressRefusalText(accountName: string, ipAddress: string | null): string {
  const address = addressOf(ipAddress)
  const came = address
    ? `and ${address} is not on it`
    : 'and the address of this request could not be found out'
  return `${accountName} lets in only the addresses on its IP allowlist, ${came}. Come from a network that is on it, or ask an Administrator to add the address.`
}

function actorOf({ actor }: Ctx): { id: string; name: string } {
  if (actor.kind === 'USER') return { id: actor.userId, name: actor.name }
  if (actor.kind === 'SERVICE_ACCOUNT') return { id: actor.serviceAccountId, name: actor.name }
  throw new AppError('unauthenticated')
}

const notedEveryMilliseconds = 60_000
const beingNoted = new Set<string>()

// Not in the request's way, not in its transaction, and nothing depends on it; of many requests at once one writes.
function noteSightAfterAMinute({ now }: Ctx, { accountId, admittedAt }: AccessRow, entryId: string): void {
  const isRecent = admittedAt && now.getTime() - admittedAt.getTime() < notedEveryMilliseconds
  if (isRecent || beingNoted.has(entryId)) return
  beingNoted.add(entryId)
  noteSight(database(), accountId, entryId, now)
    .catch((error: unknown) =>
      logger().warn({ error }, 'the last use of an entry of an IP allowlist could not be written'),
    )
    .finally(() => beingNoted.delete(entryId))
}
