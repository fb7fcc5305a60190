import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { database } from '@/lib/db/transaction'
import { eventsOf } from '@/lib/testing/audit'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { startDnsServer } from '@/lib/testing/dns-server'
import { after, day, newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newPerson } from '@/lib/testing/people'
import {
  newConnectionRow,
  newDomain,
  newDomainRow,
  newSsoOrganization,
  newStrictOrganization,
  proveSession,
  zone,
} from '@/lib/testing/sso'
import { listProven } from './domain-store'
import { checkSsoDomains } from './domain-watch'
import {
  addSsoDomain,
  assignSsoDomain,
  checkSsoDomain,
  listSsoDomains,
  previewSsoDomainRemoval,
  removeSsoDomain,
} from './domains'

const dns = await startDnsServer(zone)
vi.stubEnv('DNS_SERVERS', dns.address)
afterAll(() => dns.stop())

let organization: Organization
let accountId: string
beforeEach(async () => {
  organization = await newOrganization()
  ;({ accountId } = organization)
})

/** A domain that an organization added, and its record in the DNS. */
async function addDomain(of: Organization = organization, domain = newDomain()) {
  const view = await addSsoDomain(of.administrator.ctx, { accountId: of.accountId, domain })
  const publish = (text = view.record_value) => dns.say(view.record_name, [text])
  const asked = { accountId: of.accountId, domainId: view.id }
  return { ...view, asked, publish, check: (ctx = of.administrator.ctx) => checkSsoDomain(ctx, asked) }
}

describe('proving a domain', () => {
  test('by the record that was asked for, which makes the only active connection speak for it', async () => {
    const connectionId = await newConnectionRow(organization, { name: 'Company' })
    await newConnectionRow(organization, { state: 'DRAFT' })
    const domain = await addDomain()
    expect(domain).toMatchObject({
      state: 'UNPROVEN',
      record_name: `_roster.${domain.domain}`,
      connection: null,
    })
    expect(await domain.check()).toMatchObject({
      state: 'UNPROVEN',
      problem: expect.stringContaining('no such record'),
    })
    domain.publish()
    expect(await domain.check()).toMatchObject({
      state: 'PROVEN',
      problem: null,
      connection: { id: connectionId, name: 'Company' },
    })
    expect((await listSsoDomains(organization.administrator.ctx, { accountId })).domains).toHaveLength(1)
    const events = (await eventsOf(accountId)).slice(-2)
    expect(events.map(({ action, message }) => [action, message])).toEqual([
      ['sso_domain.added', `Ada Lovelace added the domain ${domain.domain}`],
      ['sso_domain.proven', `Ada Lovelace proved the domain ${domain.domain}`],
    ])
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  })

  test('also by one at the domain itself, among others', async () => {
    const domain = await addDomain()
    dns.say(domain.domain, ['v=spf1 -all', 'x'.repeat(300), domain.record_value])
    expect(await domain.check()).toMatchObject({ state: 'PROVEN' })
  })

  test('not by the record of another organization', async () => {
    const other = await addDomain(await newOrganization())
    const domain = await addDomain(organization, other.domain)
    domain.publish(other.record_value)
    expect(await domain.check()).toMatchObject({
      state: 'UNPROVEN',
      problem: expect.stringContaining('another text'),
    })
  })

  test.each(['SERVFAIL', 'SILENT'] as const)(
    'name servers that say %s prove and end nothing',
    async (answer) => {
      const domain = await addDomain()
      domain.publish()
      await domain.check()
      dns.say(domain.record_name, answer)
      expect(await domain.check()).toMatchObject({
        state: 'PROVEN',
        problem: expect.stringContaining('could not be asked'),
        missing_since: null,
      })
      // The checks of all domains below would wait for it too.
      dns.say(domain.record_name, 'NXDOMAIN')
    },
  )
})

describe('one organization at a time', () => {
  test('another one is told that it is taken, and not by whom', async () => {
    const globex = await newOrganization({ name: 'Globex' })
    const first = await addDomain(globex)
    const second = await addDomain(organization, first.domain)
    first.publish()
    await first.check()
    const taken = { code: 'conflict', reason: 'domain_taken', message: expect.not.stringMatching(/Globex/) }
    dns.say(first.domain, [second.record_value])
    await expect(second.check()).rejects.toMatchObject(taken)
    const third = await newOrganization()
    await expect(addDomain(third, first.domain)).rejects.toMatchObject(taken)
    await removeSsoDomain(globex.administrator.ctx, first.asked)
    expect(await second.check()).toMatchObject({ state: 'PROVEN' })
  })

  test('of two that prove it at once one does', async () => {
    const organizations = [organization, await newOrganization()]
    const domains = await Promise.all(organizations.map((one) => addDomain(one, sharedDomain)))
    dns.say(
      sharedDomain,
      domains.map(({ record_value }) => record_value),
    )
    const outcomes = await Promise.allSettled(domains.map(({ check }) => check()))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = outcomes.find((one) => one.status === 'rejected')
    expect(refused?.reason).toMatchObject({ reason: 'domain_taken' })
    const proven = await query('select 1 from sso_domain where domain = $1 and verified_at is not null', [
      sharedDomain,
    ])
    expect(proven).toHaveLength(1)
  })
  const sharedDomain = newDomain()

  test.runIf(!isEmbeddedDatabase())(
    'of two that add and prove it at once, twenty times, one does',
    async () => {
      for (let round = 0; round < 20; round += 1) {
        const name = newDomain()
        const organizations = [await newOrganization(), await newOrganization()]
        const domains = await Promise.all(organizations.map((one) => addDomain(one, name)))
        dns.say(
          name,
          domains.map(({ record_value }) => record_value),
        )
        const outcomes = await Promise.allSettled(domains.map(({ check }) => check()))
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      }
    },
    120_000,
  )
})

