import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { AppError } from '@/lib/errors'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import {
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import {
  changeMemberRole,
  changeMemberRoles,
  leaveOrganization,
  removeMember,
  suspendMember,
  suspendMembers,
} from './manage'

type Member = Person & { membershipId: string }
type Move = (by: Member, other: Member) => Promise<unknown>

// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 4 : 200

let organization: Organization
let one: Member
let other: Member
beforeAll(async () => {
  organization = await newOrganization()
  one = await newMember(organization, organization.roles.ADMINISTRATOR)
  other = await newMember(organization, organization.roles.ADMINISTRATOR)
  await leaveOrganization(organization.administrator.ctx, { accountId: organization.accountId })
})

const moves: Record<string, Move> = {
  'demote each other': (by, { membershipId }) => changeMemberRole(by.ctx, { ...demotion(), membershipId }),
  'demote themselves': (by) => changeMemberRole(by.ctx, { ...demotion(), membershipId: by.membershipId }),
  'demote each other and themselves in one change of many': (by, { membershipId }) => {
    const { accountId, ...change } = demotion()
    const changes = [by.membershipId, membershipId].map((id) => ({ ...change, membershipId: id }))
    return changeMemberRoles(by.ctx, { accountId, changes })
  },
  'suspend each other': (by, { membershipId }) =>
    suspendMember(by.ctx, { accountId: organization.accountId, membershipId }),
  'suspend each other among many': (by, { membershipId }) =>
    suspendMembers(by.ctx, { accountId: organization.accountId, membershipIds: [membershipId] }),
  'remove each other': (by, { membershipId }) =>
    removeMember(by.ctx, { accountId: organization.accountId, membershipId }),
  leave: (by) => leaveOrganization(by.ctx, { accountId: organization.accountId }),
}

describe(`of two Administrators who at the same time, ${rounds} times,`, () => {
  test.each(Object.entries(moves))('%s, exactly one remains', { timeout: 120_000 }, async (_, move) => {
    for (let round = 0; round < rounds; round += 1) {
      await restore()
      const [first, second] = round % 2 === 0 ? [one, other] : [other, one]
      await settle([move(first, second), move(second, first)])
      expect(await countAdministrators()).toBe(1)
    }
  })

  test('do different things to each other, one remains', { timeout: 120_000 }, async () => {
    const all = Object.values(moves)
    for (let round = 0; round < rounds; round += 1) {
      await restore()
      const [mine, yours] = [all[round % all.length], all[(round * 3 + 1) % all.length]]
      if (mine && yours) await settle([mine(one, other), yours(other, one)])
      expect(await countAdministrators()).toBe(1)
    }
    expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
  })
})

test(
  `a permission taken from somebody who is using it, ${rounds} times, is not used after it was taken`,
  { timeout: 120_000 },
  async () => {
    const own = await newOrganization()
    const { accountId, roles, administrator } = own
    const manages = await newCustomRole(own, [
      'update:member',
      'read:member',
      'read:organization',
      'read:role',
      'read:service_account',
    ])
    const manager = await newMember(own, manages)
    const target = await newMember(own, roles.MEMBER)
    let used = 0
    for (let round = 0; round < rounds; round += 1) {
      await query('update membership set role_id = $1 where id = $2', [manages, manager.membershipId])
      await query(`update membership set status = 'ACTIVE' where id = $1`, [target.membershipId])
      const take = () =>
        changeMemberRole(administrator.ctx, {
          accountId,
          membershipId: manager.membershipId,
          roleId: roles.MEMBER,
          expectedRoleId: manages,
        })
      const use = () => suspendMember(manager.ctx, { accountId, membershipId: target.membershipId })
      await settle(round % 2 === 0 ? [take(), use()] : [use(), take()])
      const events = await query<{ action: string }>(
        'select action from audit_event where account_id = $1 order by sequence desc limit 2',
        [accountId],
      )
      const [last, before] = events.map(({ action }) => action)
      if (last === 'membership.suspended') throw new Error('the permission was used after it had been taken')
      if (before === 'membership.suspended') used += 1
      expect([last, before]).toContain('membership.role_changed')
    }
    expect(used).toBeGreaterThan(0)
  },
)

function demotion() {
  const { accountId, roles } = organization
  return { accountId, roleId: roles.MEMBER, expectedRoleId: roles.ADMINISTRATOR }
}

/** Both are active Administrators again. */
async function restore(): Promise<void> {
  for (const { membershipId, user } of [one, other]) {
    await query(
      `insert into membership (account_id, id, kind, user_id, role_id, principal_name, principal_email)
       values ($1, $2, 'USER', $3, $4, $5, $6)
       on conflict (account_id, id) do update set role_id = excluded.role_id, status = 'ACTIVE'`,
      [
        organization.accountId,
        membershipId,
        user.id,
        organization.roles.ADMINISTRATOR,
        user.name,
        user.email,
      ],
    )
  }
}

async function countAdministrators(): Promise<number> {
  const rows = await query(
    `select 1 from membership where account_id = $1 and role_id = $2 and status = 'ACTIVE'`,
    [organization.accountId, organization.roles.ADMINISTRATOR],
  )
  return rows.length
}

/** Waits for all of them; a refusal is an answer, anything else is a failure. */
async function settle(changes: Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(changes))
    if (result.status === 'rejected' && !(result.reason instanceof AppError)) throw result.reason
}
