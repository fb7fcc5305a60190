import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { connect, isEmbeddedDatabase, query } from '@/lib/testing/database'
import {
  inviteTo,
  newCustomRole,
  newHandle,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newPerson, visitor } from '@/lib/testing/people'
import { createOrganization } from './create'
import {
  changeHandle,
  deleteOrganization,
  getAccount,
  getOrganizationProfile,
  listAccounts,
  renameOrganization,
} from './service'

describe('creating an organization', () => {
  test('makes whoever creates it its Administrator, with the eight built-in roles, on the installation’s plan', async () => {
    const person = await newPerson()
    const handle = newHandle()
    const { id } = await createOrganization(person.ctx, { name: 'Acme', handle })
    const access = await getAccount(person.ctx, handle)
    expect(access.account).toEqual({
      id,
      kind: 'ORGANIZATION',
      name: 'Acme',
      handle,
      plan: 'ENTERPRISE',
      ownerUserId: null,
      isIpAllowlistEnforced: false,
    })
    expect(access.membership.role.builtIn).toBe('ADMINISTRATOR')
    expect(await query('select 1 from role where account_id = $1', [id])).toHaveLength(8)
    expect(await eventsOf(id)).toMatchObject([
      { action: 'account.created', actor_kind: 'USER', info: { handle, administrator: person.user.id } },
    ])
  })

  test('is for people: nobody who is not signed in creates one', async () => {
    for (const ctx of [visitor(), visitor({ actor: { kind: 'SYSTEM', name: 'The tests' } })]) {
      await expect(createOrganization(ctx, { name: 'Acme', handle: newHandle() })).rejects.toMatchObject({
        code: 'unauthenticated',
      })
    }
  })

  test('a handle that somebody has or had is taken', async () => {
    const { administrator, accountId, handle } = await newOrganization()
    const stranger = await newPerson()
    await changeHandle(administrator.ctx, { accountId, handle: newHandle(), expectedHandle: handle })
    const refused = { code: 'conflict', reason: 'handle_taken', fields: { handle: expect.any(String) } }
    await expect(createOrganization(stranger.ctx, { name: 'Mine', handle })).rejects.toMatchObject(refused)
    const personal = await handleOf(stranger.accountId)
    await expect(
      createOrganization(administrator.ctx, { name: 'Mine', handle: personal }),
    ).rejects.toMatchObject(refused)
    expect((await listAccounts(stranger.ctx)).map(({ kind }) => kind)).toEqual(['PERSONAL'])
  })

  test('of twenty that want one handle at once, one gets it and the others leave nothing behind', async () => {
    const person = await newPerson()
    const handle = newHandle()
    const name = `Race ${randomUUID()}`
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => createOrganization(person.ctx, { name, handle })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of tries)
      if (one.status === 'rejected')
        expect(one.reason).toMatchObject({ code: 'conflict', reason: 'handle_taken' })
    expect(await query('select 1 from account where name = $1', [name])).toHaveLength(1)
    expect(await query('select 1 from membership where user_id = $1', [person.user.id])).toHaveLength(2)
  })
})

describe('renaming', () => {
  test('changes the name and records before and after', async () => {
    const { administrator, accountId, name } = await newOrganization()
    await renameOrganization(administrator.ctx, { accountId, name: 'Ünïon 🙂', expectedName: name })
    expect((await getOrganizationProfile(administrator.ctx, accountId)).name).toBe('Ünïon 🙂')
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'account.renamed',
      info: { before: { name }, after: { name: 'Ünïon 🙂' } },
    })
  })

  test('from a page that shows an older name is refused, says the new one and overwrites nothing (R13)', async () => {
    const { administrator, accountId, name } = await newOrganization()
    await renameOrganization(administrator.ctx, { accountId, name: 'Second', expectedName: name })
    await expect(
      renameOrganization(administrator.ctx, { accountId, name: 'Third', expectedName: name }),
    ).rejects.toMatchObject({
      code: 'precondition_failed',
      reason: 'changed_meanwhile',
      message: expect.stringContaining('Second'),
    })
    expect((await getOrganizationProfile(administrator.ctx, accountId)).name).toBe('Second')
    expect((await actionsOf(accountId)).slice(-2)).toEqual(['account.renamed', 'change.refused'])
  })

  test('of two at once one is told', async () => {
    const { administrator, accountId, name } = await newOrganization()
    const rename = (to: string) =>
      renameOrganization(administrator.ctx, { accountId, name: to, expectedName: name })
    const tries = await Promise.allSettled(['Left', 'Right'].map(rename))
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('to the same name changes and records nothing', async () => {
    const { administrator, accountId, name } = await newOrganization()
    const before = await actionsOf(accountId)
    expect(await renameOrganization(administrator.ctx, { accountId, name, expectedName: name })).toEqual({
      name,
    })
    expect(await actionsOf(accountId)).toEqual(before)
  })
})

