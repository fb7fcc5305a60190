import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { withTransaction } from '@/lib/db/transaction'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { logFilterOf } from './filter'
import { exportAuditLogByCommand } from './export'
import { listAuditLog, pageOfAuditLog } from './list'
import { exportAuditLogInput, listAuditLogInput, type AuditAction, type AuditLogRow } from './schema'
import { recordAudits } from './service'
import { verifyNow } from './verification'

// What a filter must leave, told by going through all events.

const start = Date.parse('2026-03-01T00:00:00Z')
const minute = 60_000
const actions: AuditAction[] = ['role.created', 'role.deleted', 'membership.created', 'user.signed_in']
const roles = [randomUUID(), randomUUID()]
const workspaces = [randomUUID(), randomUUID()]
const words = ['Überflüssig 100%', 'night_shift', 'C\\D', 'plain']

let organization: Organization
let people: Ctx[]
let all: AuditLogRow[]
let until: Date
const asCommand = () => ({ ...systemContext('The command line'), now: new Date() })
beforeAll(async () => {
  organization = await newOrganization()
  people = [organization.administrator.ctx, (await newPerson({ name: 'Grace Hopper' })).ctx]
  for (let index = 0; index < 60; index += 1) await record(index)
  until = new Date()
  all = await listAuditLog(organization.administrator.ctx, parse({ limit: 1_000 }))
})

/** Events come in the order of their commits, which is nearly that of their times. */
async function record(index: number): Promise<void> {
  const shaken = start + index * 40 * minute + ((index * 7) % 5) * 11 * minute
  const ctx = { ...pick(people, index, 3), now: new Date(shaken) }
  const inWorkspace = index % 4 === 0 ? { workspaceId: pick(workspaces, index, 8) } : {}
  await withTransaction((tx) =>
    recordAudits(tx, ctx, organization.accountId, [
      {
        action: pick(actions, index, 1),
        message: `Somebody did ${pick(words, index, 2)} to thing ${index}`,
        objectTable: 'role',
        objectId: pick(roles, index, 5),
        ...inWorkspace,
      },
    ]),
  )
}

