import { Prisma } from './generated/client'

// Whether an account is in use, and whether a request's address may use it, within statements where the account is `a`. One place: what the gate asks, what lists
// leave out and what a change of the list is held against cannot disagree.

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
}

export const admissionColumns = Prisma.sql`a.suspended_at AS "suspendedAt", a.is_ip_allowlist_enforced AS "isIpAllowlistEnforced",
  admission.id AS "admittedBy", admission.last_seen_at AS "admittedAt"`

/** Joins the entry that lets an address in, the narrowest, while the list is enforced; what is not enforced is not read. */
export function admission(address: Address): Prisma.Sql {
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

/** Whether the account may be used from an address: it is not suspended either. */
export function isUsable(address: Address): Prisma.Sql {
  return Prisma.sql`(a.suspended_at IS NULL AND ${isAdmitted(address)})`
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
