import { Prisma } from '@/lib/db/generated/client'
import type { Tx } from '@/lib/db/transaction'
import { builtInRoles } from '@/lib/policy/roles'
import type { ChainEnd, LinkedEvent } from './events'
import { accounts, events, touched, type Row, type Table } from './tables'
import { bytes } from './values'

/** Inserts rows into a table in one statement, however many. */
export async function insertRows<Of extends Table['columns']>(
  tx: Tx,
  table: Table<Of>,
  rows: Row<Of>[],
): Promise<void> {
  if (rows.length === 0) return
  const columns = Prisma.join(Object.keys(table.columns).map((name) => Prisma.raw(name)))
  await tx.$executeRaw`
    INSERT INTO ${Prisma.raw(table.name)} (${columns}) SELECT ${columns} FROM ${recordsOf(table.columns, rows)}`
}

// One value holds all rows, so the statement is the same whatever their number.
function recordsOf<Of extends Table['columns']>(columns: Of, rows: Row<Of>[]): Prisma.Sql {
  const typed = Object.entries(columns).map(([name, type]) => Prisma.raw(`${name} ${type}`))
  return Prisma.sql`json_to_recordset(${JSON.stringify(rows)}::json) AS r (${Prisma.join(typed)})`
}

const builtInColumns = { position: 'text', built_in: 'text', name: 'text', description: 'text' } as const
const builtInRows = builtInRoles.map(({ key, name, description }, index) => ({
  position: index.toString(16).padStart(3, '0'),
  built_in: key,
  name,
  description,
}))

/** Accounts with their handles and built-in roles. The ids of the roles are in their order, as those that the product makes. */
export async function insertAccounts(tx: Tx, rows: Row<typeof accounts.columns>[]): Promise<void> {
  await insertRows(tx, accounts, rows)
  const handles = { id: 'uuid', handle: 'text', created_at: 'timestamptz' } as const
  await tx.$executeRaw`
    INSERT INTO account_handle (handle, account_id, created_at)
    SELECT handle, id, created_at FROM ${recordsOf(
      handles,
      rows.map(({ id, handle, created_at }) => ({ id, handle, created_at })),
    )}`
  // A UUID of version 7: the time of the account's own id, then the position, then chance.
  await tx.$executeRaw`
    INSERT INTO role (account_id, id, built_in, name, description, created_at, updated_at)
    SELECT a.id, (substr(a.id::text, 1, 14) || '7' || r.position || substr(gen_random_uuid()::text, 19))::uuid,
           r.built_in, r.name, r.description, a.created_at, a.created_at
    FROM account a CROSS JOIN ${recordsOf(builtInColumns, builtInRows)} WHERE a.id = ANY(${rows.map(({ id }) => id ?? '')}::uuid[])`
}

const founderColumns = {
  account_id: 'uuid',
  id: 'uuid',
  user_id: 'uuid',
  name: 'text',
  email: 'text',
  at: 'timestamptz',
} as const

/** The first membership of each account: its Administrator. */
export async function insertFounders(tx: Tx, rows: Row<typeof founderColumns>[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO membership (account_id, id, kind, user_id, role_id, principal_name, principal_email, created_at, updated_at)
    SELECT r.account_id, r.id, 'USER', r.user_id, role.id, r.name, r.email, r.at, r.at
    FROM ${recordsOf(founderColumns, rows)}
    JOIN role ON role.account_id = r.account_id AND role.built_in = 'ADMINISTRATOR'`
}

const activityColumns = { id: 'uuid', at: 'timestamptz' } as const

/** When memberships were last used; the database has made a row for each of them. */
export async function updateActivity(
  tx: Tx,
  accountId: string,
  rows: Row<typeof activityColumns>[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE membership_activity m SET last_active_at = r.at FROM ${recordsOf(activityColumns, rows)}
    WHERE m.account_id = ${accountId}::uuid AND m.membership_id = r.id`
}

export async function suspendMemberships(
  tx: Tx,
  accountId: string,
  rows: Row<typeof activityColumns>[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE membership m SET status = 'SUSPENDED', updated_at = r.at FROM ${recordsOf(activityColumns, rows)}
    WHERE m.account_id = ${accountId}::uuid AND m.id = r.id`
}

/** The end of an account's chain, locked until the transaction ends; null while it has none. */
export async function lockChainEnd(tx: Tx, accountId: string): Promise<ChainEnd | null> {
  const [end] = await tx.$queryRaw<ChainEnd[]>`
    SELECT sequence, hash FROM audit_chain WHERE account_id = ${accountId}::uuid FOR UPDATE`
  return end ?? null
}

/** Events that are linked already, and the new ends of their chains. */
export async function appendEvents(
  tx: Tx,
  linked: LinkedEvent[],
  ends: (ChainEnd & { accountId: string })[],
): Promise<void> {
  await insertRows(tx, events, linked.map(eventRow))
  const columns = { account_id: 'uuid', sequence: 'bigint', hash: 'bytea' } as const
  const rows = ends.map(({ accountId, sequence, hash }) => ({
    account_id: accountId,
    sequence: sequence.toString(),
    hash: bytes(hash),
  }))
  await tx.$executeRaw`
    INSERT INTO audit_chain (account_id, sequence, hash) SELECT account_id, sequence, hash FROM ${recordsOf(columns, rows)}
    ON CONFLICT (account_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash`
}

function eventRow(event: LinkedEvent): Row<typeof events.columns> {
  return {
    account_id: event.accountId,
    id: event.id,
    sequence: event.sequence.toString(),
    timestamp: event.timestamp,
    action: event.action,
    message: event.message,
    object_table: event.objectTable,
    object_id: event.objectId,
    info: event.info,
    actor_kind: event.actorKind,
    actor_id: event.actorId,
    actor_name: event.actorName,
    request_id: event.requestId,
    ip_address: event.ipAddress,
    user_agent: event.userAgent,
    workspace_id: event.workspaceId,
    previous_hash: bytes(event.previousHash),
    hash: bytes(event.hash),
  }
}

/** Which of these handles are or were somebody's. */
export async function listTakenHandles(tx: Tx, handles: string[]): Promise<Set<string>> {
  const rows = await tx.accountHandle.findMany({
    where: { handle: { in: handles } },
    select: { handle: true },
  })
  return new Set(rows.map(({ handle }) => handle))
}

/** Whether anybody has an address of this domain. */
export async function hasUserOfDomain(tx: Tx, domain: string): Promise<boolean> {
  const user = await tx.user.findFirst({
    where: { emailKey: { endsWith: `@${domain}` } },
    select: { id: true },
  })
  return user !== null
}

export async function listBuiltInRoles(
  tx: Tx,
  accountId: string,
): Promise<{ id: string; name: string; builtIn: string | null }[]> {
  return tx.role.findMany({
    where: { accountId, builtIn: { not: null } },
    select: { id: true, name: true, builtIn: true },
  })
}

/** Has the planner look at the tables that were filled. */
export async function analyze(tx: Tx): Promise<void> {
  const names = [...touched, 'account_handle', 'membership_activity', 'audit_chain'].map((name) =>
    Prisma.raw(name),
  )
  await tx.$executeRaw`ANALYZE ${Prisma.join(names)}`
}
