import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/authz/context'
import { chainHash, genesisHash, type ChainedEvent } from '@/lib/audit/chain'
import { query } from '@/lib/testing/database'
import { newPerson } from '@/lib/testing/people'
import { cookieOf } from './data'
import { makeOrganizationOf } from './workspace-data'

export type AuditPlace = {
  accountId: string
  events: number
  /** Somebody who did a hundredth of it all. */
  actorId: string
  roleId: string
  workspaceId: string
}
export type AuditBench = { ctx: Ctx; cookie: string; few: AuditPlace; many: AuditPlace }

/** Two organizations of one Administrator, with a year of events in each, whose chains hold. */
export async function makeAuditBench(many: number): Promise<AuditBench> {
  const administrator = await newPerson({ name: 'Grace Hopper' })
  const [small, large] = [
    await makeOrganizationOf(administrator, 10),
    await makeOrganizationOf(administrator, 10),
  ]
  const makeIndexes = await dropIndexes()
  const places = {
    few: await fillLog(small.id, { events: 10_000, ...few }),
    many: await fillLog(large.id, {
      events: many,
      people: 100,
      roles: 1_000,
      workspaces: 200,
      rareEvery: 2_000,
    }),
  }
  await makeIndexes()
  await query('VACUUM (ANALYZE)')
  await query('CHECKPOINT')
  return { ctx: administrator.ctx, cookie: await cookieOf(administrator.sessionId), ...places }
}

/** So few of each that every filter fills a page here, too: pages of as many rows are compared. */
const few = { people: 100, roles: 100, workspaces: 50, rareEvery: 100 }

/** Takes the indexes of the log away but for that of the chain, as they take longer to keep up to date than to be made; returns what makes them again. */
async function dropIndexes(): Promise<() => Promise<void>> {
  const indexes = await query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = 'audit_event' AND indexname <> 'audit_event_pkey'`,
  )
  for (const { name } of indexes) await query(`DROP INDEX "${name}"`)
  return async () => {
    for (const { name, definition } of indexes) {
      process.stderr.write(`  index ${name} …\n`)
      await query(definition)
    }
  }
}

const piece = 5_000
const year = 365 * 86_400_000
const actions = [
  ['user.signed_in', 'signed in'],
  ['membership.role_changed', 'changed the role of Barbara Liskov from Member to User'],
  ['workspace.updated', 'changed the workspace Night watch'],
  ['api_key.created', 'created the API key Laptop'],
] as const

type Log = {
  events: number
  /** How many there are of each that events are by and about. */
  people: number
  roles: number
  workspaces: number
  /** One sentence of so many says something rare. */
  rareEvery: number
}

/** Fills a chain from its beginning with the events of a year. */
export async function fillLog(accountId: string, { events, rareEvery, ...counts }: Log): Promise<AuditPlace> {
  const people = Array.from({ length: counts.people }, () => randomUUID())
  const roles = Array.from({ length: counts.roles }, () => randomUUID())
  const workspaces = Array.from({ length: counts.workspaces }, () => randomUUID())
  await query('ALTER TABLE audit_event DISABLE TRIGGER USER')
  await query('DELETE FROM audit_event WHERE account_id = $1', [accountId])
  await query('ALTER TABLE audit_event ENABLE TRIGGER USER')
  const start = Date.now() - year
  let hash = genesisHash
  let writing = Promise.resolve<unknown>(null)
  for (let first = 1; first <= events; first += piece) {
    const rows = []
    for (let number = first; number < first + piece && number <= events; number += 1) {
      const event = eventOf({
        accountId,
        number,
        people,
        roles,
        workspaces,
        rareEvery,
        at: start + (year * number) / events,
      })
      const next = chainHash(hash, event)
      rows.push({ ...event, sequence: String(number), previousHash: hex(hash), hash: hex(next) })
      hash = next
    }
    const text = JSON.stringify(rows)
    // One piece is written while the next is made.
    await writing
    writing = query(insertSql, [text])
    if (first % 500_000 === 1) process.stderr.write(`  ${first.toLocaleString('en')} events …\n`)
  }
  await writing
  await query('UPDATE audit_chain SET sequence = $2, hash = $3 WHERE account_id = $1', [
    accountId,
    events,
    Buffer.from(hash),
  ])
  const [actorId = '', roleId = '', workspaceId = ''] = [people[7], roles[7], workspaces[7]]
  return { accountId, events, actorId, roleId, workspaceId }
}

type Making = {
  accountId: string
  number: number
  people: string[]
  roles: string[]
  workspaces: string[]
  rareEvery: number
  at: number
}

function eventOf({ accountId, number, people, roles, workspaces, rareEvery, at }: Making): ChainedEvent {
  const mixed = Math.imul(number, 2_654_435_761) >>> 0
  const [action, deed] = actions[mixed % actions.length] ?? actions[0]
  const isRare = number % rareEvery === 17
  return {
    accountId,
    sequence: BigInt(number),
    id: randomUUID(),
    timestamp: new Date(Math.floor(at)),
    action: isRare ? 'audit_log.exported' : action,
    message: `Person ${mixed % people.length} ${isRare ? 'exported the ledger of Zanzibar' : deed}`,
    objectTable: 'role',
    objectId: roles[mixed % roles.length] ?? '',
    info: { before: { role: 'Member' }, after: { role: 'User' } },
    actorKind: 'USER',
    actorId: people[mixed % people.length] ?? '',
    actorName: `Person ${mixed % people.length}`,
    requestId: null,
    ipAddress: '203.0.113.7',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
    workspaceId: number % 2 === 0 ? (workspaces[mixed % workspaces.length] ?? null) : null,
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

const insertSql = `
  INSERT INTO audit_event (account_id, sequence, id, timestamp, action, message, object_table, object_id, info, actor_kind, actor_id,
    actor_name, request_id, ip_address, user_agent, workspace_id, previous_hash, hash)
  SELECT "accountId", sequence, id, timestamp, action, message, "objectTable", "objectId", info, "actorKind", "actorId", "actorName",
    "requestId", "ipAddress", "userAgent", "workspaceId", decode("previousHash", 'hex'), decode(hash, 'hex')
  FROM json_to_recordset($1::json) AS e ("accountId" uuid, sequence bigint, id uuid, timestamp timestamptz, action text, message text,
    "objectTable" text, "objectId" text, info jsonb, "actorKind" text, "actorId" text, "actorName" text, "requestId" text,
    "ipAddress" text, "userAgent" text, "workspaceId" uuid, "previousHash" text, hash text)`
