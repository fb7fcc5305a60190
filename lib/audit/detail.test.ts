import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemContext } from '@/lib/authz/session'
import { withTransaction } from '@/lib/db/transaction'
import { newServiceAccountWithKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import {
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { newWorkspace } from '@/lib/testing/workspaces'
import { getAuditEvent } from './detail'
import type { AuditInput } from './schema'
import { recordAudit } from './service'

let organization: Organization
let workspaceId: string
beforeAll(async () => {
  organization = await newOrganization()
  workspaceId = await newWorkspace(organization, 'Analytics')
})

/** The id of an event about something. */
async function record(about: Partial<AuditInput>, ctx = organization.administrator.ctx): Promise<string> {
  const { accountId } = organization
  const message = `Event ${randomUUID()}`
  const event = { action: 'change.refused', objectTable: 'mail', objectId: randomUUID() } as const
  await withTransaction((tx) => recordAudit(tx, ctx, { ...event, ...about, accountId, message }))
  const [row] = await query<{ id: string }>(
    'select id from audit_event where account_id = $1 and message = $2',
    [accountId, message],
  )
  return row?.id ?? ''
}

async function read(auditEventId: string, ctx = organization.administrator.ctx) {
  return getAuditEvent(ctx, { accountId: organization.accountId, auditEventId })
}

async function membershipOf({ accountId, administrator }: Organization): Promise<string> {
  const [row] = await query<{ id: string }>(
    'select id from membership where account_id = $1 and user_id = $2',
    [accountId, administrator.user.id],
  )
  return row?.id ?? ''
}

describe('one event', () => {
  test('has its place in the chain', async () => {
    const first = await read(await record({ info: { before: { name: 'a' } } }))
    const second = await read(await record({}))
    expect(first.info).toEqual({ before: { name: 'a' } })
    expect(first.hash).toMatch(/^[\da-f]{64}$/)
    expect(second).toMatchObject({ sequence: first.sequence + 1, previous_hash: first.hash })
  })

  test('leads to what it is about and to who did it while they are there', async () => {
    const { administrator, accountId } = organization
    const membershipId = await membershipOf(organization)
    const roleId = await newCustomRole(organization, ['read:flow'])
    const robot = await newServiceAccountWithKey(organization)
    const { invitationId, email } = await inviteTo(organization)
    const member = { kind: 'member', id: membershipId, name: 'Ada Lovelace' }
    const machine = { kind: 'service_account', id: robot.serviceAccountId }
    const linkOf = async (objectTable: AuditInput['objectTable'], objectId: string) =>
      (await read(await record({ objectTable, objectId }))).object_link
    expect(await linkOf('account', accountId)).toMatchObject({ kind: 'account', id: accountId })
    expect(await linkOf('role', roleId)).toMatchObject({ kind: 'role', id: roleId })
    expect(await linkOf('user', administrator.user.id)).toMatchObject(member)
    expect(await linkOf('membership', membershipId)).toMatchObject(member)
    expect(await linkOf('membership', robot.membershipId)).toMatchObject(machine)
    expect(await linkOf('service_account', robot.serviceAccountId)).toMatchObject(machine)
    expect(await linkOf('api_key', robot.key.id)).toMatchObject(machine)
    expect(await linkOf('invitation', invitationId)).toMatchObject({ kind: 'invitation', name: email })
    expect(await linkOf('mail', randomUUID())).toBeNull()
    expect(await linkOf('session', 'no id at all')).toBeNull()
    expect(await linkOf('role', randomUUID())).toBeNull()
    expect((await read(await record({}))).actor_link).toMatchObject(member)
    expect((await read(await record({}, systemContext('A job')))).actor_link).toBeNull()
    await query('delete from role where id = $1', [roleId])
    expect(await linkOf('role', roleId)).toBeNull()
  })

  test('leads to nothing of another account', async () => {
    const other = await newOrganization()
    const foreign = {
      role: await newCustomRole(other, ['read:flow']),
      membership: await membershipOf(other),
      user: other.administrator.user.id,
      account: other.accountId,
      workspace: await newWorkspace(other, 'Secret'),
    }
    for (const table of ['role', 'membership', 'user', 'account', 'workspace'] as const)
      expect(
        (await read(await record({ objectTable: table, objectId: foreign[table] }))).object_link,
      ).toBeNull()
  })

  test('leads into a workspace for who can open it', async () => {
    const flowId = randomUUID()
    await query(`insert into flow (workspace_id, id, name) values ($1, $2, 'Nightly')`, [workspaceId, flowId])
    const id = await record({ objectTable: 'flow', objectId: flowId, workspaceId })
    const place = { workspace_handle: expect.any(String) }
    expect(await read(id)).toMatchObject({
      workspace_id: workspaceId,
      workspace_link: { kind: 'workspace', id: workspaceId, name: 'Analytics', ...place },
      object_link: { kind: 'flow', id: flowId, name: 'Nightly', ...place },
    })
    const reader = await newMember(organization, await newCustomRole(organization, ['read:audit_log']))
    expect(await read(id, reader.ctx)).toMatchObject({ workspace_link: null, object_link: null })
  })
})

describe('denials', () => {
  test('needs read:audit_log, a plan with an audit log, and an event of the account', async () => {
    const id = await record({})
    const member = await newMember(organization, organization.roles.USER)
    await expect(read(id, member.ctx)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'read:audit_log',
    })
    await expect(read(id, (await newPerson()).ctx)).rejects.toMatchObject({ code: 'not_found' })
    await expect(read(randomUUID())).rejects.toMatchObject({
      code: 'not_found',
      reason: 'audit_event_not_found',
    })
    const other = await newOrganization()
    await expect(
      getAuditEvent(other.administrator.ctx, { accountId: other.accountId, auditEventId: id }),
    ).rejects.toMatchObject({ code: 'not_found' })
    const standard = await newOrganization({ plan: 'STANDARD' })
    await expect(
      getAuditEvent(standard.administrator.ctx, { accountId: standard.accountId, auditEventId: id }),
    ).rejects.toMatchObject({ reason: 'plan_required' })
  })
})