describe('a domain is refused', () => {
  test.each([
    ['gmail.com', 'public_mail_domain'],
    ['co.uk', 'public_suffix'],
  ])('%s with %s', async (domain, reason) => {
    const { administrator } = organization
    await expect(addSsoDomain(administrator.ctx, { accountId, domain })).rejects.toMatchObject({
      code: 'invalid_input',
      reason,
      fields: { domain: expect.any(String) },
    })
  })

  test('that the organization has, and beyond fifty', async () => {
    const { domain } = await addDomain()
    const { administrator } = organization
    await expect(addSsoDomain(administrator.ctx, { accountId, domain })).rejects.toMatchObject({
      reason: 'domain_added',
    })
    for (let count = 1; count < 50; count += 1)
      await newDomainRow(organization, newDomain(), { verifiedAt: null })
    await expect(addDomain()).rejects.toMatchObject({ code: 'conflict', reason: 'too_many_domains' })
  })

  test('in a personal account', async () => {
    const { ctx, accountId: own } = await newPerson()
    await expect(addSsoDomain(ctx, { accountId: own, domain: newDomain() })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'personal_account',
    })
  })

  test('after sixty checks in ten minutes', async () => {
    const domain = await addDomain()
    vi.stubEnv('RATE_LIMIT_FACTOR', '1')
    for (let count = 0; count < 60; count += 1) await domain.check()
    await expect(domain.check()).rejects.toMatchObject({ code: 'rate_limited' })
  }, 60_000)
})

describe('every day', () => {
  test('a record that is gone is mailed at once, and ends the proof after seven days', async () => {
    const second = await newPerson()
    await newMember(organization, organization.roles.ADMINISTRATOR, { person: second })
    const domain = await addDomain()
    domain.publish()
    await domain.check()
    const now = new Date()
    await checkHere(now)
    expect(await stateOf(domain)).toMatchObject({ state: 'PROVEN' })

    dns.say(domain.record_name, 'NXDOMAIN')
    await checkHere(now)
    expect(await stateOf(domain)).toMatchObject({ state: 'MISSING', missing_since: now.toISOString() })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'sso_domain.missing',
      actor_kind: 'SYSTEM',
      info: { domain: domain.domain, missing_since: now.toISOString() },
    })
    for (const days of [1, 6]) await checkHere(new Date(now.getTime() + days * day))
    expect(await stateOf(domain)).toMatchObject({ state: 'MISSING' })
    for (const email of [organization.administrator.user.email, second.user.email])
      expect((await mailsTo(email)).filter(({ template }) => template === 'sso_domain_missing')).toHaveLength(
        1,
      )

    await checkHere(new Date(now.getTime() + 7 * day))
    expect(await stateOf(domain)).toMatchObject({ state: 'UNPROVEN', verified_at: null })
    const [lost] = (await mailsTo(second.user.email)).filter(({ template }) => template === 'sso_domain_lost')
    expect(lost?.props).toMatchObject({ domain: domain.domain, name: 'Ada Lovelace' })
    expect((await eventsOf(accountId)).at(-1)).toMatchObject({
      action: 'sso_domain.lost',
      actor_kind: 'SYSTEM',
      info: { domain: domain.domain },
    })
  })

  test('one that is back in time was never lost', async () => {
    const domain = await addDomain()
    domain.publish()
    await domain.check()
    const now = new Date()
    dns.say(domain.record_name, 'NXDOMAIN')
    await checkHere(now)
    domain.publish()
    await checkHere(new Date(now.getTime() + 8 * day))
    expect(await stateOf(domain)).toMatchObject({ state: 'PROVEN', problem: null, missing_since: null })
    const told = (await eventsOf(accountId)).filter(({ object_id }) => object_id === domain.id)
    expect(told.map(({ action }) => action).slice(-2)).toEqual(['sso_domain.missing', 'sso_domain.found'])
  })

  test('the domains of all organizations are looked for unless it is limited to some', async () => {
    const id = await newDomainRow(await newOrganization(), newDomain())
    const looked = async (accountIds?: string[]) =>
      (await listProven(database(), { after: null, accountIds, limit: 100_000 })).map((domain) => domain.id)
    expect(await looked()).toContain(id)
    expect(await looked([accountId])).not.toContain(id)
  })

  test('name servers that fail for weeks take no proof', async () => {
    const domain = await addDomain()
    domain.publish()
    await domain.check()
    dns.say(domain.record_name, 'SERVFAIL')
    for (const days of [0, 7, 30]) await checkHere(new Date(Date.now() + days * day))
    expect(await stateOf(domain)).toMatchObject({ state: 'PROVEN', missing_since: null })
  })

  // What other tests have proven is looked for elsewhere.
  const checkHere = (now: Date) => checkSsoDomains(now, [accountId])

  async function stateOf({ id }: { id: string }) {
    const { domains } = await listSsoDomains(organization.administrator.ctx, { accountId })
    return domains.find((one) => one.id === id)
  }
})