describe('changing the handle', () => {
  test('every former handle leads on, in any case, and can be taken back', async () => {
    const { administrator, accountId, handle } = await newOrganization()
    const [second, third] = [newHandle(), newHandle()]
    await changeHandle(administrator.ctx, { accountId, handle: second, expectedHandle: handle })
    await changeHandle(administrator.ctx, { accountId, handle: third, expectedHandle: second })
    for (const address of [handle, second, third, handle.toUpperCase()]) {
      expect((await getAccount(administrator.ctx, address)).account).toMatchObject({
        id: accountId,
        handle: third,
      })
    }
    await changeHandle(administrator.ctx, { accountId, handle, expectedHandle: third })
    expect((await getAccount(administrator.ctx, third)).account.handle).toBe(handle)
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'account.handle_changed',
      info: { before: { handle: third }, after: { handle } },
    })
  })

  test('to one that another account has or had is refused, and recorded', async () => {
    const [one, other] = [await newOrganization(), await newOrganization()]
    const former = other.handle
    await changeHandle(other.administrator.ctx, {
      accountId: other.accountId,
      handle: newHandle(),
      expectedHandle: former,
    })
    const change = changeHandle(one.administrator.ctx, {
      accountId: one.accountId,
      handle: former,
      expectedHandle: one.handle,
    })
    await expect(change).rejects.toMatchObject({
      code: 'conflict',
      reason: 'handle_taken',
      fields: { handle: expect.any(String) },
    })
    expect((await eventsOf(one.accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      info: { reason: 'handle_taken' },
    })
    expect((await getAccount(other.administrator.ctx, former)).account.id).toBe(other.accountId)
  })

  test('to one that another account takes at this very moment is refused too, and recorded', async () => {
    if (isEmbeddedDatabase()) return // one transaction at a time
    const [one, other] = [await newOrganization(), await newOrganization()]
    const handle = newHandle()
    const client = await connect()
    await client.query('begin')
    await client.query('insert into account_handle (handle, account_id) values ($1, $2)', [
      handle,
      other.accountId,
    ])
    const change = changeHandle(one.administrator.ctx, {
      accountId: one.accountId,
      handle,
      expectedHandle: one.handle,
    })
    const refused = change.then(
      () => null,
      (error: unknown) => error,
    )
    await waitUntilBlocked()
    await client.query('commit')
    await client.end()
    expect(await refused).toMatchObject({ code: 'conflict', reason: 'handle_taken' })
    expect((await eventsOf(one.accountId)).at(-1)).toMatchObject({
      action: 'change.refused',
      info: { reason: 'handle_taken' },
    })
  })

  test('from a page that shows an older handle is refused', async () => {
    const { administrator, accountId } = await newOrganization()
    const change = changeHandle(administrator.ctx, {
      accountId,
      handle: newHandle(),
      expectedHandle: 'an-older-one',
    })
    await expect(change).rejects.toMatchObject({ code: 'precondition_failed', reason: 'changed_meanwhile' })
  })
})

