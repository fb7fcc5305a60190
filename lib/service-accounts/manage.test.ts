import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { contextOfRequest } from '@/lib/authz/session'
import { changeMemberRole } from '@/lib/members/manage'
import { builtInRole } from '@/lib/policy/roles'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  after,
  day,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newPerson, visitor } from '@/lib/testing/people'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { listMemberWorkspaces } from '@/lib/workspaces/service'
import {
  changeServiceAccountRole,
  createServiceAccount,
  deleteServiceAccount,
  reactivateServiceAccount,
  suspendServiceAccount,
  updateServiceAccount,
} from './manage'
import { createServiceAccountInput } from './schema'

const readings = builtInRole('READ_ONLY_USER').permissions

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
})

describe('creating', () => {
  test('makes it with a membership, its grants and a key that works, and an event of each', async () => {
    const own = await newOrganization()
    const { accountId, roles, administrator } = own
    const workspaceId = await newWorkspace(own, 'Analytics')
    const made = await createServiceAccount(
      administrator.ctx,
      input(own, {
        name: 'Deployer',
        description: 'Deploys at night',
        workspaces: [{ workspaceId, roleId: roles.RUNNER }],
      }),
    )
    expect(await stateOf(made.id)).toEqual([
      {
        name: 'Deployer',
        description: 'Deploys at night',
        principal_name: 'Deployer',
        created_by_name: administrator.user.name,
        status: 'ACTIVE',
        role: 'Member',
        grants: 1,
        keys: 1,
      },
    ])
    expect(made).toMatchObject({ name: 'Deployer', key: { name: 'Deployer', expires_at: null } })
    const ctx = await requestOf(made.key.key)
    expect(ctx.actor).toMatchObject({ kind: 'SERVICE_ACCOUNT', serviceAccountId: made.id, name: 'Deployer' })
    const page = await listMemberWorkspaces(ctx, asked(accountId, made.membership_id))
    expect(page.rows).toMatchObject([{ workspace: { name: 'Analytics' } }])
    const events = (await eventsOf(accountId)).slice(-3)
    expect(events).toMatchObject([
      {
        action: 'service_account.created',
        message: 'Ada Lovelace created the service account Deployer as Member',
        object_id: made.id,
        info: { after: { role: 'Member', workspaces: [{ workspace: 'Analytics', role: 'Runner' }] } },
      },
      {
        action: 'grant.created',
        message: 'Deployer was added to Analytics as Runner by Ada Lovelace',
        object_id: workspaceId,
      },
      {
        action: 'api_key.created',
        object_id: made.key.id,
        info: { service_account: { id: made.id }, prefix: made.key.prefix },
      },
    ])
    expect(JSON.stringify(events)).not.toContain(made.key.key)
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  })

  test('gives nothing of the default role of a workspace', async () => {
    const { accountId, roles, administrator } = organization
    await newWorkspace(organization, 'Open to all', roles.COLLABORATOR)
    const { key, membership_id } = await createServiceAccount(administrator.ctx, input(organization))
    const page = await listMemberWorkspaces(await requestOf(key.key), asked(accountId, membership_id))
    expect(page.rows).toEqual([])
  })

  test('with a name that another one has, whatever its case, is refused and names the field', async () => {
    const { ctx } = organization.administrator
    const name = `Nightly ${randomUUID()}`
    await createServiceAccount(ctx, input(organization, { name }))
    await expectNothing(() => createServiceAccount(ctx, input(organization, { name: name.toUpperCase() })), {
      code: 'conflict',
      reason: 'name_taken',
      fields: { name: expect.any(String) },
    })
    const elsewhere = await newOrganization()
    expect(await createServiceAccount(elsewhere.administrator.ctx, input(elsewhere, { name }))).toBeTruthy()
  })

  test('with a role that administers is refused to everybody (R8)', async () => {
    const administering = await newCustomRole(organization, ['read:role', 'create:role'])
    for (const roleId of [organization.roles.ADMINISTRATOR, administering]) {
      await expectNothing(
        () => createServiceAccount(organization.administrator.ctx, input(organization, { roleId })),
        {
          code: 'conflict',
          reason: 'service_account_cannot_administer',
        },
      )
    }
  })

  test('gives no role beyond one’s own, in the account (R2) and in workspaces (R9, R2, R11)', async () => {
    const { roles } = organization
    const roleId = await newCustomRole(organization, ['read:service_account', 'create:service_account'])
    const { ctx, membershipId } = await newMember(organization, roleId)
    const hidden = await newWorkspace(organization, 'Hidden')
    const seen = await newWorkspace(organization, 'Seen')
    await newGrant(organization, { workspaceId: seen, membershipId, roleId: roles.COLLABORATOR })
    const owned = await newWorkspace(organization, 'Owned')
    await newGrant(organization, { workspaceId: owned, membershipId, roleId: roles.OWNER })
    const inWorkspace = (workspaceId: string, change = {}) =>
      createServiceAccount(
        ctx,
        input(organization, { workspaces: [{ workspaceId, roleId: roles.RUNNER }], ...change }),
      )
    const flows = await newCustomRole(organization, ['read:flow'])
    await expectNothing(() => createServiceAccount(ctx, input(organization, { roleId: flows })), {
      code: 'forbidden',
      reason: 'exceeds_own_permissions',
    })
    await expectNothing(() => inWorkspace(hidden), {
      code: 'not_found',
      fields: { 'workspaces.0.workspaceId': expect.any(String) },
    })
    await expectNothing(() => inWorkspace(seen), { code: 'forbidden', permission: 'update:workspace_access' })
    const readOnly = await newOrganization()
    const workspaceId = await newWorkspace(readOnly, 'Read')
    await expect(
      createServiceAccount(
        readOnly.administrator.ctx,
        input(readOnly, {
          roleId: readOnly.roles.READ_ONLY_USER,
          workspaces: [{ workspaceId, roleId: readOnly.roles.RUNNER }],
        }),
      ),
    ).rejects.toMatchObject({ code: 'conflict', reason: 'read_only_member' })
    expect(await inWorkspace(owned)).toMatchObject({ key: { key: expect.stringMatching(/^rst_s_/) } })
  })

  test('in a personal account is refused', async () => {
    const { ctx, accountId } = await newPerson()
    const asking = createServiceAccount(ctx, createServiceAccountInput.parse({ accountId, name: 'Robot' }))
    await expect(asking).rejects.toMatchObject({ code: 'conflict', reason: 'personal_account' })
  })

  test('beyond the places of the plan is refused, and going down a plan keeps what there is (R12)', async () => {
    const own = await newOrganization({ plan: 'STANDARD' })
    const { ctx } = own.administrator
    const first = await createServiceAccount(ctx, input(own))
    await createServiceAccount(ctx, input(own))
    const third = createServiceAccount(ctx, input(own))
    await expect(third).rejects.toMatchObject({ code: 'conflict', reason: 'plan_limit_reached' })
    await newServiceAccount(own, own.roles.MEMBER)
    await deleteServiceAccount(ctx, { accountId: own.accountId, serviceAccountId: first.id })
    await expect(createServiceAccount(ctx, input(own))).rejects.toMatchObject({
      reason: 'plan_limit_reached',
    })
  })

  test('with a key that would have ended already is refused', async () => {
    const { ctx } = organization.administrator
    await expectNothing(
      () => createServiceAccount(ctx, input(organization, { expiresAt: ctx.now.toISOString() })),
      {
        code: 'invalid_input',
        fields: { expiresAt: expect.any(String) },
      },
    )
    const made = await createServiceAccount(
      ctx,
      input(organization, { expiresAt: after(ctx, day).now.toISOString() }),
    )
    expect(made.key.expires_at).toBe(after(ctx, day).now.toISOString())
  })
})

