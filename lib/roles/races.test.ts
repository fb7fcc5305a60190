import { describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { AppError } from '@/lib/errors'
import { inviteMembers } from '@/lib/invitations/invite'
import { changeMemberRole } from '@/lib/members/manage'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newMember, newOrganization } from '@/lib/testing/organizations'
import { newEmail } from '@/lib/testing/people'
import { deleteRole } from './delete'
import { createRole, updateRole } from './manage'

// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 4 : 200

describe(`${rounds} times`, () => {
  test(
    'a role that is deleted while it is assigned is either gone or held, and says so',
    { timeout: 120_000 },
    async () => {
      const organization = await newOrganization()
      const { accountId, administrator, roles } = organization
      const { ctx } = administrator
      const { membershipId } = await newMember(organization, roles.MEMBER)
      const seen = new Set<string>()
      for (let round = 0; round < rounds; round += 1) {
        const roleId = await newRole(organization, round)
        const change = { accountId, membershipId, roleId, expectedRoleId: roles.MEMBER }
        const assign = () => changeMemberRole(ctx, change)
        const remove = () => deleteRole(ctx, { accountId, roleId, expectedVersion: 1 })
        const [first, second] = round % 2 === 0 ? [assign, remove] : [remove, assign]
        const outcome = await settle([first(), second()])
        const held = (await query('select 1 from membership where role_id = $1', [roleId])).length
        const there = (await query('select 1 from role where id = $1', [roleId])).length
        expect([held, there]).toEqual(there === 1 ? [1, 1] : [0, 0])
        expect(outcome.toSorted()).toEqual(there === 1 ? ['done', 'role_in_use'] : ['done', 'role_not_found'])
        seen.add(outcome.join())
        await query('update membership set role_id = $1 where id = $2', [roles.MEMBER, membershipId])
      }
      if (!isEmbeddedDatabase()) expect(seen.size).toBeGreaterThan(1)
      expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
    },
  )

  test(
    'a role that is deleted while somebody is invited with it is either gone or offered',
    { timeout: 120_000 },
    async () => {
      const organization = await newOrganization()
      const { accountId, administrator } = organization
      for (let round = 0; round < Math.min(rounds, 20); round += 1) {
        const roleId = await newRole(organization, round)
        const invite = { accountId, emails: [newEmail()], roleId, workspaces: [], message: '' }
        const outcome = await settle([
          deleteRole(administrator.ctx, { accountId, roleId, expectedVersion: 1 }),
          inviteMembers(administrator.ctx, invite),
        ])
        const there = (await query('select 1 from role where id = $1', [roleId])).length
        expect(outcome.toSorted()).toEqual(there === 1 ? ['done', 'role_in_use'] : ['done', 'role_not_found'])
      }
    },
  )

  test(
    'of two who edit the same version of a role, the second is told and overwrites nothing',
    { timeout: 120_000 },
    async () => {
      const organization = await newOrganization()
      const { accountId, administrator, roles } = organization
      const other = await newMember(organization, roles.ADMINISTRATOR)
      const roleId = await newRole(organization, 0)
      for (let round = 1; round <= rounds; round += 1) {
        const edit = (ctx: typeof other.ctx, permissions: string[]) =>
          updateRole(ctx, {
            accountId,
            roleId,
            name: 'Edited',
            description: `Round ${round}`,
            permissions,
            expectedVersion: round,
          })
        const outcome = await settle([
          edit(administrator.ctx, ['delete:flow']),
          edit(other.ctx, ['create:flow_run']),
        ])
        expect(outcome.toSorted()).toEqual(['changed_meanwhile', 'done'])
        const [row] = await query<{ version: number; permissions: string[] }>(
          'select version, permissions from role where id = $1',
          [roleId],
        )
        const winner = outcome[0] === 'done' ? 'delete:flow' : 'create:flow_run'
        expect(row?.version).toBe(round + 1)
        expect(row?.permissions).toContain(winner)
        expect(row?.permissions).toHaveLength(2)
      }
    },
  )
})

async function newRole(
  { accountId, administrator }: Awaited<ReturnType<typeof newOrganization>>,
  round: number,
): Promise<string> {
  const content = { name: `Round ${round}`, description: '', permissions: ['read:flow'] }
  const name = `Round ${round} ${Math.random()}`.slice(0, 60)
  const { id } = await createRole(administrator.ctx, { accountId, ...content, name })
  return id
}

/** What became of each: done, or the reason it was refused with. */
async function settle(changes: Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(changes)
  return results.map((result) => {
    if (result.status === 'fulfilled') return 'done'
    if (!(result.reason instanceof AppError)) throw result.reason
    return result.reason.reason ?? result.reason.code
  })
}