function pick<Item>(items: readonly Item[], index: number, every: number): Item {
  const item = items[Math.floor(index / every) % items.length]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

function parse(given: object) {
  return listAuditLogInput.parse({ accountId: organization.accountId, ...given })
}

function leftBy(given: object): AuditLogRow[] {
  const filter = logFilterOf(parse(given), new Date())
  return all.filter((event) => {
    const at = new Date(event.timestamp)
    const message = event.message.toLowerCase()
    return (
      (!filter.since || at >= filter.since) &&
      (!filter.before || at < filter.before) &&
      (!filter.actor || event.actor_id === filter.actor) &&
      (filter.actions.length === 0 || filter.actions.includes(event.action)) &&
      (!filter.object ||
        (event.object_table === filter.object.table && event.object_id === filter.object.id)) &&
      (!filter.workspace || event.workspace_id === filter.workspace) &&
      filter.words.every((word) => message.includes(word.toLowerCase()))
    )
  })
}

async function readToTheEnd(given: object): Promise<AuditLogRow[]> {
  const rows: AuditLogRow[] = []
  for (let cursor: string | undefined; ;) {
    const page = await pageOfAuditLog(
      people[0] ?? organization.administrator.ctx,
      parse({ limit: 7, ...given, cursor }),
    )
    rows.push(...page.rows)
    if (page.nextCursor === null) return rows
    cursor = page.nextCursor
  }
}

const asked: [string, () => object][] = [
  ['nothing', () => ({})],
  ['a time', () => ({ since: '2026-03-01T03:00:00Z', until: '2026-03-01T20:10:00Z' })],
  ['a day', () => ({ time: '2026-03-01..2026-03-01' })],
  ['who did it', () => ({ actor: actorOf(1) })],
  [
    'who did it, and a time',
    () => ({ actor: actorOf(1), since: '2026-03-01T05:01:00Z', until: '2026-03-02T01:00:00Z' }),
  ],
  ['one kind of event', () => ({ event: 'role.deleted' })],
  [
    'kinds of event, since a time',
    () => ({ event: 'role.created,user.signed_in', since: '2026-03-01T09:30:00Z' }),
  ],
  [
    'kinds of event, before a time',
    () => ({ event: 'role.created,user.signed_in', until: '2026-03-01T09:30:00Z' }),
  ],
  ['a thing', () => ({ object: `role:${roles[1]}` })],
  ['a workspace', () => ({ workspace: workspaces[0] })],
  ['a word', () => ({ search: 'ÜBERFLÜSSIG' })],
  ['words in any order', () => ({ search: 'thing plain' })],
  ['a word of two letters', () => ({ search: '2' })],
  ['a percent sign', () => ({ search: '0%' })],
  ['an underscore', () => ({ search: 't_s' })],
  ['a backslash', () => ({ search: 'c\\d' })],
  [
    'everything at once',
    () => ({
      actor: actorOf(0),
      event: 'role.created,membership.created',
      object: `role:${roles[0]}`,
      search: 'somebody',
      since: '2026-03-01T01:00:00Z',
    }),
  ],
  ['what nobody did', () => ({ actor: randomUUID() })],
]

function actorOf(index: number): string {
  const actor = people[index]?.actor
  if (actor?.kind !== 'USER') throw new Error('not a person')
  return actor.userId
}

describe('the audit log narrowed to', () => {
  test.each(asked)('%s is what it should be, page by page, either way, none twice', async (_, given) => {
    const expected = leftBy(given()).map(({ id }) => id)
    const newest = await readToTheEnd(given())
    expect(newest.map(({ id }) => id).toSorted()).toEqual(expected.toSorted())
    const oldest = await readToTheEnd({ ...given(), order_by: [{ timestamp: 'ascending' }] })
    expect(oldest.map(({ id }) => id)).toEqual(newest.map(({ id }) => id).toReversed())
  })

  test.each(asked)('%s is exported, oldest first', async (_, given) => {
    // Without the exports themselves, which are events, too.
    const asking = { until: until.toISOString(), ...given() }
    const filter = exportAuditLogInput.parse({ accountId: organization.accountId, ...asking })
    const sequences: number[] = []
    for await (const piece of await exportAuditLogByCommand(asCommand(), { ...filter, format: 'ndjson' }, 7))
      sequences.push(...[...piece.matchAll(/"sequence":(\d+)/g)].map(([, number]) => Number(number)))
    const expected = leftBy(asking).map(({ sequence }) => sequence)
    expect(sequences).toEqual(expected.toSorted((one, other) => one - other))
  })

  test('nothing is in the order of time; anything but a time is in the order of the chain', async () => {
    const times = (await readToTheEnd({ time: '2026-03-01..' })).map(({ timestamp }) => timestamp)
    expect(times).toEqual(times.toSorted().toReversed())
    const sequences = (await readToTheEnd({ object: `role:${roles[0]}` })).map(({ sequence }) => sequence)
    expect(sequences).toEqual(sequences.toSorted((one, other) => other - one))
    expect(sequences.length).toBeGreaterThan(10)
  })
})

test('events that stand far from their time hide nothing from a filter of a time', async () => {
  const { accountId, administrator } = await newOrganization()
  const at = (days: number) => new Date(start + days * 24 * 60 * minute)
  const add = async (days: number, count = 1) => {
    const event = { message: `Day ${days}`, objectTable: 'role', objectId: 'x' } as const
    const events = Array.from({ length: count }, () => ({ action: 'role.created' as const, ...event }))
    await withTransaction((tx) => recordAudits(tx, { ...asCommand(), now: at(days) }, accountId, events))
  }
  // A clock that was two days ahead, and one that was behind by days; the first event is of today.
  await add(-30, 150)
  for (const days of [0, 1, 2, 10, 3, 4, 5, 6, 7, 0.5, 8, 9]) await add(days)
  await add(40, 150)
  const found = async (since: number, until: number) => {
    const asking = { accountId, event: 'role.created', since: at(since).toISOString() }
    const given = listAuditLogInput.parse({ ...asking, until: at(until).toISOString() })
    const rows = await listAuditLog(administrator.ctx, given)
    return rows.map(({ message }) => message).toReversed()
  }
  expect(await found(1, 4)).toEqual(['Day 1', 'Day 2', 'Day 3'])
  expect(await found(4, 7)).toEqual(['Day 4', 'Day 5', 'Day 6'])
  expect(await found(7, 9.5)).toEqual(['Day 7', 'Day 8', 'Day 9'])
})

describe('a page', () => {
  test('says who did it, from where and with what', async () => {
    const [event] = (await readToTheEnd({ actor: actorOf(1) })).slice(-1)
    expect(event).toMatchObject({
      actor_kind: 'USER',
      actor_id: actorOf(1),
      actor_name: 'Grace Hopper',
      ip_address: expect.any(String),
      device: 'Firefox on Linux',
    })
  })

  test('does not go on from the cursor of another order', async () => {
    const ctx = organization.administrator.ctx
    const { nextCursor: inTime } = await pageOfAuditLog(ctx, parse({ limit: 1 }))
    const { nextCursor: inSequence } = await pageOfAuditLog(ctx, parse({ limit: 1, search: 'did' }))
    const refused = { code: 'invalid_input', reason: 'invalid_cursor' }
    await expect(pageOfAuditLog(ctx, parse({ cursor: inTime, search: 'did' }))).rejects.toMatchObject(refused)
    await expect(pageOfAuditLog(ctx, parse({ cursor: inSequence }))).rejects.toMatchObject(refused)
  })

  test('has nothing of another account, whatever it is narrowed to', async () => {
    const other = await newOrganization()
    const given = { accountId: other.accountId, object: `role:${roles[0]}` }
    expect(await listAuditLog(other.administrator.ctx, parse(given))).toEqual([])
  })
})

describe('denials', () => {
  test('it needs read:audit_log, and a plan with an audit log', async () => {
    const member = await newMember(organization, await newCustomRole(organization, ['read:invitation']))
    await expect(pageOfAuditLog(member.ctx, parse({ search: 'did' }))).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'read:audit_log',
    })
    const standard = await newOrganization({ plan: 'STANDARD' })
    await expect(
      pageOfAuditLog(standard.administrator.ctx, parse({ accountId: standard.accountId })),
    ).rejects.toMatchObject({ code: 'forbidden', reason: 'plan_required' })
    const stranger = await newPerson()
    await expect(pageOfAuditLog(stranger.ctx, parse({}))).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('the export of the command line is for the command line alone, and an event', async () => {
  const { accountId } = await newOrganization({ plan: 'STANDARD' })
  const input = { ...exportAuditLogInput.parse({ accountId, search: 'ada' }), format: 'csv' } as const
  const { ctx } = await newPerson()
  const operator = ctx.actor.kind === 'USER' ? { ...ctx, actor: { ...ctx.actor, isOperator: true } } : ctx
  await expect(exportAuditLogByCommand(operator, input)).rejects.toMatchObject({ code: 'not_found' })
  const { length } = await eventsOf(accountId)
  await exportAuditLogByCommand(asCommand(), input)
  expect((await eventsOf(accountId)).slice(length)).toMatchObject([
    {
      action: 'audit_log.exported',
      message: 'The command line exported the audit log',
      info: { format: 'csv', search: 'ada' },
    },
  ])
})

test('verifying from the page says what was found, and is no event: nothing was changed', async () => {
  const { administrator, accountId } = await newOrganization()
  const { length } = await eventsOf(accountId)
  expect(await verifyNow(administrator.ctx, { accountId })).toMatchObject({
    verified_sequence: length,
    last_sequence: length,
    first_bad_sequence: null,
  })
  expect(await eventsOf(accountId)).toHaveLength(length)
})

test('each filter has an index that is begun with it', async () => {
  const rows = await query<{ definition: string }>(
    `select indexdef as definition from pg_indexes where tablename = 'audit_event'`,
  )
  const definitions = rows.map(({ definition }) => definition).join('\n')
  for (const columns of [
    '(account_id, "timestamp")',
    '(account_id, actor_id, sequence)',
    '(account_id, action, sequence)',
    '(account_id, object_table, object_id, sequence)',
    '(account_id, workspace_id, sequence)',
    '((sequence >> 16))::text)), message gin_trgm_ops)',
  ])
    expect(definitions).toContain(columns)
})
