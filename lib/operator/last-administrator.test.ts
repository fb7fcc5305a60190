import { beforeEach, describe, expect, test } from 'vitest'
import { createOrganization, createOrganizationFor } from '@/lib/accounts/create'
import { installationId } from '@/lib/audit/installation'
import { verifyAuditChain } from '@/lib/audit/service'
import { systemContext } from '@/lib/authz/session'
import { AppError } from '@/lib/errors'
import { acceptInvitation } from '@/lib/invitations/answer'
import { changeMemberRole, leaveOrganization, removeMember, suspendMember } from '@/lib/members/manage'
import { eventsOf } from '@/lib/testing/audit'
import { newUserApiKey } from '@/lib/testing/api-keys'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { askGraphql } from '@/lib/testing/graphql'
import {
  inviteTo,
  newHandle,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { goodPassword, newPerson } from '@/lib/testing/people'
import { askRoute } from '@/lib/testing/route-requests'
import { deleteOwnUser } from '@/lib/users/deletion'
import { reactivateUser, suspendUser } from './change-users'
import { reactivateAccount, suspendAccount } from './suspend-accounts'

// R7 counts Administrators who can sign in: whom an operator suspended is none.

type Member = Person & { membershipId: string }

const commandLine = systemContext('The tests')
const lastAdministrator = { code: 'conflict', reason: 'last_administrator' }

let organization: Organization
let accountId: string
let one: Member
let other: Member
beforeEach(async () => {
  organization = await newOrganization()
  ;({ accountId } = organization)
  one = await newMember(organization, organization.roles.ADMINISTRATOR, { name: 'Grace Hopper' })
  other = await newMember(organization, organization.roles.ADMINISTRATOR, { name: 'Alan Turing' })
  await leaveOrganization(organization.administrator.ctx, { accountId })
})

describe('with one of two Administrators suspended by the operator', () => {
  beforeEach(async () => {
    await suspendUser(commandLine, { userId: other.user.id })
  })

  test('the other cannot leave, be demoted or delete themselves', async () => {
    const { MEMBER } = organization.roles
    const moves = [
      () => leaveOrganization(one.ctx, { accountId }),
      () => changeMemberRole(one.ctx, { accountId, membershipId: one.membershipId, roleId: MEMBER }),
      () => removeMember(one.ctx, { accountId, membershipId: one.membershipId }),
      () => deleteOwnUser(one.ctx, { email: one.user.email, currentPassword: goodPassword }),
    ]
    for (const move of moves) await expect(move()).rejects.toMatchObject(lastAdministrator)
    expect(await countUsable()).toBe(1)
  })

  test('REST, GraphQL and the wire format refuse it alike', async () => {
    const { key } = await newUserApiKey(one.ctx)
    for (const kind of ['members', 'account_memberships']) {
      const address = `/api/accounts/${accountId}/${kind}/${one.membershipId}`
      const removed = await askRoute({ method: 'delete' }, { address, key })
      expect([removed.status, removed.body]).toMatchObject([409, { reason: 'last_administrator' }])
    }
    const { MEMBER } = organization.roles
    const { errors } = await askGraphql(
      `mutation { set_membership_role(input: {membership_id: "${one.membershipId}", role_id: "${MEMBER}"}) { id } }`,
      { key, organization: accountId },
    )
    expect(errors?.[0]?.extensions).toMatchObject(lastAdministrator)
    expect(await countUsable()).toBe(1)
  })

  test('the suspended one may be suspended as a member, demoted and removed', async () => {
    const target = { accountId, membershipId: other.membershipId }
    await suspendMember(one.ctx, target)
    await changeMemberRole(one.ctx, { ...target, roleId: organization.roles.MEMBER })
    await removeMember(one.ctx, target)
    expect(await countUsable()).toBe(1)
  })

  test('the operator cannot suspend the other, and is told of which organization and what to do', async () => {
    const asked = suspendUser(commandLine, { userId: one.user.id })
    await expect(asked).rejects.toMatchObject(lastAdministrator)
    await expect(asked).rejects.toThrow(
      `Grace Hopper is the only Administrator who can sign in of ${organization.handle}. Suspend this organization first, or have another member made Administrator there.`,
    )
    const told = (await eventsOf(installationId)).filter(({ object_id }) => object_id === one.user.id)
    expect(told.at(-1)).toMatchObject({ action: 'change.refused' })
  })

  test('a suspended organization is no hindrance, and is in use again only with an Administrator', async () => {
    const { handle } = organization
    await suspendAccount(commandLine, { handle })
    expect(await suspendUser(commandLine, { userId: one.user.id })).toMatchObject({
      only_administrator_of: [handle],
    })
    const asked = reactivateAccount(commandLine, { handle })
    await expect(asked).rejects.toMatchObject(lastAdministrator)
    await expect(asked).rejects.toThrow(
      `Reactivate one of them first: ${other.user.email}, ${one.user.email}.`,
    )
    await reactivateUser(commandLine, { userId: other.user.id })
    expect(await reactivateAccount(commandLine, { handle })).toMatchObject({ suspended_at: null })
  })
})

test('a personal account is no hindrance: its owner is suspended, and it is in use again', async () => {
  const ada = await newPerson()
  const [{ handle } = { handle: '' }] = await query<{ handle: string }>(
    'select handle from account where id = $1',
    [ada.accountId],
  )
  await suspendAccount(commandLine, { handle })
  await suspendUser(commandLine, { userId: ada.user.id })
  expect(await reactivateAccount(commandLine, { handle })).toMatchObject({ suspended_at: null })
})

test('nobody who is suspended becomes the Administrator of a new organization', async () => {
  const ada = await newPerson()
  await suspendUser(commandLine, { userId: ada.user.id })
  const named = { name: 'Globex', handle: newHandle() }
  const refusal = { code: 'conflict', reason: 'user_suspended' }
  await expect(createOrganization(ada.ctx, named)).rejects.toMatchObject(refusal)
  const made = createOrganizationFor(commandLine, { ...named, plan: 'STANDARD', administrator: ada.user })
  await expect(made).rejects.toMatchObject(refusal)
})

// The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const rounds = isEmbeddedDatabase() ? 3 : 60

describe(`at the same moment, ${rounds} times:`, () => {
  const moves: Record<string, () => Promise<unknown>[]> = {
    'one is suspended by the operator while the other leaves': () => [
      suspendUser(commandLine, { userId: one.user.id }),
      leaveOrganization(other.ctx, { accountId }),
    ],
    'two operators suspend both': () => [
      suspendUser(commandLine, { userId: one.user.id }),
      suspendUser(commandLine, { userId: other.user.id }),
    ],
    'one is suspended by the operator while the other is suspended as a member by them': () => [
      suspendUser(commandLine, { userId: one.user.id }),
      suspendMember(one.ctx, { accountId, membershipId: other.membershipId }),
    ],
    'one is suspended by the operator while the other demotes themselves': () => [
      suspendUser(commandLine, { userId: one.user.id }),
      changeMemberRole(other.ctx, {
        accountId,
        membershipId: other.membershipId,
        roleId: organization.roles.MEMBER,
      }),
    ],
  }

  test.each(Object.entries(moves))(
    '%s, one remains who can sign in',
    { timeout: 240_000 },
    async (_, start) => {
      for (let round = 0; round < rounds; round += 1) {
        const tried = await Promise.allSettled(start())
        expect(await countUsable()).toBe(1)
        expect(reasonsOf(tried).every((reason) => expected.has(reason))).toBe(true)
        await restore()
      }
      expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
    },
  )

  test(
    'a member is made Administrator and the other leaves while the operator suspends the new one',
    { timeout: 240_000 },
    async () => {
      const mia = await newMember(organization, organization.roles.MEMBER)
      const { ADMINISTRATOR, MEMBER } = organization.roles
      const member = { accountId, membershipId: mia.membershipId }
      await leaveOrganization(other.ctx, { accountId })
      for (let round = 0; round < rounds; round += 1) {
        const handOver = async () => {
          await changeMemberRole(one.ctx, { ...member, roleId: ADMINISTRATOR })
          await changeMemberRole(mia.ctx, { accountId, membershipId: one.membershipId, roleId: MEMBER })
        }
        await Promise.allSettled([handOver(), suspendUser(commandLine, { userId: mia.user.id })])
        expect(await countUsable()).toBeGreaterThanOrEqual(1)
        await reactivateUser(commandLine, { userId: mia.user.id })
        await query('update membership set role_id = $2 where id = $1', [one.membershipId, ADMINISTRATOR])
        await query('update membership set role_id = $2 where id = $1', [mia.membershipId, MEMBER])
      }
    },
  )

  test(
    'somebody joins as Administrator or founds an organization while the operator suspends them',
    { timeout: 240_000 },
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const ada = await newPerson()
        const { token } = await inviteTo(organization, {
          email: ada.user.email,
          roleId: organization.roles.ADMINISTRATOR,
          ctx: one.ctx,
        })
        const handle = newHandle()
        const tried = await Promise.allSettled([
          acceptInvitation(ada.ctx, { token }),
          createOrganization(ada.ctx, { name: 'Globex', handle }),
          suspendUser(commandLine, { userId: ada.user.id }),
        ])
        expect(reasonsOf(tried).every((reason) => expected.has(reason))).toBe(true)
        const left = await query(
          `select 1 from account a where a.handle = $1 and a.suspended_at is null and not exists (
           select 1 from membership m join "user" u on u.id = m.user_id where m.account_id = a.id and u.suspended_at is null)`,
          [handle],
        )
        expect(left).toEqual([])
      }
    },
  )
})

