import { Prisma } from '@/lib/db/generated/client'
import type { SsoAdmission, SsoKind, SsoState } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { countedAtMost } from '@/lib/format'
import type { StoredConnection } from './connection-store'

export type ListedConnection = {
  id: string
  kind: SsoKind
  name: string
  state: SsoState
  admission: SsoAdmission
  issuer: string
  roleId: string
  roleName: string
  domains: string[]
  people: number
  testedAt: Date | null
  certificateExpiresAt: Date | null
  problem: string | null
  problemAt: Date | null
  version: number
  createdAt: Date
}

/** The columns and tables of the list, where the connection is `c`; nothing is counted beyond `countedAtMost`. */
const listed = Prisma.sql`
  SELECT c.id, c.kind::text, c.name, c.state::text, c.admission::text, c.issuer, c.role_id AS "roleId", r.name AS "roleName",
    ARRAY(SELECT d.domain FROM sso_domain d WHERE d.account_id = c.account_id AND d.connection_id = c.id
      AND d.verified_at IS NOT NULL ORDER BY d.domain LIMIT 100) AS domains,
    (SELECT count(*)::int FROM (SELECT 1 FROM sso_identity i WHERE i.connection_id = c.id LIMIT ${countedAtMost}) i) AS people,
    c.tested_at AS "testedAt",
    (SELECT max(k.not_after) FROM sso_certificate k WHERE k.account_id = c.account_id AND k.connection_id = c.id) AS "certificateExpiresAt",
    c.problem, c.problem_at AS "problemAt", c.version, c.created_at AS "createdAt"
  FROM sso_connection c JOIN role r ON r.account_id = c.account_id AND r.id = c.role_id`

/** The connections of an account, the oldest first. */
export async function listConnections(tx: Tx, accountId: string, limit: number): Promise<ListedConnection[]> {
  return tx.$queryRaw<ListedConnection[]>`
    ${listed} WHERE c.account_id = ${accountId}::uuid ORDER BY c.created_at, c.id LIMIT ${limit}`
}

type Consequences = {
  people: number
  peopleWithoutPassword: number
  sessions: number
  groups: number
} & Pick<StateRow, 'hasOtherWayIn' | 'isSsoRequired'>

/** The columns of what would go with a connection `l` of the list. */
function consequences(accountId: string, now: Date): Prisma.Sql {
  return Prisma.sql`
      (SELECT count(*)::int FROM (SELECT 1 FROM sso_identity i JOIN "user" u ON u.id = i.user_id
        WHERE i.connection_id = l.id AND u.password_hash IS NULL LIMIT ${countedAtMost}) i) AS "peopleWithoutPassword",
      (SELECT count(*)::int FROM (SELECT 1 FROM sso_proof p JOIN session s ON s.id = p.session_id
        WHERE p.account_id = ${accountId}::uuid AND p.connection_id = l.id AND s.is_through_sso
          AND s.revoked_at IS NULL AND s.expires_at > ${now} LIMIT ${countedAtMost}) p) AS sessions,
      (SELECT count(*)::int FROM group_mapping m WHERE m.account_id = ${accountId}::uuid AND EXISTS (
        SELECT 1 FROM membership_group g
        WHERE g.account_id = m.account_id AND g.source_id = l.id AND g."group" = m."group")) AS groups,
      ${hasOtherWayIn(accountId)} AS "hasOtherWayIn",
      (SELECT a.is_sso_required FROM account a WHERE a.id = ${accountId}::uuid) AS "isSsoRequired"`
}

function hasOtherWayIn(accountId: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT 1 FROM sso_domain d JOIN sso_connection o ON o.account_id = d.account_id AND o.id = d.connection_id
    WHERE d.account_id = ${accountId}::uuid AND d.verified_at IS NOT NULL AND o.id <> l.id AND o.state = 'ACTIVE')`
}

export type StateRow = {
  state: SsoState
  isTested: boolean
  /** Whether another active connection of the account speaks for a proven domain. */
  hasOtherWayIn: boolean
  isSsoRequired: boolean
}

/** What the steps of a connection's life depend on. */
export async function getStateFacts(
  tx: Tx,
  { accountId, id }: { accountId: string; id: string },
): Promise<StateRow> {
  const [row] = await tx.$queryRaw<StateRow[]>`
    SELECT l.state::text, l.tested_at IS NOT NULL AS "isTested", a.is_sso_required AS "isSsoRequired",
      ${hasOtherWayIn(accountId)} AS "hasOtherWayIn"
    FROM sso_connection l JOIN account a ON a.id = l.account_id
    WHERE l.account_id = ${accountId}::uuid AND l.id = ${id}::uuid`
  invariant(row, 'a connection that was just read is gone')
  return row
}

type JsonDates<Row, Names extends keyof Row> = Omit<Row, Names> & { [Name in Names]: string }

export type ShownConnection = ListedConnection &
  Consequences &
  Pick<
    StoredConnection,
    | 'clientId'
    | 'groupsClaim'
    | 'metadataUrl'
    | 'signInUrl'
    | 'signOutUrl'
    | 'allowsUnsolicited'
    | 'discoveredAt'
    | 'testedByName'
    | 'testedClaims'
  > & {
    certificates: JsonDates<StoredConnection['certificates'][number], 'notBefore' | 'notAfter'>[]
    keys: JsonDates<Omit<StoredConnection['keys'][number], 'sealedPrivateKey'>, 'notAfter'>[]
  }

/** A connection with all that its page shows, in one statement; no secret is read. */
export async function findShown(
  tx: Tx,
  { accountId, id, now }: { accountId: string; id: string; now: Date },
): Promise<ShownConnection | null> {
  const [row] = await tx.$queryRaw<ShownConnection[]>`
    SELECT l.*, ${consequences(accountId, now)}, s.client_id AS "clientId", s.groups_claim AS "groupsClaim",
      s.metadata_url AS "metadataUrl", s.sign_in_url AS "signInUrl", s.sign_out_url AS "signOutUrl",
      s.allows_unsolicited AS "allowsUnsolicited", s.discovered_at AS "discoveredAt", s.tested_by_name AS "testedByName",
      s.tested_claims AS "testedClaims", ${certificates} AS certificates, ${keys} AS keys
    FROM (${listed} WHERE c.account_id = ${accountId}::uuid AND c.id = ${id}::uuid) l
    JOIN sso_connection s ON s.account_id = ${accountId}::uuid AND s.id = l.id`
  return row ?? null
}

const certificates = Prisma.sql`(
  SELECT coalesce(json_agg(json_build_object('fingerprint', k.fingerprint, 'pem', k.pem, 'notBefore', k.not_before, 'notAfter', k.not_after)
    ORDER BY k.not_after DESC, k.fingerprint), '[]'::json)
  FROM sso_certificate k WHERE k.account_id = s.account_id AND k.connection_id = s.id)`

const keys = Prisma.sql`(
  SELECT coalesce(json_agg(json_build_object('id', k.id, 'certificate', k.certificate, 'isCurrent', k.is_current, 'notAfter', k.not_after)
    ORDER BY k.id), '[]'::json)
  FROM sso_key k WHERE k.account_id = s.account_id AND k.connection_id = s.id)`
