import type { Tx } from '@/lib/db/transaction'

export type OpenedSession = { sessionId: string; userId: string; userName: string }

type Ended = {
  accountId: string
  connectionId: string
  nameId: string
  sessionIndexes: readonly string[]
  now: Date
}

/**
 * The live sessions that a provider opened and calls by this name, and by one of these indexes where it names some; locked until the transaction
 * ends.
 */
export async function listNamedSessions(
  tx: Tx,
  { accountId, connectionId, nameId, sessionIndexes, now }: Ended,
): Promise<OpenedSession[]> {
  return tx.$queryRaw<OpenedSession[]>`
    SELECT s.id AS "sessionId", u.id AS "userId", u.name AS "userName"
    FROM sso_proof p JOIN session s ON s.id = p.session_id JOIN "user" u ON u.id = s.user_id
    WHERE p.account_id = ${accountId}::uuid AND p.connection_id = ${connectionId}::uuid AND p.name_id = ${nameId}
      AND (cardinality(${[...sessionIndexes]}::text[]) = 0 OR p.session_index = ANY(${[...sessionIndexes]}::text[]))
      AND s.is_through_sso AND s.revoked_at IS NULL AND s.expires_at > ${now}
    ORDER BY s.id FOR NO KEY UPDATE OF s`
}

export type OwnProof = { connectionId: string; nameId: string; sessionIndex: string | null }

/** What a session proved through a SAML connection that can be signed out of; null for none. */
export async function findOwnProof(tx: Tx, sessionId: string): Promise<OwnProof | null> {
  const proof = await tx.ssoProof.findFirst({
    where: { sessionId, nameId: { not: null }, connection: { kind: 'SAML', signOutUrl: { not: null } } },
    select: { connectionId: true, nameId: true, sessionIndex: true },
    orderBy: { authenticatedAt: 'desc' },
  })
  return proof?.nameId ? { ...proof, nameId: proof.nameId } : null
}