const expected = new Set([
  'last_administrator',
  'missing_permission',
  'user_suspended',
  'changed_meanwhile',
  'own_membership',
  'no_access',
])

function reasonsOf(tried: PromiseSettledResult<unknown>[]): string[] {
  return tried.flatMap((one) =>
    one.status === 'rejected' ? [one.reason instanceof AppError ? String(one.reason.reason) : 'failure'] : [],
  )
}

async function countUsable(): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from membership m join "user" u on u.id = m.user_id
     where m.account_id = $1 and m.status = 'ACTIVE' and m.role_id = $2 and u.suspended_at is null`,
    [accountId, organization.roles.ADMINISTRATOR],
  )
  return row?.count ?? 0
}

async function restore(): Promise<void> {
  for (const member of [one, other]) {
    await query('update "user" set suspended_at = null where id = $1', [member.user.id])
    await query(
      `insert into membership (account_id, id, kind, user_id, role_id, principal_name, principal_email, updated_at)
       values ($1, $2, 'USER', $3, $4, $5, $6, now())
       on conflict (account_id, id) do update set role_id = excluded.role_id, status = 'ACTIVE'`,
      [
        accountId,
        member.membershipId,
        member.user.id,
        organization.roles.ADMINISTRATOR,
        member.user.name,
        member.user.email,
      ],
    )
  }
}
