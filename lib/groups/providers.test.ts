import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { beforeEach, describe, expect, test } from 'vitest'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database, withTransaction } from '@/lib/db/transaction'
import { getMember } from '@/lib/members/detail'
import { deleteSsoConnection } from '@/lib/sso/connections'
import { disableSsoConnection, enableSsoConnection } from '@/lib/sso/connection-states'
import { unlinkSsoIdentity } from '@/lib/sso/identities'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMapping, putInGroup } from '@/lib/testing/groups'
import {
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { queuedJobs, runQueued } from '@/lib/testing/queued-jobs'
import { activateRow, newConnectionRow } from '@/lib/testing/sso'
import { newWorkspace } from '@/lib/testing/workspaces'
import { createGroupMapping, deleteGroupMapping, updateGroupMapping } from './manage'
import { reconcileGroups } from './reconcile'
import { createGroupMappingInput } from './schema'
import { listGroupMappings } from './service'
import { returnGroupRoles, settleGroupSource, turnSource } from './sources'

type Member = Person & { membershipId: string }

let organization: Organization
let grace: Member
/** The provider of the employees, and one of a partner. */
let okta: string
let partner: string
let workspaceId: string
/** A role of the organization that opens no workspace. */
let auditorId: string

beforeEach(async () => {
  organization = await newOrganization()
  grace = await newMember(organization, organization.roles.MEMBER, { name: 'Grace' })
  okta = await newConnectionRow(organization, { name: 'Okta' })
  partner = await newConnectionRow(organization, { name: 'Partner' })
  for (const id of [okta, partner]) await activateRow(id)
  workspaceId = await newWorkspace(organization, 'Analytics')
  auditorId = await newCustomRole(organization, ['read:audit_log'])
  await query(`update role set name = 'Auditor' where id = $1`, [auditorId])
})

function create(mapping: Partial<z.input<typeof createGroupMappingInput>>) {
  const { accountId, administrator } = organization
  return createGroupMapping(
    administrator.ctx,
    createGroupMappingInput.parse({ accountId, group: 'platform', ...mapping }),
  )
}

async function say(sourceId: string, groups: string[], { membershipId }: Member = grace) {
  const { accountId, administrator } = organization
  await withTransaction((tx) =>
    reconcileGroups(tx, administrator.ctx, { accountId, membershipId, sourceId, groups }),
  )
}

async function roleOf({ membershipId }: Member = grace): Promise<string | undefined> {
  const rows = await query<{ name: string }>(
    'select r.name from membership m join role r on r.account_id = m.account_id and r.id = m.role_id where m.id = $1',
    [membershipId],
  )
  return rows[0]?.name
}

async function opens(person: Member = grace): Promise<boolean> {
  const key = { accountId: organization.accountId, workspaceId }
  return authorizeWorkspace(person.ctx, database(), key, 'create:flow_run').then(
    () => true,
    () => false,
  )
}

/** A mapping that gives Auditor and Runner in the workspace. */
function both(change: Partial<z.input<typeof createGroupMappingInput>> = {}) {
  const { roles } = organization
  return create({ roleId: auditorId, workspaces: [{ workspaceId, roleId: roles.RUNNER }], ...change })
}

const changes = async () =>
  (await eventsOf(organization.accountId)).filter(({ action }) => action === 'membership.groups_changed')

describe('a mapping that names a provider', () => {
  test('goes by its word alone: no other provider puts anybody into the group', async () => {
    await both({ provider: okta })
    await say(partner, ['platform'])
    await putInGroup(organization, { membershipId: grace.membershipId, group: 'platform' })
    expect([await roleOf(), await opens()]).toEqual(['Member', false])
    await say(okta, ['platform'])
    expect([await roleOf(), await opens()]).toEqual(['Auditor', true])
    await say(okta, [])
    expect([await roleOf(), await opens()]).toEqual(['Member', false])
  })

  test('can name SCIM, and none at all', async () => {
    const { accountId, administrator } = organization
    const { id: mappingId } = await both({ provider: 'SCIM' })
    await say(okta, ['platform'])
    expect([await roleOf(), await opens()]).toEqual(['Member', false])
    const given = await updateGroupMapping(administrator.ctx, { accountId, mappingId, provider: null })
    expect(given.roles_changed).toBe(1)
    expect([await roleOf(), await opens()]).toEqual(['Auditor', true])
    await updateGroupMapping(administrator.ctx, { accountId, mappingId, provider: 'SCIM' })
    expect([await roleOf(), await opens()]).toEqual(['Member', false])
    await putInGroup(organization, { membershipId: grace.membershipId, group: 'platform' })
    expect(await opens()).toBe(true)
    const updates = (await eventsOf(accountId)).filter(({ action }) => action === 'group_mapping.updated')
    expect(updates.at(-1)?.info).toMatchObject({
      before: { provider: null },
      after: { provider: 'Provisioning (SCIM)', provider_id: 'SCIM' },
    })
  })

  test('is told with its name and counts those in the group by it; two providers may have a group of one name', async () => {
    const { accountId, administrator, roles } = organization
    await create({ provider: okta, roleId: roles.USER })
    await create({ provider: partner.toUpperCase(), roleId: roles.READ_ONLY_USER })
    await create({ roleId: roles.MEMBER })
    for (const provider of [okta, null])
      await expect(create({ provider, roleId: roles.USER })).rejects.toMatchObject({ reason: 'group_taken' })
    await say(partner, ['platform'])
    expect(await roleOf()).toBe('Read Only User')
    await query(`update sso_connection set state = 'DRAFT' where id = $1`, [okta])
    const { mappings, providers } = await listGroupMappings(administrator.ctx, { accountId })
    expect(mappings).toMatchObject([
      { provider: { id: okta, name: 'Okta', is_active: false }, members: 0 },
      { provider: { id: partner, name: 'Partner', is_active: true }, members: 1 },
      { provider: null, members: 1 },
    ])
    expect(new Set(providers.map(({ name }) => name))).toEqual(new Set(['Okta', 'Partner']))
  })

  test('names none of another organization', async () => {
    const foreign = await newConnectionRow(await newOrganization())
    for (const provider of [foreign, randomUUID()])
      await expect(both({ provider })).rejects.toMatchObject({ reason: 'connection_not_found' })
    for (const provider of ['scim', 'x', `${okta}x`])
      expect(createGroupMappingInput.safeParse({ ...organization, group: 'x', provider }).success).toBe(false)
  })

  test('gives nothing any more once its connection is deleted, to nobody else’s word', async () => {
    const { accountId, administrator } = organization
    const { id: mappingId } = await both({ provider: okta })
    await say(okta, ['platform'])
    await deleteSsoConnection(administrator.ctx, { accountId, connectionId: okta })
    await say(partner, ['platform'])
    expect([await roleOf(), await opens()]).toEqual(['Member', false])
    const { mappings } = await listGroupMappings(administrator.ctx, { accountId })
    expect(mappings).toMatchObject([{ provider: { name: 'A deleted connection', is_active: false } }])
    await updateGroupMapping(administrator.ctx, { accountId, mappingId, provider: okta, position: 1 })
    await updateGroupMapping(administrator.ctx, { accountId, mappingId, provider: partner })
    expect([await roleOf(), await opens()]).toEqual(['Auditor', true])
  })
})

describe('a connection that is switched off', () => {
  test('gives nothing by its groups while it is off, and again afterwards, each with its event', async () => {
    const { accountId, administrator } = organization
    const of = { accountId, connectionId: okta }
    await both()
    await say(okta, ['platform'])
    expect([await roleOf(), await opens()]).toEqual(['Auditor', true])
    await disableSsoConnection(administrator.ctx, of)
    expect([await roleOf(), await opens()]).toEqual(['Member', false])
    const shown = await getMember(administrator.ctx, { accountId, membershipId: grace.membershipId })
    expect(shown.groups).toEqual([])
    expect((await changes()).at(-1)).toMatchObject({
      info: {
        before: { groups: ['platform'], role: 'Auditor' },
        after: { groups: [], role: 'Member' },
        lost: ['Auditor', 'Runner in Analytics'],
      },
    })
    await enableSsoConnection(administrator.ctx, of)
    expect([await roleOf(), await opens()]).toEqual(['Auditor', true])
    expect((await changes()).at(-1)).toMatchObject({ info: { gained: ['Auditor', 'Runner in Analytics'] } })
  })

  test('leaves what another says of the same group', async () => {
    await both()
    for (const id of [okta, partner]) await say(id, ['platform'])
    const { accountId, administrator } = organization
    const told = (await changes()).length
    await disableSsoConnection(administrator.ctx, { accountId, connectionId: okta })
    expect([await roleOf(), await opens()]).toEqual(['Auditor', true])
    expect(await changes()).toHaveLength(told)
  })
})

test('a connection that is deleted is forgotten, with what it gave', async () => {
  const { accountId, administrator, roles } = organization
  await create({ group: 'a', roleId: roles.USER })
  await create({ group: 'b', roleId: roles.READ_ONLY_USER })
  await say(okta, ['a', 'b'])
  await say(partner, ['b'])
  expect(await roleOf()).toBe('User')
  await deleteSsoConnection(administrator.ctx, { accountId, connectionId: okta })
  expect(await roleOf()).toBe('Read Only User')
  expect(await query('select 1 from membership_group where source_id = $1', [okta])).toEqual([])
  await deleteSsoConnection(administrator.ctx, { accountId, connectionId: partner })
  expect((await changes()).at(-1)).toMatchObject({
    info: { before: { groups: ['b'] }, after: { groups: [], role: 'Member' }, lost: ['Read Only User'] },
  })
})

describe('what concerns many members', () => {
  let members: Member[]
  beforeEach(async () => {
    const { roles } = organization
    members = [
      grace,
      await newMember(organization, roles.MEMBER),
      await newMember(organization, roles.MEMBER),
    ]
    await both()
    for (const one of members) await say(okta, ['platform'], one)
  })

  const lostRole = (info: unknown) => JSON.stringify(info).includes('"lost":["Auditor"')
  const rolesOf = async () => Promise.all(members.map((one) => roleOf(one)))

  test('is forgotten in pieces, and counts nothing in workspaces meanwhile', async () => {
    const { accountId, administrator } = organization
    const of = { accountId, connectionId: okta }
    await withTransaction(async (tx) => {
      await tx.ssoConnection.delete({ where: { id: okta } })
      await turnSource(tx, administrator.ctx, of, { turn: 'GONE', limit: 1 })
    })
    expect((await rolesOf()).filter((role) => role === 'Auditor')).toHaveLength(2)
    expect(await Promise.all(members.map((one) => opens(one)))).toEqual([false, false, false])
    const ours = await queuedJobs('settle_group_source')
    const payload = ours.find((job) => job.payload.connectionId === okta)?.payload
    expect(payload).toMatchObject({ ...of, turn: 'GONE' })
    if (payload) await settleGroupSource(payload, 1)
    expect((await rolesOf()).filter((role) => role === 'Auditor')).toHaveLength(1)
    await runQueued('settle_group_source', ({ connectionId }) => connectionId === okta)
    expect(await rolesOf()).toEqual(['Member', 'Member', 'Member'])
    expect(await query('select 1 from membership_group where source_id = $1', [okta])).toEqual([])
    expect((await changes()).filter(({ info }) => lostRole(info))).toHaveLength(3)
  })

  test('gives what is so now, where a connection was switched off and on before the job ran', async () => {
    const { accountId } = organization
    const off = { accountId, connectionId: okta, turn: 'OFF', after: null } as const
    await settleGroupSource(off)
    expect(await rolesOf()).toEqual(['Auditor', 'Auditor', 'Auditor'])
  })

  test('does not keep a mapping from being deleted: those beyond the limit follow', async () => {
    const { accountId, administrator, roles } = organization
    const { mappings } = await listGroupMappings(administrator.ctx, { accountId })
    const mappingId = mappings[0]?.id ?? ''
    const change = { accountId, mappingId, roleId: roles.READ_ONLY_USER, workspaces: [] }
    await expect(updateGroupMapping(administrator.ctx, change, 2)).rejects.toMatchObject({
      reason: 'too_many_members',
    })
    const deleted = await deleteGroupMapping(administrator.ctx, { accountId, mappingId }, 1)
    expect(deleted.roles_changed).toBe(1)
    expect((await rolesOf()).filter((role) => role === 'Auditor')).toHaveLength(2)
    await returnGroupRoles({ accountId, mappingId }, 1)
    expect((await rolesOf()).filter((role) => role === 'Auditor')).toHaveLength(1)
    await runQueued('return_group_roles', (payload) => payload.mappingId === mappingId)
    expect(await rolesOf()).toEqual(['Member', 'Member', 'Member'])
    expect((await changes()).filter(({ info }) => lostRole(info))).toHaveLength(3)
  })

  test('is of no consequence to a mapping that gives no organization role', async () => {
    const { accountId, administrator, roles } = organization
    const workspaces = [{ workspaceId, roleId: roles.RUNNER }]
    const given = createGroupMappingInput.parse({ accountId, group: 'platform', provider: okta, workspaces })
    const { id: mappingId } = await createGroupMapping(administrator.ctx, given, 1)
    for (const change of [{ group: 'all' }, { position: 1 }, { provider: null }])
      await updateGroupMapping(administrator.ctx, { accountId, mappingId, ...change }, 1)
    await deleteGroupMapping(administrator.ctx, { accountId, mappingId }, 1)
    expect(await actionsOf(accountId)).toContain('group_mapping.deleted')
  })
})

test('who is disconnected from a provider loses what it said of their groups', async () => {
  const { accountId, administrator } = organization
  await newMapping(organization, { group: 'platform', roleId: organization.roles.USER })
  await say(okta, ['platform'])
  expect(await roleOf()).toBe('User')
  const identityId = randomUUID()
  await query(
    'insert into sso_identity (account_id, id, connection_id, subject, user_id, email) values ($1, $2, $3, $4, $5, $6)',
    [accountId, identityId, okta, 'grace', grace.user.id, grace.user.email],
  )
  await unlinkSsoIdentity(administrator.ctx, { accountId, identityId })
  expect(await roleOf()).toBe('Member')
  expect(await actionsOf(accountId)).toEqual(
    expect.arrayContaining(['sso_identity.unlinked', 'membership.groups_changed']),
  )
})