describe('editing', () => {
  test('renames it wherever its name is kept, and leaves one event', async () => {
    const { robot, at, ctx } = await newRobot()
    const workspaceId = await newWorkspace(organization, 'Analytics')
    await newGrant(organization, { ...robot, workspaceId, roleId: organization.roles.RUNNER })
    await updateServiceAccount(ctx, { ...at, name: 'Renamed robot', description: 'Does more' })
    expect(await stateOf(at.serviceAccountId)).toMatchObject([
      { name: 'Renamed robot', description: 'Does more', principal_name: 'Renamed robot' },
    ])
    expect(
      await query('select name_key from workspace_grant where workspace_id = $1', [workspaceId]),
    ).toEqual([{ name_key: 'renamed robot' }])
    expect((await eventsOf(at.accountId)).at(-1)).toMatchObject({
      action: 'service_account.updated',
      object_id: at.serviceAccountId,
      info: { before: { description: '' }, after: { name: 'Renamed robot', description: 'Does more' } },
    })
  })

  test('what somebody changed meanwhile is told, not overwritten (R13); what is the same leaves no event', async () => {
    const { at, ctx, name } = await newRobot()
    const other = { name, description: 'Somebody else’s' }
    await updateServiceAccount(ctx, { ...at, ...other })
    await expectNothing(
      () =>
        updateServiceAccount(ctx, { ...at, name, description: 'Mine', expected: { name, description: '' } }),
      { code: 'precondition_failed', reason: 'changed_meanwhile' },
    )
    const before = await actionsOf(at.accountId)
    await updateServiceAccount(ctx, { ...at, ...other, expected: { name, description: '' } })
    expect(await actionsOf(at.accountId)).toEqual(before)
  })

  test('to the name of another one is refused; another case of its own is fine', async () => {
    const { at, ctx, name } = await newRobot()
    const { name: taken } = await newRobot()
    await expectNothing(
      () => updateServiceAccount(ctx, { ...at, name: taken.toUpperCase(), description: '' }),
      {
        code: 'conflict',
        reason: 'name_taken',
      },
    )
    await updateServiceAccount(ctx, { ...at, name: name.toUpperCase(), description: '' })
    expect(await stateOf(at.serviceAccountId)).toMatchObject([{ name: name.toUpperCase() }])
  })
})