describe('while single sign-on is required', () => {
  test('the last way in is not taken by giving its domain no connection, or one that lets nobody in', async () => {
    const strict = await newStrictOrganization()
    const { administrator, connectionId, domainId } = strict
    await proveSession(strict, administrator.sessionId)
    const of = { accountId: strict.accountId, domainId }
    const { ctx } = administrator
    await expect(assignSsoDomain(ctx, { ...of, connectionId: null })).rejects.toMatchObject({
      code: 'conflict',
      reason: 'would_lock_out',
    })
    for (const state of ['DRAFT', 'DISABLED'] as const) {
      const dead = await newConnectionRow(strict, { state })
      await expect(assignSsoDomain(ctx, { ...of, connectionId: dead })).rejects.toMatchObject({
        code: 'conflict',
        reason: 'connection_not_active',
      })
    }
    const second = await newConnectionRow(strict)
    expect(await assignSsoDomain(ctx, { ...of, connectionId: second })).toMatchObject({
      connection: { id: second },
    })
    const other = await newDomainRow(strict, newDomain(), { connectionId })
    expect(await assignSsoDomain(ctx, { ...of, connectionId: null })).toMatchObject({ connection: null })
    await expect(removeSsoDomain(ctx, { ...of, domainId: other })).rejects.toMatchObject({
      reason: 'would_lock_out',
    })
    await removeSsoDomain(ctx, of)
    await removeSsoDomain(ctx, { ...of, domainId: other })
  })
})

test('a domain is given another connection, of its own organization, unless it was meanwhile', async () => {
  const { ctx } = organization.administrator
  const connectionId = await newConnectionRow(organization, { name: 'Second' })
  const { asked, id } = await addDomain()
  const foreign = await newConnectionRow(await newOrganization())
  await expect(assignSsoDomain(ctx, { ...asked, connectionId: foreign })).rejects.toMatchObject({
    code: 'not_found',
    reason: 'connection_not_found',
  })
  expect(await assignSsoDomain(ctx, { ...asked, connectionId })).toMatchObject({
    id,
    connection: { name: 'Second' },
  })
  await expect(
    assignSsoDomain(ctx, { ...asked, connectionId: null, expectedConnectionId: null }),
  ).rejects.toMatchObject({ reason: 'changed_meanwhile' })
  await assignSsoDomain(ctx, { ...asked, connectionId: null, expectedConnectionId: connectionId })
  expect((await eventsOf(accountId)).filter(({ action }) => action === 'sso_domain.assigned')).toHaveLength(2)
})

test('what removing a domain does is said before and after, in numbers', async () => {
  const acme = await newSsoOrganization()
  const { administrator, domainId, domain } = acme
  await query('update account set is_sso_required = true where id = $1', [acme.accountId])
  await query(
    `insert into sso_break_glass (account_id, membership_id) select account_id, id from membership where account_id = $1`,
    [acme.accountId],
  )
  for (const email of [`b@${domain}`, `c@${domain.toUpperCase()}`, `d@other-${domain}`])
    await newMember(acme, acme.roles.MEMBER, { person: await newPerson({ email }) })
  const consequences = { members: 3, ends_requirement: true, connection_name: 'Company', is_last: true }
  const asked = { accountId: acme.accountId, domainId }
  expect(await previewSsoDomainRemoval(administrator.ctx, asked)).toEqual(consequences)
  expect(await removeSsoDomain(administrator.ctx, asked)).toEqual(consequences)
  expect((await eventsOf(acme.accountId)).at(-1)).toMatchObject({
    action: 'sso_domain.removed',
    info: { domain, was_proven: true, ...consequences },
  })
  await expect(previewSsoDomainRemoval(administrator.ctx, asked)).rejects.toMatchObject({
    reason: 'domain_not_found',
  })
})

test('on a plan without single sign-on what is there is read, checked and removed, and nothing is added', async () => {
  const { ctx } = organization.administrator
  const domain = await addDomain()
  domain.publish()
  await domain.check()
  const other = await addDomain()
  await query(`update account set plan = 'STANDARD' where id = $1`, [accountId])
  const { domains, can } = await listSsoDomains(ctx, { accountId })
  expect([domains.length, can.add.allowed, can.update.allowed]).toEqual([2, false, true])
  await expect(addDomain()).rejects.toMatchObject({ code: 'forbidden', reason: 'plan_required' })
  await expect(other.check()).rejects.toMatchObject({ reason: 'plan_required' })
  expect(await domain.check(after(ctx, day))).toMatchObject({ state: 'PROVEN' })
  await removeSsoDomain(ctx, domain.asked)
})
