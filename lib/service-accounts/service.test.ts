import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { listEvents } from '@/lib/audit/of-object'
import { explainPermission } from '@/lib/members/explain'
import { listHolders } from '@/lib/roles/list'
import { listAccess } from '@/lib/sharing/service'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import {
  day,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { listMemberWorkspaces } from '@/lib/workspaces/service'
import { createServiceAccount, suspendServiceAccount } from './manage'
import {
  createServiceAccountInput,
  listServiceAccountsInput,
  serviceAccountDetail,
  serviceAccountView,
} from './schema'
import {
  getServiceAccount,
  getServiceAccountConsequences,
  getServiceAccountEditor,
  listServiceAccounts,
} from './service'

const orders = {
  name: 'lower(s.name)',
  created: 's.created_at',
  used: `coalesce((select max(u.last_used_at) from api_key k join api_key_use u on u.api_key_id = k.id
    where k.service_account_id = s.id), to_timestamp(0))`,
}
const sorts = ['name', '-name', 'created', '-created', 'used', '-used'] as const
const robots = 51

let organization: Organization
beforeAll(async () => {
  organization = await newOrganization()
  await addRobots(organization, robots)
})

describe('paging', () => {
  test.each(sorts)('by %s visits each of 51 once, in order, to the last page', async (sort) => {
    const direction = sort.startsWith('-') ? 'desc' : 'asc'
    const order = orders[sort.replace('-', '') as keyof typeof orders] // a sort is a key, with or without the sign
    const inOrder = await query<{ id: string }>(
      `select s.id from service_account s where s.account_id = $1 order by ${order} ${direction}, s.id ${direction}`,
      [organization.accountId],
    )
    for (const limit of [7, 50, 51, 200])
      expect((await walk({ sort, limit })).map(({ id }) => id)).toEqual(inOrder.map(({ id }) => id))
  })

  test('a cursor of the list by name is refused by the one by age, and garbage by both', async () => {
    const cursor = (await list(organization, { limit: 5 })).nextCursor ?? ''
    const refused = { code: 'invalid_input', reason: 'invalid_cursor' }
    await expect(list(organization, { sort: 'created', cursor })).rejects.toMatchObject(refused)
    for (const sort of ['name', 'used'] as const)
      await expect(list(organization, { sort, cursor: 'garbage' })).rejects.toMatchObject(refused)
  })

  test.each(['name', '-used'] as const)(
    'by %s takes as many statements for 50 as for 1, for an Administrator and for others',
    async (sort) => {
      const manager = await newMember(
        organization,
        await newCustomRole(organization, ['read:service_account', 'update:service_account']),
      )
      const { ctx } = organization.administrator
      await list(organization, {})
      await listServiceAccounts(manager.ctx, inputOf(organization, {}))
      for (const [viewer, most] of [[ctx, 2] as const, [manager.ctx, 3] as const]) {
        for (const limit of [1, 50]) {
          const input = inputOf(organization, { sort, limit })
          const { statements } = await countStatements(() => listServiceAccounts(viewer, input))
          expect(statements).toHaveLength(most)
        }
      }
    },
  )
})

describe('narrowing', () => {
  test('by search finds any part of name or description, whatever its case; % and _ are themselves', async () => {
    const own = await newOrganization()
    await newServiceAccount(own, own.roles.MEMBER, 'Nightly Żółć')
    await newServiceAccount(own, own.roles.MEMBER, '100% real')
    const { serviceAccountId } = await newServiceAccount(own, own.roles.MEMBER, 'under_score')
    await query(`update service_account set description = 'Deploys' where id = $1`, [serviceAccountId])
    const found = async (search: string) => (await list(own, { search })).rows.map(({ name }) => name)
    expect(await found('ŻÓŁĆ')).toEqual(['Nightly Żółć'])
    expect(await found('%')).toEqual(['100% real'])
    expect(await found('r_s')).toEqual(['under_score'])
    expect(await found('DEPLOY')).toEqual(['under_score'])
    expect(await found('nothing')).toEqual([])
  })

  test('by status, and by stale keys or none that works', async () => {
    const own = await newOrganization()
    const { ctx } = own.administrator
    const [fresh, stale, none, suspended] = await Promise.all(
      ['Fresh', 'Stale', 'None', 'Suspended'].map((name) => newServiceAccount(own, own.roles.MEMBER, name)),
    )
    if (!fresh || !stale || !none || !suspended) throw new Error('four were made')
    const old = new Date(ctx.now.getTime() - 91 * day)
    await newKey(own, fresh, { createdAt: old, lastUsedAt: ctx.now })
    await newKey(own, stale, { createdAt: old, lastUsedAt: new Date(old.getTime() - day) })
    await newKey(own, none, { createdAt: old, expiresAt: old })
    await newKey(own, none, { createdAt: old, revokedAt: old })
    await suspendServiceAccount(ctx, {
      accountId: own.accountId,
      serviceAccountId: suspended.serviceAccountId,
    })
    const found = async (asked: Asked) => (await list(own, asked)).rows.map(({ name }) => name)
    expect(await found({ keys: 'stale' })).toEqual(['Stale'])
    expect(await found({ keys: 'none' })).toEqual(['None', 'Suspended'])
    expect(await found({ status: 'SUSPENDED' })).toEqual(['Suspended'])
    expect(await found({ status: 'ACTIVE', keys: 'none' })).toEqual(['None'])
  })
})

describe('what is shown of one', () => {
  test('is exactly what the schema says, in the list and on its page', async () => {
    const own = await newOrganization()
    const { ctx, user } = own.administrator
    const { accountId } = own
    const workspaceId = await newWorkspace(own, 'Analytics')
    await newWorkspace(own, 'Open to all', own.roles.COLLABORATOR)
    const expiresAt = new Date(ctx.now.getTime() + day)
    const made = await createServiceAccount(
      ctx,
      createServiceAccountInput.parse({
        accountId,
        name: 'Deployer',
        expiresAt: expiresAt.toISOString(),
        workspaces: [{ workspaceId, roleId: own.roles.RUNNER }],
      }),
    )
    const { rows } = await list(own, {})
    const detail = await getServiceAccount(ctx, { accountId, serviceAccountId: made.id })
    expect(rows).toMatchObject([
      {
        id: made.id,
        membership_id: made.membership_id,
        role_name: 'Member',
        status: 'ACTIVE',
        keys: { active: 1, stale: 0, next_expires_at: expiresAt.toISOString() },
        last_used_at: null,
        workspaces: 1,
        can: { update: { allowed: true }, reactivate: { allowed: false, reason: 'already_active' } },
      },
    ])
    expect(detail).toMatchObject({ ...rows[0], created_by_name: user.name, role_is_built_in: true })
    for (const row of rows) expect(serviceAccountView.strict().parse(row)).toEqual(row)
    expect(serviceAccountDetail.strict().parse(detail)).toEqual(detail)
  })

  test('counts workspaces as its page lists them, and only those whose access the viewer may read', async () => {
    const own = await newOrganization()
    const { roles, accountId, administrator } = own
    const { membershipId, serviceAccountId } = await newServiceAccount(own, roles.MEMBER)
    const everywhere = await newServiceAccount(own, await newCustomRole(own, ['read:workspace']))
    const viewer = await newMember(own, roles.MEMBER)
    const [first, second, third] = await Promise.all(
      ['One', 'Two', 'Three'].map((name) => newWorkspace(own, name)),
    )
    for (const workspaceId of [first ?? '', second ?? ''])
      await newGrant(own, { workspaceId, membershipId, roleId: roles.RUNNER })
    const ended = new Date(administrator.ctx.now.getTime() - day)
    await newGrant(own, {
      workspaceId: third ?? '',
      membershipId,
      roleId: roles.RUNNER,
      expiresAt: ended,
    })
    const mine = { workspaceId: first ?? '', membershipId: viewer.membershipId }
    await newGrant(own, { ...mine, roleId: roles.READ_ONLY_COLLABORATOR })
    for (const [ctx, direct, all] of [[administrator.ctx, 2, 3] as const, [viewer.ctx, 1, 1] as const]) {
      for (const [id, count] of [
        [serviceAccountId, direct] as const,
        [everywhere.serviceAccountId, all] as const,
      ]) {
        const of = { accountId, serviceAccountId: id }
        expect((await getServiceAccount(ctx, of)).workspaces).toBe(count)
        expect(await getServiceAccountConsequences(ctx, of)).toEqual({ workspaces: count, api_keys: 0 })
        const page = await listMemberWorkspaces(ctx, { ...of, search: '', limit: 20 })
        expect(page.rows).toHaveLength(count)
      }
    }
  })

  test('it is told by its own id where a role and a workspace list who holds them', async () => {
    const own = await newOrganization()
    const { ctx } = own.administrator
    const { accountId, roles } = own
    const { membershipId, serviceAccountId } = await newServiceAccount(own, roles.MEMBER)
    const workspaceId = await newWorkspace(own, 'Analytics')
    await newGrant(own, { workspaceId, membershipId, roleId: roles.RUNNER })
    const robot = { membership_id: membershipId, service_account_id: serviceAccountId }
    const page = { accountId, search: '', limit: 20 }
    const held = await listHolders(ctx, { ...page, roleId: roles.MEMBER, kind: 'service_accounts' })
    expect(held.rows).toMatchObject([robot])
    const granted = await listHolders(ctx, { ...page, roleId: roles.RUNNER, kind: 'grants' })
    expect(granted.rows).toMatchObject([robot])
    const access = await listAccess(ctx, { ...page, workspaceId, kind: 'SERVICE_ACCOUNT' })
    expect(access.rows).toMatchObject([robot])
  })

  test('what it may do and what happened are told under its own id', async () => {
    const own = await newOrganization()
    const { ctx } = own.administrator
    const { accountId } = own
    const made = await createServiceAccount(
      ctx,
      createServiceAccountInput.parse({ accountId, name: 'Robot' }),
    )
    const of = { accountId, serviceAccountId: made.id }
    const workspaceId = await newWorkspace(own, 'Open to all', own.roles.COLLABORATOR)
    const answer = await explainPermission(ctx, { ...of, permission: 'read:flow', workspace_id: workspaceId })
    expect(answer).toMatchObject({ allowed: false, member: { id: made.membership_id, name: 'Robot' } })
    expect(answer.reasons.map(({ outcome }) => outcome)).toContain('not_for_service_accounts')
    const about = { kind: 'service_account', serviceAccountId: made.id } as const
    const { rows } = await listEvents(ctx, { accountId, about, limit: 20 })
    expect(rows.map(({ action }) => action)).toEqual(['api_key.created', 'service_account.created'])
  })

  test('the roles it may get say why not where they administer (R8) or are beyond the viewer (R2)', async () => {
    const own = await newOrganization({ plan: 'ORGANIZATION' })
    const { create, limit, roles } = await getServiceAccountEditor(own.administrator.ctx, own.accountId)
    expect({ create, limit }).toEqual({ create: { allowed: true }, limit: 25 })
    const refused = roles.filter(({ refusal }) => refusal).map(({ name }) => name)
    expect(refused).toEqual(['Administrator'])
    const member = await newMember(own, own.roles.MEMBER)
    const editor = await getServiceAccountEditor(member.ctx, own.accountId)
    expect(editor.create).toMatchObject({ allowed: false, permission: 'create:service_account' })
    expect(editor.roles.filter(({ refusal }) => !refusal).map(({ name }) => name)).toEqual(['Member'])
  })
})

type Asked = Record<string, unknown>

function inputOf({ accountId }: Organization, asked: Asked) {
  return listServiceAccountsInput.parse({ accountId, ...asked })
}

async function list(of: Organization, asked: Asked) {
  return listServiceAccounts(of.administrator.ctx, inputOf(of, asked))
}

async function walk(asked: Asked) {
  const seen: Awaited<ReturnType<typeof list>>['rows'] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = await list(organization, { ...asked, ...(cursor ? { cursor } : {}) })
    seen.push(...page.rows)
    cursor = page.nextCursor
  }
  return seen
}