describe('deleting', () => {
  test('needs the handle typed exactly', async () => {
    const { administrator, accountId, handle } = await newOrganization()
    for (const typed of [handle.toUpperCase(), `${handle} `, '', 'another']) {
      await expect(deleteOrganization(administrator.ctx, { accountId, handle: typed })).rejects.toMatchObject(
        {
          code: 'invalid_input',
          reason: 'handle_mismatch',
          fields: { handle: expect.stringContaining(handle) },
        },
      )
    }
    expect(await query('select 1 from account where id = $1', [accountId])).toHaveLength(1)
  })

  test('removes everything but the audit log, withdraws its mails, and leaves its people and other accounts alone', async () => {
    const other = await newOrganization()
    const { organization, email } = await fullOrganization()
    const { accountId, handle, administrator } = organization
    await deleteOrganization(administrator.ctx, { accountId, handle })
    const tables = await query<{ table_name: string }>(
      `select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and c.column_name = 'account_id' and t.table_type = 'BASE TABLE'
       and c.table_name not in ('audit_event', 'audit_chain', 'mail')`,
    )
    expect(tables.length).toBeGreaterThan(8)
    for (const { table_name } of tables) {
      expect(
        await query(`select 1 from ${table_name} where account_id = $1`, [accountId]),
        table_name,
      ).toEqual([])
    }
    expect(await query('select 1 from account where id = $1', [accountId])).toEqual([])
    expect(await query('select status, sealed_token from mail where recipient = $1', [email])).toEqual([
      { status: 'CANCELLED', sealed_token: null },
    ])
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({ action: 'account.deleted', info: { handle } })
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
    expect((await listAccounts(administrator.ctx)).map(({ kind }) => kind)).toEqual(['PERSONAL'])
    expect((await getAccount(other.administrator.ctx, other.handle)).account.id).toBe(other.accountId)
    await expect(getAccount(administrator.ctx, handle)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('twice at once: one deletes it, the other finds nothing', async () => {
    const { administrator, accountId, handle } = await newOrganization()
    const tries = await Promise.allSettled(
      [1, 2].map(() => deleteOrganization(administrator.ctx, { accountId, handle })),
    )
    const outcomes = tries.map((one) => (one.status === 'rejected' ? one.reason.code : 'deleted'))
    expect(new Set(outcomes)).toEqual(new Set(['deleted', 'not_found']))
  })
})

describe('a personal account keeps its name and handle, and goes with its owner', () => {
  test('it cannot be renamed, moved or deleted', async () => {
    const { ctx, accountId, user } = await newPerson()
    const handle = await handleOf(accountId)
    const refused = { code: 'conflict', reason: 'personal_account' }
    await expect(
      renameOrganization(ctx, { accountId, name: 'Acme', expectedName: user.name }),
    ).rejects.toMatchObject(refused)
    await expect(
      changeHandle(ctx, { accountId, handle: newHandle(), expectedHandle: handle }),
    ).rejects.toMatchObject(refused)
    await expect(deleteOrganization(ctx, { accountId, handle })).rejects.toMatchObject(refused)
    expect(await handleOf(accountId)).toBe(handle)
  })

  test('two people of one name get two handles, also at once, and a name without letters of ours gets one too', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => newPerson({ name: '株式会社' })))
    const handles = await Promise.all(people.map(({ accountId }) => handleOf(accountId)))
    expect(new Set(handles).size).toBe(5)
    for (const handle of handles) expect(handle).toMatch(/^person(-[0-9a-f]{8})?$/)
  })
})

