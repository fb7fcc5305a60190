import { beforeEach, describe, expect, test, vi } from 'vitest'
import { listAccounts, renameOrganization } from '@/lib/accounts/service'
import { verifyAuditChain } from '@/lib/audit/service'
import { createRouter } from '@/lib/http/router'
import { listMembers } from '@/lib/members/service'
import { listMembersInput } from '@/lib/members/schema'
import { database } from '@/lib/db/transaction'
import { newServiceAccountWithKey, newUserApiKey } from '@/lib/testing/api-keys'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { askGraphql } from '@/lib/testing/graphql'
import { enforceNetworks, from } from '@/lib/testing/ip-allowlist'
import {
  after,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf } from '@/lib/testing/people'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { listMyWorkspaces, listShortcuts, noteVisit } from '@/lib/workspaces/home'
import { listMyWorkspacesInput } from '@/lib/workspaces/schema'
import { authorizeAccount, authorizeAccountByHandle } from './access'
import { sessionCookieName } from './session-cookie'
import { authorizeWorkspace } from './workspace-standing'

const office = '203.0.113.7'
const home = '198.51.100.20'
const refused = { code: 'forbidden', reason: 'address_not_allowed', message: expect.stringContaining(home) }

let organization: Organization
let accountId: string
let ada: Person
beforeEach(async () => {
  organization = await newOrganization()
  ;({ accountId, administrator: ada } = organization)
})

describe('an address is let in', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '8.8.8.8', false],
    ['2001:db8::/32', '2001:DB8:ffff:0::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::7/128', '2001:db8:0:0:0:0:0:7', true],
    ['203.0.113.0/24', '::ffff:203.0.113.9', true],
    ['203.0.113.0/24', '::ffff:cb00:7109', true],
    ['::ffff:203.0.113.0/120', '203.0.113.9', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['-203.0.113.0/24', '203.0.113.7', false],
    ['0.0.0.0/0', null, false],
    ['0.0.0.0/0', '', false],
    ['0.0.0.0/0', 'unknown', false],
  ])('by %s, coming from %s: %s', async (network, address, isIn) => {
    // Whoever sets it comes from elsewhere, through an entry of its own.
    const setter = '192.0.2.77'
    await enforceNetworks(organization, [network, setter], setter)
    const asked = authorizeAccount(from(address, ada.ctx), database(), accountId, 'read:organization')
    if (isIn) await expect(asked).resolves.toMatchObject({ account: { id: accountId } })
    else await expect(asked).rejects.toMatchObject({ reason: 'address_not_allowed' })
  })

  test('wherever they come from while the list is not enforced', async () => {
    for (const address of [home, null]) {
      const asked = authorizeAccount(from(address, ada.ctx), database(), accountId, 'read:organization')
      await expect(asked).resolves.toMatchObject({ account: { isIpAllowlistEnforced: false } })
    }
  })
})

describe('every door asks', () => {
  const router = createRouter(() => Promise.resolve(null))
  let workspaceId: string

  beforeEach(async () => {
    workspaceId = await newWorkspace(organization, 'Vault')
    await enforceNetworks(organization, ['203.0.113.0/24'], office)
  })

  test('services of the account, of a workspace, and changes', async () => {
    const asks = (ctx: Person['ctx']) => [
      () => authorizeAccountByHandle(ctx, organization.handle, 'read:organization'),
      () => listMembers(ctx, listMembersInput.parse({ accountId })),
      () => authorizeWorkspace(ctx, database(), { accountId, workspaceId }, 'read:workspace'),
      () => renameOrganization(ctx, { accountId, name: 'Acme' }),
    ]
    for (const ask of asks(from(office, ada.ctx))) await expect(ask()).resolves.toBeTruthy()
    for (const ask of asks(from(home, ada.ctx))) await expect(ask()).rejects.toMatchObject(refused)
  })

  test('REST by session and by key, and GraphQL', async () => {
    const { key } = await newUserApiKey(ada.ctx)
    const robot = await newServiceAccountWithKeyFromOffice()
    const cookie = `${sessionCookieName()}=${await sessionCookieOf(ada.sessionId)}`
    const path = `/api/accounts/${accountId}/workspaces`
    const carried: Record<string, string>[] = [
      { cookie },
      { authorization: `Bearer ${key}` },
      { authorization: `Bearer ${robot}` },
    ]
    for (const headers of carried) {
      const statusFrom = async (address: string) =>
        (await router.request(path, { headers: { ...headers, 'x-roster-client-address': address } })).status
      expect([await statusFrom(office), await statusFrom(home)]).toEqual([200, 403])
    }
    for (const one of [key, robot]) {
      const asked = (address: string) =>
        askGraphql('{ organization { name } }', {
          key: one,
          organization: organization.handle,
          headers: { 'x-roster-client-address': address },
        })
      expect((await asked(office)).errors).toBeUndefined()
      expect((await asked(home)).errors?.[0]).toMatchObject({
        message: expect.stringContaining(home),
        extensions: { code: 'forbidden', reason: 'address_not_allowed' },
      })
    }
  })

  async function newServiceAccountWithKeyFromOffice() {
    const administrator = { ...ada, ctx: from(office, ada.ctx) }
    return (await newServiceAccountWithKey({ ...organization, administrator })).key.key
  }

  test('lists over accounts leave its workspaces out, and name it with a note', async () => {
    const other = await newOrganization({ administrator: ada, name: 'Globex' })
    await newWorkspace(other, 'Open')
    await noteVisit(from(office, ada.ctx), { accountId, workspaceId })
    const namesFrom = async (address: string) => {
      const { rows } = await listMyWorkspaces(from(address, ada.ctx), listMyWorkspacesInput.parse({}))
      return rows.map(({ name }) => name)
    }
    expect(await namesFrom(office)).toEqual(['Vault', 'Open'])
    expect(await namesFrom(home)).toEqual(['Open'])
    expect((await listShortcuts(from(office, ada.ctx))).recent).toHaveLength(1)
    expect((await listShortcuts(from(home, ada.ctx))).recent).toEqual([])
    const allowed = (await listAccounts(from(home, ada.ctx))).map((one) => [one.name, one.is_address_allowed])
    expect(allowed).toEqual([
      ['Ada Lovelace', true],
      ['Acme', false],
      ['Globex', true],
    ])
  })

  test('a stranger, a suspended member and a bound key of elsewhere find nothing, from any address', async () => {
    const stranger = await newPerson()
    const suspended = await newMember(organization, organization.roles.MEMBER, { status: 'SUSPENDED' })
    for (const { ctx } of [stranger, suspended]) {
      const asked = authorizeAccount(from(home, ctx), database(), accountId, 'read:organization')
      await expect(asked).rejects.toMatchObject({ code: 'not_found' })
    }
    expect((await refusals()).length).toBe(0)
  })

  test('a workspace that one cannot see is refused like any other: nobody learns of it', async () => {
    const member = await newMember(organization, organization.roles.MEMBER)
    const seen = await newWorkspace(organization, 'Seen')
    const roleId = organization.roles.RUNNER
    await newGrant(organization, { workspaceId: seen, membershipId: member.membershipId, roleId })
    for (const id of [seen, workspaceId]) {
      const key = { accountId, workspaceId: id }
      const asked = authorizeWorkspace(from(home, member.ctx), database(), key, 'read:workspace')
      await expect(asked).rejects.toMatchObject({ reason: 'address_not_allowed' })
    }
  })
})

