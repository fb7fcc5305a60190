import { expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { actionsOf } from '@/lib/testing/audit'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization } from '@/lib/testing/organizations'
import { outcomeOf } from '@/lib/testing/workspace-cast'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { changeServiceAccountRole, createServiceAccount, deleteServiceAccount } from './manage'
import { createServiceAccountInput } from './schema'

// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 2 : 50
const timeout = 120_000

test('20 people who create service accounts at once never take more places than the plan has', async () => {
  const { accountId, administrator } = await newOrganization({ plan: 'STANDARD' })
  const tries = Array.from({ length: 20 }, (_, index) =>
    outcomeOf(createServiceAccount(administrator.ctx, inputOf(accountId, `Robot ${index}`))),
  )
  const outcomes = await Promise.all(tries)
  expect(outcomes.filter(({ code }) => code === 'done')).toHaveLength(2)
  const refused = outcomes.filter(({ code }) => code !== 'done')
  expect(refused).toHaveLength(18)
  for (const one of refused) expect(one).toMatchObject({ code: 'conflict', reason: 'plan_limit_reached' })
  expect(await countOf(accountId)).toBe(2)
  expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
})

test(`of two with one name, ${rounds} times, one is made and the other is told`, { timeout }, async () => {
  const { accountId, administrator } = await newOrganization()
  for (let round = 0; round < rounds; round += 1) {
    const names = [`Robot ${round}`, `ROBOT ${round}`]
    const outcomes = await Promise.all(
      names.map((name) => outcomeOf(createServiceAccount(administrator.ctx, inputOf(accountId, name)))),
    )
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['conflict', 'done'])
  }
  expect(await countOf(accountId)).toBe(rounds)
})

test(
  `one that is given more while somebody deletes it, ${rounds} times, is gone with it, or stays`,
  { timeout },
  async () => {
    const organization = await newOrganization()
    const { accountId, administrator, roles } = organization
    const deleting = ['read:service_account', 'delete:service_account']
    const other = await newMember(organization, await newCustomRole(organization, deleting))
    const more = await newCustomRole(organization, ['read:flow'])
    const seen = new Set<string>()
    for (let round = 0; round < rounds; round += 1) {
      const { serviceAccountId, membershipId } = await newServiceAccount(organization, roles.MEMBER)
      const workspaceId = await newWorkspace(organization, 'Analytics')
      await newGrant(organization, { workspaceId, membershipId: other.membershipId, roleId: roles.OWNER })
      await newGrant(organization, { workspaceId, membershipId, roleId: roles.OWNER })
      const of = { accountId, serviceAccountId }
      const changing = [
        () => outcomeOf(changeServiceAccountRole(administrator.ctx, { ...of, roleId: more })),
        () => outcomeOf(deleteServiceAccount(other.ctx, of)),
      ]
      if (round % 2 === 1) changing.reverse()
      const outcomes = await Promise.all(changing.map((one) => one()))
      const [changed, deleted] = round % 2 === 1 ? outcomes.toReversed() : outcomes
      // Whoever comes second finds it gone, or holding more than they do.
      expect(['done not_found', 'done forbidden', 'not_found done']).toContain(
        `${changed?.code} ${deleted?.code}`,
      )
      const left = await query('select 1 from membership where id = $1', [membershipId])
      expect(left).toHaveLength(deleted?.code === 'done' ? 0 : 1)
      seen.add(`${changed?.code} ${deleted?.code}`)
    }
    expect(seen).not.toContain('done done')
    // In a few rounds deleting may come first each time.
    const wasChanged = [...seen].some((outcome) => outcome.startsWith('done'))
    const actions = await actionsOf(accountId)
    expect(actions.includes('service_account.role_changed')).toBe(wasChanged)
    expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
  },
)

function inputOf(accountId: string, name: string) {
  return createServiceAccountInput.parse({ accountId, name })
}

async function countOf(accountId: string): Promise<number> {
  const rows = await query('select 1 from service_account where account_id = $1', [accountId])
  return rows.length
}
