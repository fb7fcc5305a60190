import { recordAddressRefusal } from '@/lib/audit/address-refusals'
import type { Asker, Carrier } from '@/lib/db/admission'
import { database, isInTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { addressOf } from '@/lib/ip-allowlist/networks'
import { domainOf } from '@/lib/users/email-address'
import type { Ctx, PrincipalActor } from './context'
import { recordBreakGlass } from './break-glass'
import { noteOnceAMinute } from './once-a-minute'
import { signInRefusal } from './sign-in-needed'
import { findAccess, noteSight, type AccessRow } from './store'

/** Who asks, from which address and by what, as statements of access take it. */
export function askerOf(ctx: Ctx, principal: PrincipalActor): Asker {
  return { principal, address: addressOf(ctx.ipAddress), carrier: carrierOf(principal, ctx.now) }
}

function carrierOf(principal: PrincipalActor, now: Date): Carrier | null {
  if (principal.kind === 'SERVICE_ACCOUNT' || principal.apiKey?.accountId) return null
  const { apiKey, sessionId, email } = principal
  const asked = { domain: domainOf(email), now }
  return apiKey ? { ...asked, apiKeyId: apiKey.id } : { ...asked, sessionId: sessionId || null }
}

/**
 * Lets a member's request go on if the account is in use, if their address may use it (its IP allowlist is not enforced, or lets the address
 * in), and if they signed in as it asks. Throws `forbidden` with `account_suspended`; with `address_not_allowed` and a sentence that names the
 * address, and records it; with `sso_required` or `session_too_old`. For whoever is known to be a member, as strangers are told nothing. A
 * session that a break-glass Administrator opened by a password is let in, and recorded.
 */
export async function requireAdmission(ctx: Ctx, tx: Tx, row: AccessRow): Promise<void> {
  requireInUse(row.name, row.suspendedAt)
  if (row.isIpAllowlistEnforced) await requireAddress(ctx, tx, row)
  await requireEntry(ctx, tx, row)
}

/** The same of the sign-in alone, for what somebody does about an account from outside of it: to a member's request, as they all do. */
export async function requireSignIn(ctx: Ctx, tx: Tx, accountId: string): Promise<void> {
  if (ctx.actor.kind !== 'USER') return
  const row = await findAccess(tx, askerOf(ctx, ctx.actor), accountId)
  if (row?.membershipId) await requireEntry(ctx, tx, row)
}

async function requireEntry(ctx: Ctx, tx: Tx, row: AccessRow): Promise<void> {
  const { entry, accountId, name: accountName, membershipId } = row
  if (!entry) return
  if (entry !== 'break_glass') throw signInRefusal(ctx, accountName, entry)
  if (membershipId) await recordBreakGlass(ctx, tx, { accountId, accountName, membershipId })
}

async function requireAddress(ctx: Ctx, tx: Tx, row: AccessRow): Promise<void> {
  const { accountId, admittedBy, admittedAt } = row
  if (admittedBy) {
    const { now } = ctx
    return noteOnce({ id: admittedBy, notedAt: admittedAt, now }, () =>
      noteSight(database(), accountId, admittedBy, now),
    )
  }
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

const noteOnce = noteOnceAMinute('the last use of an entry of an IP allowlist')
