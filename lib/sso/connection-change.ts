import { recordAudits } from '@/lib/audit/service'
import type { AuditAction, JsonValue } from '@/lib/audit/schema'
import { principalIdOf, type AccountAccess } from '@/lib/authz/access'
import { changeAccount } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { requireUnchanged } from '@/lib/authz/expected'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { consume } from '@/lib/rate-limits/service'
import { deleteAttempts } from './attempt-store'
import type { OfConnection } from './connection-schema'
import * as store from './connection-store'
import { decideSsoChange, decideSsoUse } from './use'

export type ConnectionChange = OfConnection & {
  attempt: string
  expectedVersion?: number | undefined
  /** Whether the change begins to use single sign-on, for which the plan has to have it (R12). */
  isBeginning?: boolean
  /** Asks the provider something for it: once it is allowed, and before the transaction, which waits for nobody's servers. */
  ask?: () => Promise<void>
}

/** A change of the connections of an account: needs `update:sso` in an organization, and as the change says. */
export async function changeConnections<Result>(
  ctx: Ctx,
  { accountId, connectionId, attempt, isBeginning, ask }: ConnectionChange,
  work: (tx: Tx, access: AccountAccess) => Promise<Result>,
): Promise<Result> {
  const requireAllowed = (access: AccountAccess) =>
    enforceRule(isBeginning ? decideSsoUse(access) : decideSsoChange(access))
  const beforehand = async (access: AccountAccess) => {
    requireAllowed(access)
    if (!ask) return
    await consume('sso_provider', principalIdOf(access.actor))
    await ask()
  }
  const target = { objectTable: 'sso_connection', objectId: connectionId, permission: 'update:sso' } as const
  return changeAccount(ctx, { accountId, attempt, beforehand, ...target }, (tx, access) => {
    requireAllowed(access)
    return work(tx, access)
  })
}

/** The same of one connection as it is (R13: `precondition_failed`/`changed_meanwhile`); `not_found` when the account has none with this id. */
export async function changeConnection<Result>(
  ctx: Ctx,
  change: ConnectionChange,
  work: (tx: Tx, connection: store.StoredConnection, access: AccountAccess) => Promise<Result>,
): Promise<Result> {
  return changeConnections(ctx, change, async (tx, access) =>
    work(tx, await getConnection(tx, change), access),
  )
}

/** A connection of the account, which is still what was expected of it; throws as `changeConnection`. */
export async function getConnection(
  tx: Tx,
  { accountId, connectionId, expectedVersion }: ConnectionChange,
): Promise<store.StoredConnection> {
  const connection = await store.findConnection(tx, accountId, connectionId)
  if (!connection) throw new AppError('not_found')
  const sentence = 'Somebody changed this connection meanwhile. Look at it again, then save your change.'
  requireUnchanged(connection.version, expectedVersion, sentence)
  return connection
}

/**
 * Changes what a connection trusts: it was never tested as it is now, and what was begun with it as it was ends. Of a certificate less that is
 * what was answered already, since what comes is judged by those that are left; where it only trusts something more, whoever is signing in goes
 * on, and tests end. Returns its version. The connection first, then what was begun, as when an answer is kept.
 */
export async function changeTrust(
  tx: Tx,
  connection: store.StoredConnection,
  { changes = {}, ends }: { changes?: store.ConnectionChanges; ends: Parameters<typeof deleteAttempts>[2] },
): Promise<number> {
  const untested = { testedAt: null, testedByName: null }
  const version = await store.updateConnection(tx, connection, { ...changes, ...untested })
  await deleteAttempts(tx, connection, ends)
  return version
}

type Recorded = { action: AuditAction; message: string; info?: Record<string, JsonValue> }

/** Records what became of a connection. */
export async function recordConnection(
  tx: Tx,
  ctx: Ctx,
  { accountId, connectionId }: OfConnection,
  event: Recorded,
): Promise<void> {
  await recordAudits(tx, ctx, accountId, [
    { ...event, objectTable: 'sso_connection', objectId: connectionId },
  ])
}

type Told = Pick<
  store.StoredConnection,
  | 'name'
  | 'kind'
  | 'admission'
  | 'roleId'
  | 'groupsClaim'
  | 'issuer'
  | 'clientId'
  | 'signInUrl'
  | 'signOutUrl'
> & { allowsUnsolicited: boolean; metadataUrl: string | null }

/** A connection as events tell it, without secrets. */
export function infoOf(connection: Told): Record<string, JsonValue> {
  return {
    name: connection.name,
    kind: connection.kind,
    issuer: connection.issuer,
    client_id: connection.clientId,
    admission: connection.admission,
    role_id: connection.roleId,
    groups_claim: connection.groupsClaim,
    metadata_url: connection.metadataUrl,
    sign_in_url: connection.signInUrl,
    sign_out_url: connection.signOutUrl,
    allows_unsolicited: connection.allowsUnsolicited,
  }
}
