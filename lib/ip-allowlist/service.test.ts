import { beforeEach, describe, expect, test } from 'vitest'
import { systemContext } from '@/lib/authz/session'
import { allowNetworks, enforceNetworks, from } from '@/lib/testing/ip-allowlist'
import { actionsOf, eventsOf } from '@/lib/testing/audit'
import { newServiceAccountWithKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization, type Person } from '@/lib/testing/organizations'
import { newPerson } from '@/lib/testing/people'
import { enforceIpAllowlist, setIpAllowlist } from './manage'
import { allowAllAddresses } from './operate'
import { setIpAllowlistInput } from './schema'
import { getIpAllowlist, getMyAddressAccess, previewEnforcement } from './service'

const office = '203.0.113.7'
const home = '198.51.100.20'

let organization: Organization
let accountId: string
let ada: Person
beforeEach(async () => {
  organization = await newOrganization()
  ;({ accountId, administrator: ada } = organization)
})

describe('the list', () => {
  test('is kept in its order, and in one spelling', async () => {
    const ctx = from(office, ada.ctx)
    await allowNetworks(ctx, accountId, ['2001:DB8::/32', '203.0.113.0/24', '-10.0.0.1'])
    const list = await getIpAllowlist(ctx, { accountId })
    expect(list).toMatchObject({ is_enforced: false, your_address: office })
    expect(list.entries.map((entry) => [entry.network, entry.is_enabled, entry.is_yours])).toEqual([
      ['2001:db8::/32', true, false],
      ['203.0.113.0/24', true, true],
      ['10.0.0.1/32', false, false],
    ])
  })

  test('says what changed in its event, with how it was and how it is', async () => {
    const ctx = from(office, ada.ctx)
    await allowNetworks(ctx, accountId, ['203.0.113.0/24', '10.0.0.0/8'])
    await allowNetworks(ctx, accountId, ['-203.0.113.0/24', '192.0.2.1'])
    const events = await eventsOf(accountId)
    expect(events.slice(-2).map(({ message }) => message)).toEqual([
      'Ada Lovelace changed the IP allowlist of Acme: added 2 networks',
      'Ada Lovelace changed the IP allowlist of Acme: added 192.0.2.1/32; removed 10.0.0.0/8; disabled 203.0.113.0/24',
    ])
    expect(events.at(-1)?.info).toMatchObject({
      before: { entries: [{ network: '203.0.113.0/24', is_enabled: true }, { network: '10.0.0.0/8' }] },
      after: { entries: [{ network: '203.0.113.0/24', is_enabled: false }, { network: '192.0.2.1/32' }] },
    })
  })

  test('that is the same already changes nothing and leaves no event', async () => {
    const ctx = from(office, ada.ctx)
    await allowNetworks(ctx, accountId, ['203.0.113.0/24'])
    const before = await actionsOf(accountId)
    await allowNetworks(ctx, accountId, ['203.0.113.0/24'])
    expect(await actionsOf(accountId)).toEqual(before)
  })

  test('somebody else’s change meanwhile is not overwritten by who sends what they saw', async () => {
    const ctx = from(office, ada.ctx)
    const { revision } = await getIpAllowlist(ctx, { accountId })
    await allowNetworks(ctx, accountId, ['203.0.113.0/24'])
    const late = setIpAllowlistInput.parse({ accountId, entries: [], expectedRevision: revision })
    await expect(setIpAllowlist(ctx, late)).rejects.toMatchObject({ reason: 'changed_meanwhile' })
    const enforcing = enforceIpAllowlist(ctx, { accountId, isEnforced: true, expectedRevision: revision })
    await expect(enforcing).rejects.toMatchObject({ reason: 'changed_meanwhile' })
    expect((await getIpAllowlist(ctx, { accountId })).entries).toHaveLength(1)
  })

  test('keeps what was seen of a network that stays', async () => {
    await enforceNetworks(organization, ['203.0.113.0/24'], office)
    const ctx = from(office, ada.ctx)
    await getIpAllowlist(ctx, { accountId })
    await expect.poll(async () => lastSeen()).toEqual([expect.any(String)])
    const [seen] = await lastSeen()
    await allowNetworks(ctx, accountId, ['10.0.0.0/8', '203.0.113.0/24'])
    expect(await lastSeen()).toEqual([null, seen])
  })

  async function lastSeen() {
    const rows = await query<{ at: Date | null }>(
      `select s.last_seen_at as at from ip_allowlist_entry e
       left join ip_allowlist_sight s on s.entry_id = e.id where e.account_id = $1 order by e.position`,
      [accountId],
    )
    return rows.map(({ at }) => at?.toISOString() ?? null)
  }
})

