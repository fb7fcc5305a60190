import { expect, test } from 'vitest'
import { decideWorkspacePermission, isVisible } from '@/lib/policy/evaluate'
import { loadStandings } from '@/lib/authz/workspace-facts'
import { query } from '@/lib/testing/database'
import { newCustomRole, newMember, newOrganization } from '@/lib/testing/organizations'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { Prisma } from './generated/client'
import { database } from './transaction'
import { seesAccess, seesWorkspace } from './visibility'

test('what a statement says a member sees is what the policy says, for every role, status, default and grant', async () => {
  const organization = await newOrganization()
  const { accountId, roles } = organization
  const customs = [
    await newCustomRole(organization, []),
    await newCustomRole(organization, ['read:workspace']),
    // As a damaged row would be: what it implies is not stored beside it.
    await newCustomRole(organization, ['delete:workspace']),
    await newCustomRole(organization, ['read:flow', 'update:workspace_access']),
    await newCustomRole(organization, ['read:workspace_access']),
  ]
  const places = [null, roles.RUNNER, ...customs]
  const workspaceIds = await Promise.all(
    places.map((defaultRoleId, index) => newWorkspace(organization, `W ${index}`, defaultRoleId)),
  )
  const accountRoles = [roles.ADMINISTRATOR, roles.USER, roles.READ_ONLY_USER, roles.MEMBER, ...customs]
  const memberships: string[] = []
  for (const roleId of accountRoles) {
    for (const status of ['ACTIVE', 'SUSPENDED'] as const)
      memberships.push((await newMember(organization, roleId, { status })).membershipId)
    memberships.push((await newServiceAccount(organization, roleId)).membershipId)
  }
  const now = new Date()
  const ends = [undefined, new Date(now.getTime() - 1_000), new Date(now.getTime() + 60_000)]
  for (const [index, membershipId] of memberships.entries()) {
    const workspaceId = workspaceIds[index % workspaceIds.length] ?? ''
    const roleId = [roles.OWNER, ...customs][index % (1 + customs.length)] ?? ''
    const expiresAt = ends[index % 3]
    await newGrant(organization, { workspaceId, membershipId, roleId, ...(expiresAt ? { expiresAt } : {}) })
  }

  let [seen, read] = [0, 0]
  for (const workspaceId of workspaceIds) {
    const { standings } = await loadStandings(database(), {
      accountId,
      workspaceId,
      membershipIds: memberships,
    })
    for (const membershipId of memberships) {
      const standing = standings.get(membershipId)
      const expected = standing ? isVisible(standing.membership, standing.workspace, now) : false
      const access = 'read:workspace_access'
      const reads = standing
        ? decideWorkspacePermission(standing.membership, standing.workspace, access, now).allowed
        : false
      const member = { accountId, membershipId, now }
      const [row] = await database().$queryRaw<{ sees: boolean; reads: boolean }[]>`
        SELECT ${seesWorkspace(member)} AS sees, ${seesAccess(member)} AS reads
        FROM workspace w WHERE w.account_id = ${accountId}::uuid AND w.id = ${Prisma.sql`${workspaceId}::uuid`}`
      expect(row, `${membershipId} in ${workspaceId}`).toEqual({ sees: expected, reads })
      seen += Number(expected)
      read += Number(reads)
    }
  }
  expect(seen).toBeGreaterThan(20)
  expect(read).toBeGreaterThan(20)
  expect(read).not.toBe(seen)
  expect(seen).toBeLessThan(memberships.length * workspaceIds.length)
  expect(await query('select 1 from workspace where account_id = $1', [accountId])).toHaveLength(
    places.length,
  )
})