describe('changing the role', () => {
  test('takes effect, tells what undoing needs, and leaves one event', async () => {
    const { at, ctx } = await newRobot()
    const roleId = await newCustomRole(organization, ['read:flow'])
    const { MEMBER } = organization.roles
    expect(await changeServiceAccountRole(ctx, { ...at, roleId, expectedRoleId: MEMBER })).toMatchObject({
      roleId,
      previousRoleId: MEMBER,
    })
    expect((await eventsOf(at.accountId)).at(-1)).toMatchObject({
      action: 'service_account.role_changed',
      object_id: at.serviceAccountId,
      info: { before: { role_id: MEMBER }, after: { role_id: roleId } },
    })
    await expectNothing(
      () => changeServiceAccountRole(ctx, { ...at, roleId: organization.roles.USER, expectedRoleId: MEMBER }),
      { code: 'precondition_failed', reason: 'changed_meanwhile' },
    )
  })

  test('never makes it an administrator (R8), nor does a change of members reach it', async () => {
    const { at, ctx, robot } = await newRobot()
    const { ADMINISTRATOR, MEMBER } = organization.roles
    const { accountId } = at
    await expectNothing(() => changeServiceAccountRole(ctx, { ...at, roleId: ADMINISTRATOR }), {
      code: 'conflict',
      reason: 'service_account_cannot_administer',
    })
    const change = { ...robot, accountId, roleId: ADMINISTRATOR, expectedRoleId: MEMBER }
    await expectNothing(() => changeMemberRole(ctx, change), { code: 'not_found' })
    const elsewhere = await newOrganization()
    await expectNothing(() => changeServiceAccountRole(ctx, { ...at, roleId: elsewhere.roles.MEMBER }), {
      code: 'not_found',
    })
  })

  test('away from a ceiling is refused where grants beyond the actor would take effect', async () => {
    const { READ_ONLY_USER, OWNER, MEMBER } = organization.roles
    const { at, robot, ctx: administrator } = await newRobot(READ_ONLY_USER)
    const workspaceId = await newWorkspace(organization, 'Vault', organization.roles.READ_ONLY_COLLABORATOR)
    await newGrant(organization, { ...robot, workspaceId, roleId: OWNER })
    const roleId = await newCustomRole(organization, [...readings, 'update:service_account'])
    const { ctx } = await newMember(organization, roleId)
    await updateServiceAccount(ctx, { ...at, name: `Robot ${randomUUID()}`, description: '' })
    await expectNothing(() => changeServiceAccountRole(ctx, { ...at, roleId: MEMBER }), {
      code: 'forbidden',
      reason: 'outranked',
    })
    await changeServiceAccountRole(administrator, { ...at, roleId: MEMBER })
  })
})

