import { randomUUID } from 'node:crypto'
import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { askGraphql, keyOf, refusalOf, type GraphqlTestAnswer } from '@/lib/testing/graphql'
import { documentFor } from '@/lib/testing/graphql-documents'
import {
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { graphqlSchema } from './schema'

// Every operation there is, asked for by those who may not, about an organization with one of everything.

const schema = graphqlSchema()
const changes = Object.values(schema.getMutationType()?.getFields() ?? {})
const reads = Object.values(schema.getQueryType()?.getFields() ?? {})

/** What anybody may ask for, a key or not: the ways in. */
const forAnybody = new Set([
  'request_password_reset',
  'reset_password',
  'password_reset_link',
  'email_link',
  'membership_invitation_link',
  'decline_membership_invitation',
  'sign_up',
  'sign_up_through_invitation',
  'confirm_sign_up',
  'sign_out',
])
/** What every key tells of itself: who it is of, and the workspaces that it opens. */
const forAnyKey = new Set(['me', 'my_workspaces'])
/** What a person may do with what is theirs alone, whoever they are elsewhere. */
const forOneself = new Set([
  'me',
  'organizations',
  'sessions',
  'my_workspaces',
  'workspace_shortcuts',
  'api_keys',
  'create_organization',
  'change_name',
  'create_api_key',
  'revoke_other_sessions',
  'my_deletion_preview',
  'my_data',
])
/** What every member may do. */
const forMembers = new Set([
  'auth_role',
  'user_view_same_tenant',
  'organization',
  'organization_settings',
  'ip_allowlist',
  'my_address_access',
  'members',
  'member',
  'member_workspaces',
  'why',
  'effective_permissions',
  'member_consequences',
  'roles',
  'role',
  'role_holders',
  'role_editor',
  'assignable_roles',
  'workspaces',
  'workspace_editor',
  'membership_invitation_roles',
  'service_accounts',
  'service_account',
  'service_account_consequences',
  'service_account_editor',
  'service_account_workspaces',
  'service_account_keys',
  'leave_organization',
])

type World = { organization: Organization; values: Record<string, unknown> }

async function newWorld(): Promise<World> {
  const organization = await newOrganization()
  const { roles, accountId } = organization
  const member = await newMember(organization, roles.USER)
  const { serviceAccountId } = await newServiceAccount(organization, roles.MEMBER)
  const workspaceId = await newWorkspace(organization, 'Analytics')
  await newGrant(organization, { workspaceId, membershipId: member.membershipId, roleId: roles.RUNNER })
  const roleId = await newCustomRole(organization, ['read:organization', 'read:flow'])
  const { invitationId } = await inviteTo(organization)
  const [key] = await query<{ id: string }>(
    `insert into api_key (id, account_id, service_account_id, name, prefix, key_hash) values ($1, $2, $3, 'Build', 'rst_s_abc', $4) returning id`,
    [randomUUID(), accountId, serviceAccountId, Buffer.from(randomUUID())],
  )
  return {
    organization,
    values: {
      membership_id: member.membershipId,
      membership_ids: [member.membershipId],
      ids: [member.membershipId],
      role_id: roleId,
      workspace_id: workspaceId,
      service_account_id: serviceAccountId,
      invitation_id: invitationId,
      api_key_id: key?.id,
      session_id: member.sessionId,
      to: organization.administrator.accountId,
      to_account_id: organization.administrator.accountId,
      permissions: ['read:flow'],
      permission: 'read:member',
      emails: ['somebody@example.com'],
      email: `new-${randomUUID()}@example.com`,
      handle: organization.handle,
      administrator: member.user.email,
      kind: 'members',
      token: 'x'.repeat(43),
      organization_id: accountId,
    },
  }
}

/** A value for an argument: of the world where its name says so, else any that fits. */
function valueFor(name: string, type: GraphQLInputType, values: World['values']): unknown {
  if (isNonNullType(type)) return valueFor(name, type.ofType, values)
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter(
          (field) => isNonNullType(field.type) || (field.name in values && !field.name.startsWith('role')),
        )
        .map((field) => [field.name, valueFor(field.name, field.type, values)]),
    )
  if (isListType(type))
    return Array.isArray(values[name]) ? values[name] : [valueFor(name, type.ofType, values)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (name in values) return values[name]
  if (type.name === 'Boolean') return true
  if (type.name === 'Int' || type.name === 'Float') return 1
  return type.name === 'ID' ? randomUUID() : 'something-new'
}

type Caller = { key?: string; organization?: string }

async function ask(
  field: GraphQLField<unknown, unknown>,
  world: World,
  caller: Caller,
): Promise<GraphqlTestAnswer> {
  const isChange = changes.includes(field)
  const variables = Object.fromEntries(
    field.args.map((arg) => [arg.name, valueFor(arg.name, arg.type, world.values)]),
  )
  return askGraphql(documentFor(field, isChange ? 'mutation' : 'query'), { ...caller, variables })
}

/** All that could be changed in an organization, and what is recorded of it. */
async function snapshotOf({ organization: { accountId } }: World): Promise<unknown> {
  const tables = [
    'account',
    'role',
    'membership',
    'invitation',
    'workspace',
    'workspace_grant',
    'service_account',
    'api_key',
  ]
  return Promise.all(
    tables.map((table) =>
      query(
        `select t.* from ${table} t where ${table === 'account' ? 'id' : 'account_id'} = $1 order by t::text`,
        [accountId],
      ),
    ),
  )
}

async function expectDenied(world: World, caller: Caller, allowed: (name: string) => boolean, codes: RegExp) {
  const before = await snapshotOf(world)
  const wrong: string[] = []
  for (const field of [...changes, ...reads]) {
    if (allowed(field.name)) continue
    const answered = await ask(field, world, caller)
    const told = answered.errors?.[0]
    if (answered.status !== 200 || !told || !codes.test(String(told.extensions.code)))
      wrong.push(`${field.name}: ${answered.status} ${JSON.stringify(told ?? answered.data)}`)
  }
  expect(wrong).toEqual([])
  expect(await snapshotOf(world)).toEqual(before)
}

describe('denials', () => {
  test('at /api/graphql nobody without a key is let into anything but the ways in', async () => {
    expect(['/api/graphql', changes.length > 60, reads.length > 30]).toEqual(['/api/graphql', true, true])
    const world = await newWorld()
    await expectDenied(world, {}, (name) => forAnybody.has(name), /^unauthenticated$/)
  }, 60_000)

  test('a stranger’s key changes and reads nothing of an organization, whatever it names', async () => {
    const world = await newWorld()
    const key = await keyOf(await newPerson())
    const caller = { key, organization: world.organization.accountId }
    const allowed = (name: string) => forAnybody.has(name) || forOneself.has(name)
    await expectDenied(world, caller, allowed, /^(?:not_found|forbidden|invalid_input|conflict)$/)
  }, 60_000)

  test('the key of an Administrator of another organization is a stranger’s', async () => {
    const world = await newWorld()
    const { organization, administrator } = {
      ...(await newOrganization()),
      organization: world.organization.handle,
    }
    const { key } = await newUserApiKey(administrator.ctx)
    const allowed = (name: string) => forAnybody.has(name) || forOneself.has(name)
    await expectDenied(
      world,
      { key, organization },
      allowed,
      /^(?:not_found|forbidden|invalid_input|conflict)$/,
    )
  }, 60_000)

  test('a Member’s key reads what every member may, and changes nothing', async () => {
    const world = await newWorld()
    const { organization } = world
    const key = await keyOf(await newMember(organization, organization.roles.MEMBER))
    const allowed = (name: string) => forAnybody.has(name) || forOneself.has(name) || forMembers.has(name)
    const caller = { key, organization: organization.accountId }
    await expectDenied(world, caller, allowed, /^(?:forbidden|not_found|invalid_input|conflict)$/)
    for (const field of reads.filter(({ name }) => forMembers.has(name)))
      expect({ name: field.name, errors: (await ask(field, world, caller)).errors }).toEqual({
        name: field.name,
        errors: undefined,
      })
  }, 60_000)

  test('a key for one account is a stranger’s in every other, and does nothing for its person or the installation, whatever they may do', async () => {
    const world = await newWorld()
    const { administrator, accountId } = world.organization
    await query('update "user" set is_operator = true where id = $1', [administrator.user.id])
    const home = await newOrganization({ administrator })
    const { key } = await newUserApiKey(administrator.ctx, { accountId: home.accountId })
    const allowed = (name: string) => forAnybody.has(name) || forAnyKey.has(name)
    await expectDenied(
      world,
      { key, organization: accountId },
      allowed,
      /^(?:not_found|forbidden|invalid_input)$/,
    )
    for (const field of [...reads, ...changes].filter(
      ({ name }) => forOneself.has(name) && !forAnyKey.has(name),
    ))
      expect([field.name, refusalOf(await ask(field, world, { key }))]).toEqual([
        field.name,
        'forbidden/api_key_bound',
      ])
  }, 60_000)

  test('the key of a service account is a stranger’s in every other organization, and changes nothing in its own', async () => {
    const world = await newWorld()
    const { accountId, roles } = world.organization
    const away = await newServiceAccountWithKey(await newOrganization())
    const own = await newServiceAccountWithKey(world.organization, { roleId: roles.MEMBER })
    const allowed = (name: string) => forAnybody.has(name) || forAnyKey.has(name)
    const codes = /^(?:not_found|forbidden|invalid_input)$/
    await expectDenied(world, { key: away.key.key, organization: accountId }, allowed, codes)
    const reading = (name: string) => allowed(name) || (forMembers.has(name) && name !== 'leave_organization')
    await expectDenied(world, { key: own.key.key }, reading, codes)
  }, 60_000)

  test('a key that opens nothing is told so with 401, whatever it asks for', async () => {
    const answered = await askGraphql('{ me { id } }', { key: 'rst_u_nonsense' })
    expect(answered.status).toBe(401)
    expect(answered.headers.get('www-authenticate')).toContain('Bearer')
    expect(answered.errors?.[0]?.extensions).toMatchObject({
      code: 'unauthenticated',
      reason: 'invalid_api_key',
    })
  })
})