describe('whoever makes or enforces a list stays in', () => {
  test.each([
    ['an empty list', []],
    ['a list without one’s address', ['10.0.0.0/8', '2001:db8::/32']],
    ['a list where it is not enabled', ['-203.0.113.0/24']],
  ])('%s cannot be enforced', async (_, networks) => {
    const ctx = from(office, ada.ctx)
    await allowNetworks(ctx, accountId, networks)
    await expect(enforceIpAllowlist(ctx, { accountId, isEnforced: true })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'would_lock_out',
      message: expect.stringContaining(office),
    })
    expect((await getIpAllowlist(ctx, { accountId })).is_enforced).toBe(false)
    expect((await actionsOf(accountId)).at(-1)).toBe('change.refused')
  })

  test('and cannot be narrowed to others while it is enforced', async () => {
    await enforceNetworks(organization, ['203.0.113.0/24'], office)
    const ctx = from(office, ada.ctx)
    await expect(allowNetworks(ctx, accountId, ['10.0.0.0/8'])).rejects.toMatchObject({
      reason: 'would_lock_out',
    })
    expect((await getIpAllowlist(ctx, { accountId })).entries).toMatchObject([{ network: '203.0.113.0/24' }])
    await allowNetworks(ctx, accountId, ['10.0.0.0/8', office])
  })

  test('nor by somebody whose address is not known', async () => {
    await allowNetworks(ada.ctx, accountId, ['0.0.0.0/0', '::/0'])
    const enforcing = enforceIpAllowlist(from(null, ada.ctx), { accountId, isEnforced: true })
    await expect(enforcing).rejects.toMatchObject({ reason: 'would_lock_out' })
  })

  test('enforcing and lifting are events, once', async () => {
    await enforceNetworks(organization, ['203.0.113.0/24'], office)
    const ctx = from(office, ada.ctx)
    await enforceIpAllowlist(ctx, { accountId, isEnforced: true })
    await enforceIpAllowlist(ctx, { accountId, isEnforced: false })
    await setIpAllowlist(ctx, setIpAllowlistInput.parse({ accountId, entries: [] }))
    expect((await actionsOf(accountId)).slice(-4)).toEqual([
      'account.ip_allowlist_changed',
      'account.ip_allowlist_enforced',
      'account.ip_allowlist_lifted',
      'account.ip_allowlist_changed',
    ])
  })
})

describe('would I get in', () => {
  test.each([
    [['203.0.113.0/24'], true, 'is let in by 203.0.113.0/24'],
    [['-203.0.113.0/24'], false, 'is not enabled'],
    [['10.0.0.0/8'], false, 'is not on the IP allowlist of Acme'],
    [[], false, 'is not on the IP allowlist of Acme'],
  ])('with %j: %s', async (networks, allowed, detail) => {
    const ctx = from(office, ada.ctx)
    await allowNetworks(ctx, accountId, networks)
    const answer = await getMyAddressAccess(ctx, { accountId })
    expect(answer).toEqual({ allowed, detail: expect.stringContaining(detail) })
    expect(answer.detail).toContain(office)
  })

  test('not where one’s address is not known', async () => {
    const answer = await getMyAddressAccess(from(null, ada.ctx), { accountId })
    expect(answer).toEqual({ allowed: false, detail: expect.stringContaining('could not be found out') })
  })
})

