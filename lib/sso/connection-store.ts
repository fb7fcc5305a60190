import type { Prisma } from '@/lib/db/generated/client'
import type { SsoAdmission, SsoKind, SsoState } from '@/lib/db/generated/enums'
import type { Tx } from '@/lib/db/transaction'
import type { JsonValue } from '@/lib/audit/schema'
import { countedAtMost } from '@/lib/format'

export type StoredCertificate = { fingerprint: string; pem: string; notBefore: Date; notAfter: Date }
export type StoredKey = {
  id: string
  sealedPrivateKey: string
  certificate: string
  isCurrent: boolean
  notAfter: Date
}

export type StoredConnection = {
  accountId: string
  id: string
  kind: SsoKind
  name: string
  state: SsoState
  admission: SsoAdmission
  roleId: string
  groupsClaim: string
  issuer: string
  clientId: string | null
  sealedSecret: string | null
  discovered: unknown
  discoveredAt: Date | null
  metadataUrl: string | null
  signInUrl: string | null
  signOutUrl: string | null
  allowsUnsolicited: boolean
  version: number
  testedAt: Date | null
  testedByName: string | null
  testedClaims: unknown
  problem: string | null
  problemAt: Date | null
  createdAt: Date
  certificates: StoredCertificate[]
  keys: StoredKey[]
}

const withParts = {
  certificates: { orderBy: [{ notAfter: 'desc' }, { fingerprint: 'asc' }] },
  keys: { orderBy: { id: 'asc' } },
} as const satisfies Prisma.SsoConnectionInclude

/** A connection with its certificates and keys; null when the account has none with this id. */
export async function findConnection(
  tx: Tx,
  accountId: string,
  id: string,
): Promise<StoredConnection | null> {
  return tx.ssoConnection.findUnique({ where: { accountId_id: { accountId, id } }, include: withParts })
}

export type ConnectionOfAccount = StoredConnection & {
  account: { name: string; handle: string; suspendedAt: Date | null }
}

const withAccount = {
  ...withParts,
  account: { select: { name: true, handle: true, suspendedAt: true } },
} as const

/** The same by its id alone, with its account: for what a provider answers. */
export async function findConnectionById(tx: Tx, id: string): Promise<ConnectionOfAccount | null> {
  return tx.ssoConnection.findUnique({ where: { id }, include: withAccount })
}

/** The active connection that speaks for a domain (in A-labels), of an account that is in use; null for none. */
export async function findConnectionOfDomain(tx: Tx, domain: string): Promise<ConnectionOfAccount | null> {
  return tx.ssoConnection.findFirst({
    where: {
      state: 'ACTIVE',
      domains: { some: { domain, verifiedAt: { not: null } } },
      account: { suspendedAt: null },
    },
    include: withAccount,
  })
}

export type NamedConnection = { id: string; name: string; account: { name: string } }

