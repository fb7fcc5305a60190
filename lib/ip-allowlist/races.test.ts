import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { AppError } from '@/lib/errors'
import { actionsOf } from '@/lib/testing/audit'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { allowNetworks, from } from '@/lib/testing/ip-allowlist'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { authorizeAccount } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { enforceIpAllowlist } from './manage'
import { getIpAllowlist } from './service'

// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 4 : 100
const [office, home] = ['203.0.113.7', '198.51.100.20']

let organization: Organization
let accountId: string
/** Two Administrators, each with an address of their own. */
let one: Ctx
let other: Ctx
beforeAll(async () => {
  organization = await newOrganization()
  accountId = organization.accountId
  one = from(office, organization.administrator.ctx)
  other = from(home, (await newMember(organization, organization.roles.ADMINISTRATOR)).ctx)
})

async function reset(networks: string[]): Promise<void> {
  await query('update account set is_ip_allowlist_enforced = false where id = $1', [accountId])
  await allowNetworks(one, accountId, [])
  await allowNetworks(one, accountId, networks)
}

/** What became of changes made at the same moment: the reason of each that was refused, "done" of the others. */
async function settle(changes: Promise<unknown>[]): Promise<string[]> {
  return Promise.all(
    changes.map(async (change) => {
      try {
        await change
        return 'done'
      } catch (error) {
        if (error instanceof AppError && error.reason) return error.reason
        throw error
      }
    }),
  )
}

async function isIn(ctx: Ctx): Promise<boolean> {
  const [outcome] = await settle([authorizeAccount(ctx, database(), accountId, 'read:organization')])
  return outcome === 'done'
}

describe(`at the same moment, ${rounds} times,`, () => {
  test(
    'one enforces and another narrows the list to themselves: whoever came last is in',
    { timeout: 120_000 },
    async () => {
      const seen = new Set<string>()
      for (let round = 0; round < rounds; round += 1) {
        await reset([office, home])
        const enforcing = () => enforceIpAllowlist(one, { accountId, isEnforced: true })
        const narrowing = () => allowNetworks(other, accountId, [home])
        const [first, second] = round % 2 === 0 ? [enforcing, narrowing] : [narrowing, enforcing]
        const outcomes = await settle([first(), second()])
        const [enforced, narrowed] = round % 2 === 0 ? outcomes : outcomes.toReversed()
        seen.add(`${enforced} ${narrowed}`)
        // The one who narrows is always on the list. The one who enforces is in, unless it was narrowed after that by somebody who is.
        expect(narrowed).toBe('done')
        expect(['done', 'would_lock_out']).toContain(enforced)
        expect(await isIn(other)).toBe(true)
        expect(await isIn(one)).toBe(enforced === 'would_lock_out')
      }
      expect(seen.size).toBeGreaterThan(0)
    },
  )

  test(
    'two narrow an enforced list, each to themselves: one of them is in, and nobody else made it so',
    { timeout: 120_000 },
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        await reset([office, home])
        await enforceIpAllowlist(one, { accountId, isEnforced: true })
        const outcomes = await settle([
          allowNetworks(one, accountId, [office]),
          allowNetworks(other, accountId, [home]),
        ])
        // The second is out by the time it has the lock, and changes nothing.
        expect(outcomes.toSorted()).toEqual(['address_not_allowed', 'done'])
        expect([await isIn(one), await isIn(other)].map(String).toSorted()).toEqual(['false', 'true'])
      }
      expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
    },
  )

  test('two send what they saw: one is told that it changed', { timeout: 120_000 }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      await reset([office, home])
      const { revision: expectedRevision } = await getIpAllowlist(one, { accountId })
      const enforce = (ctx: Ctx) => enforceIpAllowlist(ctx, { accountId, isEnforced: true, expectedRevision })
      expect((await settle([enforce(one), enforce(other)])).toSorted()).toEqual(['changed_meanwhile', 'done'])
    }
  })

  test('many requests are refused: one event a minute', { timeout: 120_000 }, async () => {
    await reset([office])
    await enforceIpAllowlist(one, { accountId, isEnforced: true })
    const later = { ...other, now: new Date(other.now.getTime() + 600_000) }
    const before = (await actionsOf(accountId)).filter(
      (action) => action === 'account.address_refused',
    ).length
    const asks = Array.from({ length: 20 }, () => isIn(later))
    expect(await Promise.all(asks)).toEqual(asks.map(() => false))
    const after = (await actionsOf(accountId)).filter((action) => action === 'account.address_refused').length
    expect(after - before).toBe(1)
  })
})
