import { Prisma } from '@/lib/db/generated/client'
import { contains, isListed, keptAddress } from '@/lib/db/admission'
import type { Tx } from '@/lib/db/transaction'

export type EntryRow = {
  network: string
  isEnabled: boolean
  description: string | null
  lastSeenAt: Date | null
  /** Whether the address is of the network, enabled or not. */
  isOfAddress: boolean
}

/** A list in its order; `address` as `addressOf` spells it. */
export async function listEntries(tx: Tx, accountId: string, address: string | null): Promise<EntryRow[]> {
  return tx.$queryRaw<EntryRow[]>`
    SELECT e.network, e.is_enabled AS "isEnabled", e.description, s.last_seen_at AS "lastSeenAt",
           coalesce(${contains(address)}, false) AS "isOfAddress"
    FROM ip_allowlist_entry e
    LEFT JOIN ip_allowlist_sight s ON s.account_id = e.account_id AND s.entry_id = e.id
    WHERE e.account_id = ${accountId}::uuid
    ORDER BY e.position, e.network`
}

/** Whether the list would let an address in, enforced or not: with what this transaction has written. */
export async function isAddressListed(tx: Tx, accountId: string, address: string | null): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isListed: boolean }[]>`
    SELECT ${isListed(address)} AS "isListed" FROM account a WHERE a.id = ${accountId}::uuid`
  return row?.isListed ?? false
}

/** Takes the entries of other networks away. */
export async function deleteOtherEntries(tx: Tx, accountId: string, networks: string[]): Promise<void> {
  await tx.ipAllowlistEntry.deleteMany({ where: { accountId, network: { notIn: networks } } })
}

export type NewEntry = { id: string; network: string; isEnabled: boolean; description: string | null }

/** Puts entries in, in their order; one of a network that is there already changes and keeps what was seen of it. */
export async function upsertEntries(tx: Tx, accountId: string, entries: NewEntry[]): Promise<void> {
  // One statement whatever their number, so that it keeps one name.
  const rows = JSON.stringify(entries.map((entry, position) => ({ ...entry, position })))
  await tx.$executeRaw`
    INSERT INTO ip_allowlist_entry (account_id, id, network, is_enabled, description, position)
    SELECT ${accountId}::uuid, id, network, "isEnabled", description, position
    FROM jsonb_to_recordset(${rows}::jsonb) AS given(id uuid, network text, "isEnabled" boolean, description text, position int)
    ON CONFLICT (account_id, network) DO UPDATE
    SET is_enabled = excluded.is_enabled, description = excluded.description, position = excluded.position`
}

export async function setEnforced(tx: Tx, accountId: string, isEnforced: boolean): Promise<void> {
  await tx.account.update({
    where: { id: accountId },
    data: { isIpAllowlistEnforced: isEnforced },
    select: { id: true },
  })
}

export type AccountRow = { name: string; handle: string; isIpAllowlistEnforced: boolean }

export async function findAccount(tx: Tx, accountId: string): Promise<AccountRow | null> {
  return tx.account.findUnique({
    where: { id: accountId },
    select: { name: true, handle: true, isIpAllowlistEnforced: true },
  })
}

export type KnownRow = { name: string; isListed: boolean }

/**
 * The members and service accounts that were active last, as far as the address is known that they last came from, by a session or a key
 * that works; each with whether the list would let it in.
 */
export async function listKnown(
  tx: Tx,
  { accountId, since, now, limit }: { accountId: string; since: Date; now: Date; limit: number },
): Promise<KnownRow[]> {
  return tx.$queryRaw<KnownRow[]>`
    SELECT m.principal_name AS name, ${isListed(Prisma.sql`last.address`)} AS "isListed"
    FROM account a
    CROSS JOIN LATERAL (
      SELECT ma.membership_id, ma.last_active_at FROM membership_activity ma
      WHERE ma.account_id = a.id AND ma.last_active_at > ${since}
      ORDER BY ma.last_active_at DESC LIMIT ${limit}) active
    JOIN membership m ON m.account_id = a.id AND m.id = active.membership_id AND m.status = 'ACTIVE'
    CROSS JOIN LATERAL (
      SELECT ${keptAddress(Prisma.sql`used.ip_address`)} AS address FROM (
        SELECT s.ip_address, s.last_used_at FROM session s
        WHERE s.user_id = m.user_id AND s.revoked_at IS NULL AND s.expires_at > ${now}
        UNION ALL
        SELECT u.ip_address, u.last_used_at FROM api_key k JOIN api_key_use u ON u.api_key_id = k.id
        WHERE k.user_id = m.user_id AND (k.account_id IS NULL OR k.account_id = m.account_id)
          AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now})
        UNION ALL
        SELECT u.ip_address, u.last_used_at FROM api_key k JOIN api_key_use u ON u.api_key_id = k.id
        WHERE k.account_id = m.account_id AND k.service_account_id = m.service_account_id
          AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ${now})) used
      ORDER BY used.last_used_at DESC LIMIT 1) last
    WHERE a.id = ${accountId}::uuid AND last.address IS NOT NULL
    ORDER BY active.last_active_at DESC`
}