/** The active connections of the account with this handle, by name; none where it is suspended. */
export async function listActiveOfHandle(tx: Tx, handle: string, limit: number): Promise<NamedConnection[]> {
  return tx.ssoConnection.findMany({
    where: { state: 'ACTIVE', account: { suspendedAt: null, handles: { some: { handle } } } },
    select: { id: true, name: true, account: { select: { name: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
  })
}

export async function countConnections(tx: Tx, accountId: string): Promise<number> {
  return tx.ssoConnection.count({ where: { accountId } })
}

export type NewConnection = Pick<
  StoredConnection,
  | 'accountId'
  | 'id'
  | 'kind'
  | 'name'
  | 'admission'
  | 'roleId'
  | 'groupsClaim'
  | 'issuer'
  | 'allowsUnsolicited'
> &
  Partial<
    Pick<
      StoredConnection,
      'clientId' | 'sealedSecret' | 'discoveredAt' | 'metadataUrl' | 'signInUrl' | 'signOutUrl'
    >
  > & { discovered?: Record<string, JsonValue> }

export async function createConnection(tx: Tx, connection: NewConnection): Promise<void> {
  await tx.ssoConnection.create({ data: connection, select: { id: true } })
}

export type ConnectionChanges = Partial<
  Pick<
    StoredConnection,
    | 'name'
    | 'state'
    | 'admission'
    | 'roleId'
    | 'groupsClaim'
    | 'issuer'
    | 'clientId'
    | 'sealedSecret'
    | 'discoveredAt'
    | 'metadataUrl'
    | 'signInUrl'
    | 'signOutUrl'
    | 'allowsUnsolicited'
    | 'testedAt'
    | 'testedByName'
    | 'problem'
    | 'problemAt'
  >
> & { discovered?: Record<string, JsonValue>; testedClaims?: Record<string, JsonValue> }

type Named = { accountId: string; id: string }

/** Changes a connection and counts the edit; returns its new version. */
export async function updateConnection(
  tx: Tx,
  { accountId, id }: Named,
  changes: ConnectionChanges,
): Promise<number> {
  const { version } = await tx.ssoConnection.update({
    where: { accountId_id: { accountId, id } },
    data: { ...changes, version: { increment: 1 } },
    select: { version: true },
  })
  return version
}

/** Notes what is no edit: a test, a problem, what discovery found. */
export async function noteOnConnection(
  tx: Tx,
  { accountId, id }: Named,
  notes: ConnectionChanges,
): Promise<void> {
  await tx.ssoConnection.updateMany({ where: { accountId, id }, data: notes })
}

/** Keeps what an issuer says of itself, unless the connection is of another by now. */
export async function noteDiscovery(
  tx: Tx,
  { accountId, id, issuer }: Named & { issuer: string },
  notes: Pick<ConnectionChanges, 'discovered' | 'discoveredAt'>,
): Promise<void> {
  await tx.ssoConnection.updateMany({ where: { accountId, id, issuer }, data: notes })
}

/** Gives the account's proven domains without a connection this one; returns which. */
export async function takeFreeDomains(tx: Tx, { accountId, id }: Named): Promise<string[]> {
  const rows = await tx.$queryRaw<{ domain: string }[]>`
    UPDATE sso_domain SET connection_id = ${id}::uuid
    WHERE account_id = ${accountId}::uuid AND connection_id IS NULL AND verified_at IS NOT NULL RETURNING domain`
  return rows.map(({ domain }) => domain).toSorted()
}

/** Leaves the domains of a connection without one; returns which. */
export async function releaseDomains(tx: Tx, { accountId, id }: Named): Promise<string[]> {
  const rows = await tx.$queryRaw<{ domain: string }[]>`
    UPDATE sso_domain SET connection_id = NULL
    WHERE account_id = ${accountId}::uuid AND connection_id = ${id}::uuid RETURNING domain`
  return rows.map(({ domain }) => domain).toSorted()
}

export async function deleteConnection(tx: Tx, { accountId, id }: Named): Promise<void> {
  await tx.ssoConnection.delete({ where: { accountId_id: { accountId, id } }, select: { id: true } })
}

/** How many people are known through a connection, counted to `countedAtMost`. */
export async function countIdentities(tx: Tx, { accountId, id: connectionId }: Named): Promise<number> {
  return tx.ssoIdentity.count({ where: { accountId, connectionId }, take: countedAtMost })
}

/** Whether anybody is. */
export async function hasIdentities(tx: Tx, { accountId, id: connectionId }: Named): Promise<boolean> {
  const found = await tx.ssoIdentity.findFirst({ where: { accountId, connectionId }, select: { id: true } })
  return found !== null
}

/** Whether a connection is the version that was read before, which it then stays until the transaction ends. */
export async function isStillVersion(
  tx: Tx,
  { accountId, id, version }: Named & { version: number },
): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM sso_connection
    WHERE account_id = ${accountId}::uuid AND id = ${id}::uuid AND version = ${version} FOR SHARE`
  return found.length > 0
}