describe('who sees what', () => {
  test('the accounts of a person, personal first, with the role in each; suspended memberships are left out', async () => {
    const person = await newPerson()
    const [beta, alpha, gone] = [
      await newOrganization({ name: 'beta' }),
      await newOrganization({ name: 'Alpha' }),
      await newOrganization(),
    ]
    await newMember(beta, beta.roles.READ_ONLY_USER, { person })
    await newMember(alpha, alpha.roles.ADMINISTRATOR, { person })
    await newMember(gone, gone.roles.MEMBER, { person, status: 'SUSPENDED' })
    expect((await listAccounts(person.ctx)).map(({ name, role_name }) => [name, role_name])).toEqual([
      [person.user.name, 'Administrator'],
      ['Alpha', 'Administrator'],
      ['beta', 'Read Only User'],
    ])
  })

  test('a Member sees the profile, and that some things are not for them', async () => {
    const organization = await newOrganization()
    await inviteTo(organization)
    const member = await newMember(organization, organization.roles.MEMBER)
    const profile = await getOrganizationProfile(member.ctx, organization.accountId)
    expect(profile.counts).toEqual({
      isEstimate: false,
      members: 2,
      serviceAccounts: 0,
      workspaces: null,
      pendingInvitations: 0,
      unanswered: 0,
      failedMails: 0,
    })
    for (const capability of Object.values(profile.can))
      expect(capability).toMatchObject({ allowed: false, message: expect.stringMatching(/[.]$/) })
    const full = await getOrganizationProfile(organization.administrator.ctx, organization.accountId)
    expect(full.counts).toEqual({
      isEstimate: false,
      members: 2,
      serviceAccounts: 0,
      workspaces: 0,
      pendingInvitations: 1,
      unanswered: 1,
      failedMails: 0,
    })
    expect(full.plan).toEqual({
      name: 'ENTERPRISE',
      title: 'Enterprise',
      memberLimit: null,
      serviceAccountLimit: null,
      workspaceLimit: null,
    })
    for (const capability of Object.values(full.can)) expect(capability).toEqual({ allowed: true })
  })

  test('a custom role may update and not delete', async () => {
    const organization = await newOrganization()
    const editor = await newMember(
      organization,
      await newCustomRole(organization, ['update:organization', 'delete:organization']),
    )
    const { accountId, name, handle } = organization
    await renameOrganization(editor.ctx, { accountId, name: 'Edited', expectedName: name })
    // Reserved: no custom role holds it, whatever its row says.
    await expect(deleteOrganization(editor.ctx, { accountId, handle })).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'delete:organization',
    })
  })
})

async function fullOrganization(): Promise<{ organization: Organization; email: string }> {
  const organization = await newOrganization()
  const { accountId, roles } = organization
  const member = await newMember(organization, await newCustomRole(organization, ['read:flow']))
  const { email, invitationId } = await inviteTo(organization)
  const [workspaceId, serviceAccountId] = [randomUUID(), randomUUID()]
  await query(
    `insert into workspace (account_id, id, name, handle, default_role_id) values ($1, $2, 'Space', 'space', $3)`,
    [accountId, workspaceId, roles.RUNNER],
  )
  await query(
    'insert into workspace_grant (account_id, id, workspace_id, membership_id, role_id) values ($1, gen_random_uuid(), $2, $3, $4)',
    [accountId, workspaceId, member.membershipId, roles.OWNER],
  )
  await query(
    'insert into invitation_workspace (account_id, invitation_id, workspace_id, role_id) values ($1, $2, $3, $4)',
    [accountId, invitationId, workspaceId, roles.RUNNER],
  )
  await query(`insert into service_account (account_id, id, name) values ($1, $2, 'Robot')`, [
    accountId,
    serviceAccountId,
  ])
  await query(
    `insert into membership (account_id, id, kind, service_account_id, role_id, principal_name) values ($1, gen_random_uuid(), 'SERVICE_ACCOUNT', $2, $3, 'Robot')`,
    [accountId, serviceAccountId, roles.MEMBER],
  )
  await query(
    `insert into api_key (id, account_id, service_account_id, name, prefix, key_hash) values (gen_random_uuid(), $1, $2, 'Key', 'rk', $3)`,
    [accountId, serviceAccountId, randomUUID()],
  )
  expect(await mailsTo(email)).toHaveLength(1)
  return { organization, email }
}

async function handleOf(accountId: string): Promise<string> {
  return (
    (await query<{ handle: string }>('select handle from account where id = $1', [accountId]))[0]?.handle ??
    ''
  )
}

/** Until the code under test waits for the handle that another transaction holds. */
async function waitUntilBlocked(): Promise<void> {
  const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%account_handle%'`
  await expect.poll(async () => (await query(waiting)).length, { timeout: 10_000 }).toBeGreaterThan(0)
}