describe('a refusal', () => {
  beforeEach(async () => enforceNetworks(organization, ['203.0.113.0/24'], office))

  test('is one event, however often one asks in a minute, for each address', async () => {
    const ctx = from(home, ada.ctx)
    for (let times = 0; times < 5; times += 1) await isRefused(after(ctx, times * 10_000))
    await Promise.all([1, 2, 3].map(() => isRefused(after(ctx, 50_000))))
    expect(await refusals()).toEqual([
      `Ada Lovelace was refused from ${home}, which the IP allowlist does not let in`,
    ])
    await isRefused(from('198.51.100.21', ada.ctx))
    expect(await refusals()).toHaveLength(2)
    await isRefused(after(ctx, 60_001))
    expect(await refusals()).toHaveLength(3)
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  })

  test('is one event in whichever process one asks', async () => {
    const refused = { accountId, actor: { id: ada.user.id, name: ada.user.name } }
    for (let process = 0; process < 3; process += 1) {
      // Another process remembers nothing of what this one wrote.
      vi.resetModules()
      const { recordAddressRefusal } = await import('@/lib/audit/address-refusals')
      await recordAddressRefusal(from(home, ada.ctx), refused)
    }
    expect(await refusals()).toHaveLength(1)
  })

  test('of a change is that one event too, and changes nothing', async () => {
    const renaming = renameOrganization(from(home, ada.ctx), { accountId, name: 'Taken over' })
    await expect(renaming).rejects.toMatchObject({ reason: 'address_not_allowed' })
    expect((await eventsOf(accountId)).slice(-1)).toMatchObject([
      { action: 'account.address_refused', object_id: accountId, info: { ip_address: home } },
    ])
    const [row] = await query<{ name: string }>('select name from account where id = $1', [accountId])
    expect(row?.name).toBe('Acme')
  })

  test('does not count as being here', async () => {
    await query('update membership_activity set last_active_at = null where account_id = $1', [accountId])
    await isRefused(from(home, ada.ctx))
    const rows = await query('select last_active_at from membership_activity where account_id = $1', [
      accountId,
    ])
    expect(rows).toEqual([{ last_active_at: null }])
  })

  async function isRefused(ctx: Person['ctx']) {
    const asked = authorizeAccount(ctx, database(), accountId, 'read:organization')
    await expect(asked).rejects.toMatchObject({ reason: 'address_not_allowed' })
  }
})

test('who is refused in one organization goes on in the others', async () => {
  const other = await newOrganization({ administrator: ada })
  await enforceNetworks(organization, ['203.0.113.0/24'], office)
  const asked = authorizeAccount(from(home, ada.ctx), database(), other.accountId, 'read:organization')
  await expect(asked).resolves.toMatchObject({ account: { id: other.accountId } })
})

async function refusals(): Promise<string[]> {
  const events = await eventsOf(accountId)
  return events.filter(({ action }) => action === 'account.address_refused').map(({ message }) => message)
}
