import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'

/** How many days before the end Administrators are told. */
const noticeDays = [30, 14, 3]

export type EndingCertificate = {
  accountId: string
  organization: { name: string; handle: string }
  connectionId: string
  connectionName: string
  /** Whether it is of our key; otherwise of the provider. */
  isOurs: boolean
  /** The id of our key, or the fingerprint. */
  of: string
  endsAt: Date
  /** Which notice it is due. */
  days: number
}

/** The last certificates, of providers and ours, of active connections that end soon, of which nobody was told for the last of the notices. */
export async function listEnding(tx: Tx, now: Date, limit: number): Promise<EndingCertificate[]> {
  return tx.$queryRaw<EndingCertificate[]>`
    SELECT c.account_id AS "accountId", json_build_object('name', a.name, 'handle', a.handle) AS organization,
      c.id AS "connectionId", c.name AS "connectionName", k."isOurs", k.of, k.not_after AS "endsAt", k.days
    FROM sso_connection c JOIN account a ON a.id = c.account_id
    CROSS JOIN LATERAL (
      (SELECT false AS "isOurs", p.fingerprint AS of, p.not_after, p.noticed_days, ${dueDays(now, 'p')} AS days FROM sso_certificate p
        WHERE p.account_id = c.account_id AND p.connection_id = c.id ORDER BY p.not_after DESC, p.fingerprint LIMIT 1)
      UNION ALL
      (SELECT true, o.id::text, o.not_after, o.noticed_days, ${dueDays(now, 'o')} FROM sso_key o
        WHERE o.account_id = c.account_id AND o.connection_id = c.id ORDER BY o.not_after DESC, o.id LIMIT 1)) k
    WHERE c.kind = 'SAML' AND c.state = 'ACTIVE' AND a.suspended_at IS NULL
      AND k.not_after > ${now} AND k.days IS NOT NULL AND (k.noticed_days IS NULL OR k.noticed_days > k.days)
    ORDER BY c.id, k."isOurs" LIMIT ${limit}`
}

/** Notes which notice these had. */
export async function markNoticed(tx: Tx, ending: readonly EndingCertificate[]): Promise<void> {
  const column = <Name extends 'of' | 'days'>(name: Name, isOurs: boolean) =>
    ending.filter((one) => one.isOurs === isOurs).map((one) => one[name])
  const connectionIds = ending.filter(({ isOurs }) => !isOurs).map(({ connectionId }) => connectionId)
  await tx.$executeRaw`
    UPDATE sso_certificate k SET noticed_days = noticed.days
    FROM unnest(${connectionIds}::uuid[], ${column('of', false)}::text[], ${column('days', false)}::int[])
      AS noticed (connection_id, fingerprint, days)
    WHERE k.connection_id = noticed.connection_id AND k.fingerprint = noticed.fingerprint`
  await tx.$executeRaw`
    UPDATE sso_key k SET noticed_days = noticed.days
    FROM unnest(${column('of', true)}::uuid[], ${column('days', true)}::int[]) AS noticed (id, days)
    WHERE k.id = noticed.id`
}

// The notice that is the last one by now, whichever were mailed.
function dueDays(now: Date, table: 'p' | 'o'): Prisma.Sql {
  const end = Prisma.raw(`${table}.not_after`)
  const cases = noticeDays
    .toReversed()
    .map(
      (days) => Prisma.sql`WHEN ${end} <= ${new Date(now.getTime() + days * 86_400_000)} THEN ${days}::int`,
    )
  return Prisma.sql`CASE ${Prisma.join(cases, ' ')} END`
}