/** Service accounts of which many were made at the same moment, and many were used at the same, or never. */
async function addRobots({ accountId, roles }: Organization, count: number): Promise<void> {
  const made = Array.from({ length: count }, (_, index) => ({ id: randomUUID(), index }))
  const rows = `json_to_recordset($1) as p (id uuid, index int)`
  await query(
    `insert into service_account (account_id, id, name, created_at)
     select $2, id, (array['Robot ', 'ROBOT '])[1 + index % 2] || index, timestamptz '2026-01-01' + make_interval(days => index % 5) from ${rows}`,
    [JSON.stringify(made), accountId],
  )
  await query(
    `insert into membership (account_id, id, kind, service_account_id, role_id, principal_name)
     select $2, gen_random_uuid(), 'SERVICE_ACCOUNT', id, $3, 'Robot ' || index from ${rows}`,
    [JSON.stringify(made), accountId, roles.MEMBER],
  )
  await query(
    `insert into api_key (id, account_id, service_account_id, name, prefix, key_hash)
     select id, $2, id, 'Key', 'rst_s_abcd', sha256(id::text::bytea) from ${rows}`,
    [JSON.stringify(made), accountId],
  )
  await query(
    `insert into api_key_use (api_key_id, last_used_at) select id, timestamptz '2026-02-01' + make_interval(days => index % 3)
     from ${rows} where index % 4 > 0`,
    [JSON.stringify(made)],
  )
}

type Key = { createdAt: Date; expiresAt?: Date; revokedAt?: Date; lastUsedAt?: Date }

async function newKey(
  { accountId }: Organization,
  { serviceAccountId }: { serviceAccountId: string },
  { createdAt, expiresAt, revokedAt, lastUsedAt }: Key,
): Promise<void> {
  const id = randomUUID()
  await query(
    `insert into api_key (id, account_id, service_account_id, name, prefix, key_hash, created_at, expires_at, revoked_at)
     values ($1, $2, $3, 'Key', 'rst_s_abcd', $4, $5, $6, $7)`,
    [id, accountId, serviceAccountId, Buffer.from(id), createdAt, expiresAt, revokedAt],
  )
  if (lastUsedAt)
    await query('insert into api_key_use (api_key_id, last_used_at) values ($1, $2)', [id, lastUsedAt])
}
