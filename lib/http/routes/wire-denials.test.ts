import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { builtInRole } from '@/lib/policy/roles'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { wireClient } from '@/lib/testing/wire-client'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import type { Route } from '../define-route'
import { wireAccessRoutes } from './wire-access'
import { wireBotRoutes } from './wire-bots'
import { wireMembershipRoutes } from './wire-memberships'
import { wireRoleRoutes } from './wire-roles'
import { wireWorkspaceRoutes } from './wire-workspaces'

// Every route about an account, asked directly by those who may not, with real ids and bodies that its schema takes.

const routes = [
  ...wireAccessRoutes,
  ...wireBotRoutes,
  ...wireMembershipRoutes,
  ...wireRoleRoutes,
  ...wireWorkspaceRoutes,
]

let organization: Organization
let ids: Record<string, string>
let keys: Record<'stranger' | 'member' | 'reader' | 'elsewhere', string>
let elsewhere: Organization
beforeAll(async () => {
  organization = await newOrganization()
  elsewhere = await newOrganization()
  const { accountId, roles } = organization
  const workspaceId = await newWorkspace(organization, 'Analytics')
  const target = await newMember(organization, roles.MEMBER)
  const accessId = await newGrant(organization, {
    workspaceId,
    membershipId: target.membershipId,
    roleId: roles.RUNNER,
  })
  const robot = await newServiceAccountWithKey(organization)
  const roleId = await newCustomRole(organization, ['read:flow'])
  ids = {
    accountId,
    workspaceId,
    accessId,
    roleId,
    membershipId: target.membershipId,
    userId: target.user.id,
    botId: robot.serviceAccountId,
    keyId: robot.key.id,
  }
  const reader = await newMember(organization, roles.MEMBER)
  const { membershipId } = reader
  await newGrant(organization, { workspaceId, membershipId, roleId: roles.READ_ONLY_COLLABORATOR })
  const member = await newMember(organization, roles.MEMBER)
  keys = {
    stranger: (await newUserApiKey(elsewhere.administrator.ctx)).key,
    elsewhere: (await newUserApiKey(elsewhere.administrator.ctx)).key,
    member: (await newUserApiKey(member.ctx)).key,
    reader: (await newUserApiKey(reader.ctx)).key,
  }
})

describe('denials', () => {
  test.each(routes.map((route) => [nameOf(route), route] as const))('%s', async (_, route) => {
    const before = await snapshot()
    const { demand } = route
    expect(await ask(null, route, 401)).toMatchObject({ code: 'unauthenticated' })
    expect(await ask(keys.stranger, route, 404)).toMatchObject({ code: 'not_found' })
    if (demand.of === 'organization' && !builtInRole('MEMBER').permissions.has(demand.permission))
      expect(await ask(keys.member, route, 403)).toMatchObject({ permission: demand.permission })
    if (demand.of === 'workspace') {
      expect(await ask(keys.member, route, 404)).toMatchObject({ code: 'not_found' })
      if (!builtInRole('READ_ONLY_COLLABORATOR').permissions.has(demand.permission))
        expect(await ask(keys.reader, route, 403)).toMatchObject({ permission: demand.permission })
    }
    expect(await snapshot()).toEqual(before)
  })

  test.each(
    routes
      .filter(({ path }) => (path.match(/\{/g) ?? []).length > 1)
      .map((route) => [nameOf(route), route] as const),
  )('%s finds nothing of another account, nor by an id that there is not', async (_, route) => {
    const before = await snapshot()
    const own = { ...ids, accountId: elsewhere.accountId }
    expect(await ask(keys.elsewhere, route, 404, own)).toMatchObject({ code: 'not_found' })
    const none = Object.fromEntries(Object.keys(ids).map((name) => [name, randomUUID()]))
    const nobody = { ...none, accountId: elsewhere.accountId }
    expect(await ask(keys.elsewhere, route, 404, nobody)).toMatchObject({ code: 'not_found' })
    const last = /\{(\w+)\}(?!.*\{)/.exec(route.path)?.[1] ?? ''
    await ask(keys.elsewhere, route, 404, { ...nobody, [last]: 'not-an-id' })
    expect(await snapshot()).toEqual(before)
  })

  test('leave a record where somebody of the account was refused', async () => {
    expect(
      (await actionsOf(organization.accountId)).filter((action) => action === 'change.refused').length,
    ).toBeGreaterThan(10)
  })
})

function nameOf({ method, path }: Route): string {
  return `${method.toUpperCase()} ${path}`
}

function ask(key: string | null, route: Route, status: number, values = ids): Promise<unknown> {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name)
  return wireClient(key).send(route.method.toUpperCase(), path, {
    status,
    ...(route.example === undefined ? {} : { body: route.example }),
  })
}

function snapshot(): Promise<unknown> {
  const tables = ['role', 'membership', 'workspace', 'workspace_grant', 'service_account', 'api_key']
  const asked = [organization.accountId, elsewhere.accountId]
  return Promise.all(
    tables.map((table) =>
      query(`select t.* from ${table} t where account_id = any($1) order by t::text`, [asked]),
    ),
  )
}