describe('whom enforcing would shut out', () => {
  test('are those who last came from elsewhere, service accounts included', async () => {
    const near = await newMember(organization, organization.roles.MEMBER, { name: 'Grace Near' })
    const far = await newMember(organization, organization.roles.MEMBER, { name: 'Alan Far' })
    const robot = await newServiceAccountWithKey(organization)
    await cameFrom(ada, office)
    await cameFrom(near, '::ffff:203.0.113.9')
    await cameFrom(far, home)
    await query(
      'insert into api_key_use (api_key_id, last_used_at, ip_address) select id, now(), $2 from api_key where service_account_id = $1',
      [robot.serviceAccountId, home],
    )
    await wereActive()
    await allowNetworks(from(office, ada.ctx), accountId, ['203.0.113.0/24'])
    const preview = await previewEnforcement(from(office, ada.ctx), { accountId })
    expect(preview).toMatchObject({ shut_out: 2, known: 4 })
    expect(preview.names).toContain('Alan Far')
    expect(preview.names).not.toContain('Grace Near')
  })

  test('those without a known address, or who were long away, are not counted', async () => {
    const away = await newMember(organization, organization.roles.MEMBER)
    await cameFrom(away, home)
    await cameFrom(ada, 'no address')
    await query('update membership_activity set last_active_at = now() where account_id = $1', [accountId])
    await query(
      `update membership_activity set last_active_at = now() - interval '31 days' where membership_id = $1`,
      [away.membershipId],
    )
    expect(await previewEnforcement(ada.ctx, { accountId })).toEqual({ shut_out: 0, names: [], known: 0 })
  })

  async function cameFrom({ sessionId }: Person, address: string) {
    await query('update session set ip_address = $2, last_used_at = now() where id = $1', [
      sessionId,
      address,
    ])
  }

  async function wereActive() {
    await query('update membership_activity set last_active_at = now() where account_id = $1', [accountId])
  }
})

describe('denials', () => {
  test('a member without the permission changes nothing, and may read', async () => {
    const { ctx } = await newMember(organization, organization.roles.MEMBER)
    await expect(allowNetworks(ctx, accountId, ['0.0.0.0/0'])).rejects.toMatchObject({
      permission: 'update:organization',
    })
    await expect(enforceIpAllowlist(ctx, { accountId, isEnforced: true })).rejects.toMatchObject({
      permission: 'update:organization',
    })
    await expect(previewEnforcement(ctx, { accountId })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await getIpAllowlist(ctx, { accountId })).toMatchObject({
      entries: [],
      can: { update: { allowed: false, permission: 'update:organization' } },
    })
  })

  test('a stranger finds nothing, and neither does an Administrator of another organization', async () => {
    const others = [await newPerson(), (await newOrganization()).administrator]
    for (const { ctx } of others) {
      for (const ask of [
        () => getIpAllowlist(ctx, { accountId }),
        () => getMyAddressAccess(ctx, { accountId }),
        () => previewEnforcement(ctx, { accountId }),
        () => allowNetworks(ctx, accountId, ['0.0.0.0/0']),
        () => enforceIpAllowlist(ctx, { accountId, isEnforced: true }),
        () => allowAllAddresses(ctx, { handle: organization.handle }),
      ])
        await expect(ask()).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await actionsOf(accountId)).toEqual(['account.created'])
  })

  test('a personal account has no list', async () => {
    const { ctx, accountId: own } = await newPerson()
    await expect(allowNetworks(ctx, own, ['0.0.0.0/0'])).rejects.toMatchObject({ reason: 'personal_account' })
    await expect(enforceIpAllowlist(ctx, { accountId: own, isEnforced: true })).rejects.toMatchObject({
      reason: 'personal_account',
    })
  })
})

test('the command line lets everybody in again, keeps the list, and leaves an event', async () => {
  await enforceNetworks(organization, ['203.0.113.0/24'], office)
  const ctx = systemContext('The command line')
  const { handle } = organization
  expect(await allowAllAddresses(ctx, { handle })).toEqual({ handle, wasEnforced: true })
  expect(await allowAllAddresses(ctx, { handle })).toEqual({ handle, wasEnforced: false })
  expect(await getIpAllowlist(from(home, ada.ctx), { accountId })).toMatchObject({
    is_enforced: false,
    entries: [{ network: '203.0.113.0/24' }],
  })
  expect((await eventsOf(accountId)).at(-1)).toMatchObject({
    action: 'account.ip_allowlist_lifted',
    actor_kind: 'SYSTEM',
  })
})