describe('suspending, reactivating and deleting', () => {
  test('stop its keys at once, let them work again, and end them, each with its event', async () => {
    const { ctx } = organization.administrator
    const workspaceId = await newWorkspace(organization, 'Analytics')
    const workspaces = [{ workspaceId, roleId: organization.roles.RUNNER }]
    const { id, key, membership_id } = await createServiceAccount(ctx, input(organization, { workspaces }))
    const at = { accountId: organization.accountId, serviceAccountId: id }
    await suspendServiceAccount(ctx, at)
    await expect(requestOf(key.key)).rejects.toMatchObject({ reason: 'service_account_suspended' })
    await suspendServiceAccount(ctx, at)
    await reactivateServiceAccount(ctx, at)
    await reactivateServiceAccount(ctx, at)
    expect((await requestOf(key.key)).actor).toMatchObject({ serviceAccountId: id })
    await deleteServiceAccount(ctx, at)
    await expect(requestOf(key.key)).rejects.toMatchObject({ reason: 'invalid_api_key' })
    expect(await stateOf(id)).toEqual([])
    for (const [table, column] of [
      ['membership', 'id'],
      ['workspace_grant', 'membership_id'],
    ])
      expect(await query(`select 1 from ${table} where ${column} = $1`, [membership_id])).toEqual([])
    expect(await query('select 1 from api_key where id = $1', [key.id])).toEqual([])
    const events = (await eventsOf(at.accountId)).filter(({ object_id }) => object_id === id)
    expect(events.map(({ action }) => action)).toEqual([
      'service_account.created',
      'service_account.suspended',
      'service_account.reactivated',
      'service_account.deleted',
    ])
    expect(events.at(-1)?.info).toMatchObject({
      ended_grants_count: 1,
      ended_grants: [{ workspace: 'Analytics', role: 'Runner' }],
      revoked_keys_count: 1,
      revoked_keys: [{ id: key.id }],
    })
    expect(await verifyAuditChain(at.accountId)).toMatchObject({ intact: true })
  })

  test('the event of a deletion counts all that ended and names the first hundred', async () => {
    const { robot, at, ctx } = await newRobot()
    await query(
      `insert into api_key (id, account_id, service_account_id, name, prefix, key_hash)
       select gen_random_uuid(), $1, $2::uuid, 'Key ' || n, 'rst_s_abcd', sha256(($2::text || n)::bytea) from generate_series(1, 103) n`,
      [at.accountId, robot.serviceAccountId],
    )
    await deleteServiceAccount(ctx, at)
    const { info } = (await eventsOf(at.accountId)).at(-1) ?? {}
    expect(info).toMatchObject({ revoked_keys_count: 103, ended_grants_count: 0, ended_grants: [] })
    expect(info?.['revoked_keys']).toHaveLength(100)
  })
})

async function newRobot(roleId = organization.roles.MEMBER) {
  const name = `Robot ${randomUUID()}`
  const robot = await newServiceAccount(organization, roleId, name)
  const { accountId, administrator } = organization
  const at = { accountId, serviceAccountId: robot.serviceAccountId }
  return { robot, at, name, ctx: administrator.ctx }
}

type Change = Record<string, unknown>

function input({ accountId }: Organization, change: Change = {}) {
  return createServiceAccountInput.parse({ accountId, name: `Robot ${randomUUID()}`, ...change })
}

function asked(accountId: string, membershipId: string) {
  return { accountId, membershipId, search: '', limit: 20 }
}

/** What a request with a key comes as. */
async function requestOf(key: string) {
  const { requestId, ipAddress, userAgent } = visitor()
  const authorization = `Bearer ${key}`
  return contextOfRequest({ sessionCookie: undefined, authorization, requestId, ipAddress, userAgent })
}

/** Expects a refusal, and that nothing but its event came of it. */
async function expectNothing(asking: () => Promise<unknown>, refusal: object): Promise<void> {
  const before = await snapshot()
  await expect(asking()).rejects.toMatchObject(refusal)
  expect(await snapshot()).toEqual(before)
}

async function snapshot() {
  const { accountId } = organization
  const tables = ['service_account', 'membership', 'workspace_grant', 'api_key']
  const rows = await Promise.all(
    tables.map((table) =>
      query(`select t.* from ${table} t where account_id = $1 order by t.id`, [accountId]),
    ),
  )
  return { rows, actions: (await actionsOf(accountId)).filter((action) => action !== 'change.refused') }
}

async function stateOf(id: string) {
  return query(
    `select s.name, s.description, s.created_by_name, m.principal_name, m.status::text, r.name as role,
            (select count(*)::int from workspace_grant where membership_id = m.id) as grants,
            (select count(*)::int from api_key where service_account_id = s.id) as keys
     from service_account s join membership m on m.service_account_id = s.id join role r on r.id = m.role_id where s.id = $1`,
    [id],
  )
}
