import { describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { removeMember } from '@/lib/members/manage'
import { countStatements } from '@/lib/testing/count-statements'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newMapping } from '@/lib/testing/groups'
import { newMember, newOrganization, type Organization } from '@/lib/testing/organizations'
import { askScim, newProvenDomain, newScimToken, patchOf, scimUser } from '@/lib/testing/scim'
import { revokeScimToken } from './tokens'

// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 2 : 50

async function administratorsOf({ accountId }: Organization): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from membership m join role r on r.account_id = m.account_id and r.id = m.role_id
     where m.account_id = $1 and m.status = 'ACTIVE' and r.built_in = 'ADMINISTRATOR'`,
    [accountId],
  )
  return row?.count ?? 0
}

describe(`at the same time, ${rounds} times,`, () => {
  test('two requests create a user of one userName: one is made', { timeout: 120_000 }, async () => {
    const organization = await newOrganization()
    const token = await newScimToken(organization)
    const domain = await newProvenDomain(organization)
    for (let round = 0; round < rounds; round += 1) {
      const userName = `round-${round}@${domain}`
      const answers = await Promise.all(
        [userName, userName.toUpperCase()].map((name) =>
          askScim(token, { method: 'POST', path: '/Users', body: scimUser(name) }),
        ),
      )
      expect(answers.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([201, 409])
      expect(await query('select 1 from "user" where email_key = $1', [userName])).toHaveLength(1)
    }
    expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
  })

  test(
    'the last two Administrators are deactivated, or one is and one removed by hand: one remains',
    { timeout: 120_000 },
    async () => {
      const organization = await newOrganization()
      const { accountId, administrator, roles } = organization
      const token = await newScimToken(organization)
      const other = await newMember(organization, roles.ADMINISTRATOR)
      const ids: string[] = []
      for (const { user } of [administrator, other])
        ids.push(
          (await askScim(token, { method: 'POST', path: '/Users', body: scimUser(user.email) })).body.id,
        )
      const deactivate = (id: string | undefined) =>
        askScim(token, {
          method: 'PATCH',
          path: `/Users/${id}`,
          body: patchOf({ op: 'replace', path: 'active', value: false }),
        })
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all(ids.map(deactivate))
        expect(answers.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([200, 409])
        expect(await administratorsOf(organization)).toBe(1)
        await query(`update membership set status = 'ACTIVE' where account_id = $1`, [accountId])
        await query('update scim_user set is_active = true where account_id = $1', [accountId])
      }
      const [answer, removal] = await Promise.allSettled([
        deactivate(ids[0]),
        removeMember(administrator.ctx, { accountId, membershipId: other.membershipId }),
      ])
      expect([answer.status, removal.status]).toContain('fulfilled')
      expect(await administratorsOf(organization)).toBe(1)
    },
  )

  test('a group gains members by several requests: none is lost', { timeout: 120_000 }, async () => {
    const organization = await newOrganization()
    const token = await newScimToken(organization)
    const domain = await newProvenDomain(organization)
    await newMapping(organization, { group: 'Crowd', roleId: organization.roles.USER })
    const group = await askScim(token, { method: 'POST', path: '/Groups', body: { displayName: 'Crowd' } })
    const users: string[] = []
    for (let index = 0; index < 8; index += 1)
      users.push(
        (await askScim(token, { method: 'POST', path: '/Users', body: scimUser(`c${index}@${domain}`) })).body
          .id,
      )
    const answers = await Promise.all(
      users.map((value) =>
        askScim(token, {
          method: 'PATCH',
          path: `/Groups/${group.body.id}`,
          body: patchOf({ op: 'Add', path: 'members', value: [{ value }] }),
        }),
      ),
    )
    expect(answers.every(({ status }) => status === 204)).toBe(true)
    const { body } = await askScim(token, { path: `/Groups/${group.body.id}` })
    expect(body.members.map(({ value }) => value).toSorted()).toEqual(users.toSorted())
    const [row] = await query<{ count: number }>(
      'select count(*)::int as count from membership where account_id = $1 and role_id = $2',
      [organization.accountId, organization.roles.USER],
    )
    expect(row?.count).toBe(8)
  })

  test(
    'a token is revoked and used: nothing is provisioned by one that is gone',
    { timeout: 120_000 },
    async () => {
      const organization = await newOrganization()
      const { accountId, administrator } = organization
      const domain = await newProvenDomain(organization)
      for (let round = 0; round < Math.min(rounds, 20); round += 1) {
        const token = await newScimToken(organization)
        const [{ id: tokenId } = { id: '' }] = await query<{ id: string }>(
          'select id from scim_token where account_id = $1',
          [accountId],
        )
        const [answer] = await Promise.all([
          askScim(token, { method: 'POST', path: '/Users', body: scimUser(`t${round}@${domain}`) }),
          revokeScimToken(administrator.ctx, { accountId, tokenId }),
        ])
        expect([201, 401]).toContain(answer.status)
        const made = await query('select 1 from scim_user where account_id = $1 and user_name = $2', [
          accountId,
          `t${round}@${domain}`,
        ])
        expect(made).toHaveLength(answer.status === 201 ? 1 : 0)
        expect(await askScim(token, { path: '/Users' })).toMatchObject({ status: 401 })
      }
    },
  )
})

describe('many users', () => {
  const many = isEmbeddedDatabase() ? 30 : 1_000

  test(
    'are provisioned into a group and deprovisioned, at a cost that does not grow with them',
    { timeout: 600_000 },
    async () => {
      const organization = await newOrganization()
      const token = await newScimToken(organization)
      const domain = await newProvenDomain(organization)
      await newMapping(organization, { group: 'Everybody', roleId: organization.roles.USER })
      const ids: string[] = []
      const counts: number[] = []
      const create = (index: number) =>
        askScim(token, {
          method: 'POST',
          path: '/Users',
          body: scimUser(`user-${index}@${domain}`, { externalId: String(index) }),
        })
      for (let index = 0; index < many; index += 1) {
        const { result, statements } = await countStatements(() => create(index))
        expect(result.status).toBe(201)
        ids.push(result.body.id)
        counts.push(statements.length)
      }
      expect(Math.max(...counts)).toBeLessThanOrEqual(50)
      expect(counts.at(-1)).toBeLessThanOrEqual((counts[0] ?? 0) + 1)
      const group = await askScim(token, {
        method: 'POST',
        path: '/Groups',
        body: { displayName: 'Everybody', members: ids.map((value) => ({ value })) },
      })
      expect(group.body.members).toHaveLength(many)
      const members = async (roleId: string) =>
        query('select 1 from membership where account_id = $1 and role_id = $2', [
          organization.accountId,
          roleId,
        ])
      expect(await members(organization.roles.USER)).toHaveLength(many)
      const found = await askScim(token, {
        path: `/Users?filter=${encodeURIComponent(`externalId eq "${many - 1}"`)}`,
      })
      expect(found.body.Resources.map(({ id }) => id)).toEqual([ids.at(-1)])
      const costs: number[] = []
      for (const id of ids) {
        const { result, statements } = await countStatements(() =>
          askScim(token, {
            method: 'PATCH',
            path: `/Users/${id}`,
            body: patchOf({ op: 'Replace', path: 'active', value: 'False' }),
          }),
        )
        expect(result.body.active).toBe(false)
        costs.push(statements.length)
        if (costs.length > many / 2) await askScim(token, { method: 'DELETE', path: `/Users/${id}` })
      }
      expect(Math.max(...costs)).toBeLessThanOrEqual(22)
      const left = await query<{ status: string }>('select status from membership where account_id = $1', [
        organization.accountId,
      ])
      expect(left.filter(({ status }) => status === 'SUSPENDED')).toHaveLength(many / 2)
      expect(left).toHaveLength(many / 2 + 1)
      expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
    },
  )
})
