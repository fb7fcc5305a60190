import { Prisma } from './generated/client'
import type { PrincipalKey } from './principal'

// Whether an account is in use, whether a request's address may use it, and whether the session or key of the request was opened as the account
// asks, within statements where the account is `a` and the membership `m`. One place: what the gate asks, what lists leave out and what a change
// of the IP allowlist is held against cannot disagree.

/** Whoever asks, from which address as `addressOf` of lib/ip-allowlist/networks.ts spells it, and by what. */
export type Asker = { principal: PrincipalKey; address: string | null; carrier: Carrier | null }

/**
 * The session of a user, or a key of theirs that was made for all their accounts; null for what is never asked for single sign-on: a service
 * account, and a key that was made for the account.
 */
export type Carrier = ({ sessionId: string | null } | { apiKeyId: string }) & {
  /** Of the user's address, small letters in A-labels. */
  domain: string
  now: Date
}

/** What a member has to do before the account opens to them. */
export type SignInNeeded = 'sso_required' | 'session_too_old'

/** An address as `addressOf` of lib/ip-allowlist/networks.ts spells it, null for one that is not known; or a column of such. */
type Address = string | Prisma.Sql | null

/** The columns of `admission`, for the gate. */
export type AdmissionColumns = {
  /** Since when the operator lets nobody use it. */
  suspendedAt: Date | null
  isIpAllowlistEnforced: boolean
  /** The entry that lets the address in; null for none, and while the list is not enforced. */
  admittedBy: string | null
  /** When it last let somebody in, as far as noted. */
  admittedAt: Date | null
  /** What is needed first; `break_glass` for a session that is let in without single sign-on, and of which nobody was told yet. */
  entry: SignInNeeded | 'break_glass' | null
}

export function admissionColumns(asker: Asker): Prisma.Sql {
  return Prisma.sql`a.suspended_at AS "suspendedAt", a.is_ip_allowlist_enforced AS "isIpAllowlistEnforced",
    admission.id AS "admittedBy", admission.last_seen_at AS "admittedAt", ${entry(asker)} AS entry`
}

/** Joins the entry that lets an address in, the narrowest, while the list is enforced; what is not enforced is not read. */
export function admission({ address }: Asker): Prisma.Sql {
  return Prisma.sql`LEFT JOIN LATERAL (
      SELECT e.id, s.last_seen_at FROM ip_allowlist_entry e
      LEFT JOIN ip_allowlist_sight s ON s.account_id = e.account_id AND s.entry_id = e.id
      WHERE a.is_ip_allowlist_enforced AND ${lets(address)}
      ORDER BY masklen(e.network::inet) DESC LIMIT 1) admission ON true`
}

/** Whether an address may use the account: its list is not enforced, or lets it in. */
export function isAdmitted(address: Address): Prisma.Sql {
  return Prisma.sql`(NOT a.is_ip_allowlist_enforced OR ${isListed(address)})`
}

/**
 * Whether the account may be used from an address: it is not suspended either, asks for no other sign-in first, and nobody has to be told that it
 * was opened: what is in it is not listed before the gate has let a break-glass session in, which tells them.
 */
export function isUsable(asker: Asker): Prisma.Sql {
  return Prisma.sql`(a.suspended_at IS NULL AND ${isAdmitted(asker.address)} AND ${entry(asker)} IS NULL)`
}

/** What is needed before the account opens, as text; null for nothing. */
export function signInNeeded(asker: Asker): Prisma.Sql {
  return Prisma.sql`nullif(${entry(asker)}, 'break_glass')`
}

// By functions of the database (migration sso_admission_functions), which are called for accounts that ask for something, and for no other.
function entry({ carrier }: Asker): Prisma.Sql {
  if (!carrier) return Prisma.sql`NULL::text`
  const { domain, now } = carrier
  if ('apiKeyId' in carrier)
    return Prisma.sql`CASE WHEN a.is_sso_required THEN entry_of_key(a.id, ${carrier.apiKeyId}::uuid, ${domain}) END`
  return Prisma.sql`CASE WHEN a.is_sso_required OR a.session_minutes IS NOT NULL THEN entry_of_session(
    a.id, m.id, ${carrier.sessionId}::uuid, a.is_sso_required, a.session_minutes, ${domain}, ${now}::timestamptz) END`
}

/** Whether the list would let an address in, enforced or not. */
export function isListed(address: Address): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM ip_allowlist_entry e WHERE ${lets(address)})`
}

function lets(address: Address): Prisma.Sql {
  return Prisma.sql`e.account_id = a.id AND e.is_enabled AND ${contains(address)}`
}

/** Whether the entry `e` is of a network that has the address; null, which lets nobody in, for an address that is not known. */
export function contains(address: Address): Prisma.Sql {
  return Prisma.sql`e.network::inet >>= ${address}::inet`
}

/**
 * An address that a request left in a column, as lists are asked about it: without a zone, and an IPv4-mapped one as IPv4. Null for what is
 * none: only what is an address was ever let into the column, so its form is enough to tell.
 */
export function keptAddress(column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${column} ~ '^([0-9]+[.][0-9]+[.][0-9]+[.][0-9]+|[0-9a-fA-F.:]*:[0-9a-fA-F.:]*(%.*)?)$'
    THEN regexp_replace(regexp_replace(${column}, '%.*$', ''), '^::ffff:([0-9.]+)$', '\\1', 'i') END`
}
