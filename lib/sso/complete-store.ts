import type { Plan, SsoAdmission, SsoState } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'

export type EntryConnection = {
  id: string
  accountId: string
  accountName: string
  isAccountSuspended: boolean
  plan: Plan
  name: string
  state: SsoState
  admission: SsoAdmission
  roleId: string
  roleName: string
  problem: string | null
}

/** The connection as it is under the account's lock; null when it was deleted. */
export async function findEntryConnection(
  tx: Tx,
  { accountId, id }: { accountId: string; id: string },
): Promise<EntryConnection | null> {
  const [row] = await tx.$queryRaw<EntryConnection[]>`
    SELECT c.id, c.account_id AS "accountId", a.name AS "accountName", a.suspended_at IS NOT NULL AS "isAccountSuspended", a.plan::text,
      c.name, c.state::text, c.admission::text, c.problem, r.id AS "roleId", r.name AS "roleName"
    FROM sso_connection c JOIN account a ON a.id = c.account_id
    JOIN role r ON r.account_id = c.account_id AND r.id = c.role_id
    WHERE c.account_id = ${accountId}::uuid AND c.id = ${id}::uuid`
  return row ?? null
}

export type EntryPerson = {
  id: string
  email: string
  emailKey: string
  isSuspended: boolean
  membershipId: string | null
  membership: 'ACTIVE' | 'SUSPENDED' | null
  /** Who they are at this connection; null for nobody yet. */
  subject: string | null
  identityId: string | null
}

type Named = { accountId: string; connectionId: string; subject: string; emailKey: string | null }

/** The people whom a provider's answer may be about: who is known by the subject, and who has the address. */
export async function listNamed(
  tx: Tx,
  { accountId, connectionId, subject, emailKey }: Named,
): Promise<EntryPerson[]> {
  return tx.$queryRaw<EntryPerson[]>`
    SELECT u.id, u.email, u.email_key AS "emailKey", u.suspended_at IS NOT NULL AS "isSuspended",
      m.id AS "membershipId", m.status::text AS membership, i.subject, i.id AS "identityId"
    FROM "user" u
    LEFT JOIN membership m ON m.account_id = ${accountId}::uuid AND m.user_id = u.id
    LEFT JOIN sso_identity i ON i.connection_id = ${connectionId}::uuid AND i.user_id = u.id
    WHERE u.email_key = ${emailKey} OR u.id = (
      SELECT k.user_id FROM sso_identity k WHERE k.connection_id = ${connectionId}::uuid AND k.subject = ${subject})`
}

export type AddressFacts = { isDomainProven: boolean; invitationId: string | null }

/** What an address is to an account: whether its domain is proven for the connection, and the open invitation of it. */
export async function findAddressFacts(
  tx: Tx,
  { accountId, connectionId, emailKey, now }: Omit<Named, 'subject'> & { now: Date },
): Promise<AddressFacts> {
  const [row] = await tx.$queryRaw<AddressFacts[]>`
    SELECT EXISTS (SELECT 1 FROM sso_domain d
        WHERE d.account_id = ${accountId}::uuid AND d.connection_id = ${connectionId}::uuid
          AND d.domain = split_part(${emailKey}, '@', 2) AND d.verified_at IS NOT NULL) AS "isDomainProven",
      (SELECT i.id FROM invitation i
        WHERE i.account_id = ${accountId}::uuid AND i.email_key = ${emailKey} AND i.status = 'PENDING' AND i.expires_at > ${now}
        ORDER BY i.id LIMIT 1) AS "invitationId"`
  return row ?? { isDomainProven: false, invitationId: null }
}

/** Whether a session was opened by a password, since a moment. */
export async function hasProvenPassword(
  tx: Tx,
  { sessionId, userId, since }: { sessionId: string; userId: string; since: Date },
): Promise<boolean> {
  const found = await tx.session.findFirst({
    where: { id: sessionId, userId, isThroughSso: false, revokedAt: null, createdAt: { gte: since } },
    select: { id: true },
  })
  return found !== null
}

type NewIdentity = {
  accountId: string
  connectionId: string
  subject: string
  userId: string
  email: string
  lastUsedAt: Date
}

export async function createIdentity(tx: Tx, identity: NewIdentity): Promise<string> {
  const { id } = await tx.ssoIdentity.create({ data: identity, select: { id: true } })
  return id
}

/** Notes that an identity was used, and the address that the provider says now. */
export async function updateIdentity(
  tx: Tx,
  { accountId, id }: { accountId: string; id: string },
  { email, lastUsedAt }: { email: string | null; lastUsedAt: Date },
): Promise<void> {
  await tx.ssoIdentity.update({
    where: { accountId_id: { accountId, id } },
    data: { lastUsedAt, ...(email === null ? {} : { email }) },
    select: { id: true },
  })
}

type NewProof = {
  sessionId: string
  accountId: string
  connectionId: string
  authenticatedAt: Date
  nameId: string | null
  sessionIndex: string | null
}

/** Notes what a session proved to an account, in place of what it proved before. */
export async function setProof(tx: Tx, proof: NewProof): Promise<void> {
  const { sessionId, accountId } = proof
  await tx.ssoProof.upsert({
    where: { sessionId_accountId: { sessionId, accountId } },
    create: proof,
    update: proof,
    select: { sessionId: true },
  })
}
