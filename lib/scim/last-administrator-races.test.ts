import { describe, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { AppError } from '@/lib/errors'
import { deleteGroupMapping } from '@/lib/groups/manage'
import { changeMemberRole, leaveOrganization } from '@/lib/members/manage'
import { isEmbeddedDatabase, query } from '@/lib/testing/database'
import { newMapping } from '@/lib/testing/groups'
import {
  membershipIdOf,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { goodPassword } from '@/lib/testing/people'
import { askScim, newScimToken, patchOf, scimUser, type ScimAnswer } from '@/lib/testing/scim'
import { deleteOwnUser } from '@/lib/users/deletion'

// R7 while a provider provisions. The embedded database runs one transaction at a time: there the rounds only show that the tests are right.
const times = isEmbeddedDatabase() ? 1 : 6
const timeout = 240_000

type Provisioned = Person & {
  accountId: string
  membershipId: string
  token: string
  scimId: string
  memberRoleId: string
}
type Move = (whom: Provisioned) => Promise<unknown>

const path = ({ scimId }: Provisioned) => `/Users/${scimId}`

const byProvider: Record<string, Move> = {
  'is deactivated': (whom) =>
    askScim(whom.token, {
      method: 'PATCH',
      path: path(whom),
      body: patchOf({ op: 'Replace', path: 'active', value: 'False' }),
    }),
  'is replaced by somebody inactive': (whom) =>
    askScim(whom.token, {
      method: 'PUT',
      path: path(whom),
      body: scimUser(whom.user.email, { active: false }),
    }),
  'is deleted': (whom) => askScim(whom.token, { method: 'DELETE', path: path(whom) }),
}

const byThemselves: Record<string, Move> = {
  'gives up the role': ({ ctx, accountId, membershipId, memberRoleId }) =>
    changeMemberRole(ctx, { accountId, membershipId, roleId: memberRoleId }),
  leaves: ({ ctx, accountId }) => leaveOrganization(ctx, { accountId }),
  'deletes their account': ({ ctx, user }) =>
    deleteOwnUser(ctx, { email: user.email, currentPassword: goodPassword }),
}

const pairs = Object.keys(byProvider).flatMap((first) =>
  Object.keys({ ...byProvider, ...byThemselves }).map((second) => [first, second] as const),
)

describe(`of two Administrators at the same time, ${times} times,`, () => {
  test.each(pairs)('one %s and the other %s: one remains', { timeout }, async (first, second) => {
    const moves: Record<string, Move> = { ...byProvider, ...byThemselves }
    for (let round = 0; round < times; round += 1) {
      const organization = await newOrganization()
      const token = await newScimToken(organization)
      const other = await newMember(organization, organization.roles.ADMINISTRATOR)
      const both = [
        await provisioned(organization, organization.administrator, token),
        await provisioned(organization, other, token),
      ]
      const [one, two] = round % 2 === 0 ? both : both.toReversed()
      if (!one || !two) throw new Error('two were provisioned')
      const tried = await Promise.allSettled([moves[first]?.(one), moves[second]?.(two)])
      expect(tried.map(refusalOf).toSorted()).toEqual(['', 'last_administrator'])
      expect(await countAdministrators(organization)).toBe(1)
      expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
    }
  })
})

type Beside = (mia: Provisioned, platform: { groupId: string; mappingId: string }) => Promise<unknown>

const ofGroup = ({ token }: Provisioned, groupId: string, operation: unknown) =>
  askScim(token, { method: 'PATCH', path: `/Groups/${groupId}`, body: patchOf(operation) })

const beside: Record<string, Beside> = {
  'comes into a group': (mia, { groupId }) =>
    ofGroup(mia, groupId, { op: 'add', path: 'members', value: [{ value: mia.scimId }] }),
  'goes out of a group': (mia, { groupId }) =>
    ofGroup(mia, groupId, { op: 'remove', path: `members[value eq "${mia.scimId}"]` }),
  'loses their group': (mia, { groupId }) =>
    askScim(mia.token, { method: 'DELETE', path: `/Groups/${groupId}` }),
  ...byProvider,
}

describe(`a member is made Administrator and the other leaves, while, ${times} times,`, () => {
  test.each(Object.entries(beside))(
    'who is made it %s: an Administrator stays',
    { timeout },
    async (_, move) => {
      for (let round = 0; round < times; round += 1) {
        const { organization, mia, platform } = await newHandover({ isInGroup: round % 3 === 1 })
        // Every third time they are one already.
        const isMade = round % 3 === 0
        if (isMade) await promote(organization, mia)
        const leaving = isMade ? leave(organization) : handOver(organization, mia)
        const tried = await Promise.allSettled([leaving, move(mia, platform)])
        for (const one of tried)
          expect(['', 'last_administrator', 'member_not_found', 'role_from_group']).toContain(refusalOf(one))
        expect(await countAdministrators(organization)).toBe(1)
        expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
      }
    },
  )

  test('what their group gives ends: an Administrator stays', { timeout }, async () => {
    for (let round = 0; round < times; round += 1) {
      const { organization, mia, platform } = await newHandover({ isInGroup: true })
      const { accountId } = organization
      const third = await newMember(organization, organization.roles.ADMINISTRATOR)
      const ending = async () => {
        await deleteGroupMapping(third.ctx, { accountId, mappingId: platform.mappingId })
        await leaveOrganization(third.ctx, { accountId })
      }
      const tried = await Promise.allSettled([handOver(organization, mia), ending()])
      for (const one of tried) expect(['', 'last_administrator', 'role_from_group']).toContain(refusalOf(one))
      expect(await countAdministrators(organization)).toBeGreaterThanOrEqual(1)
    }
  })
})

/** An organization of one Administrator, and a provisioned member, whose group gives them a role if they are in it. */
async function newHandover({ isInGroup }: { isInGroup: boolean }) {
  const organization = await newOrganization()
  const token = await newScimToken(organization)
  const { roles } = organization
  const mia = await provisioned(organization, await newMember(organization, roles.MEMBER), token)
  const mappingId = await newMapping(organization, { group: 'platform', roleId: roles.USER })
  const body = { displayName: 'platform', members: isInGroup ? [{ value: mia.scimId }] : [] }
  const { id: groupId } = (await askScim(token, { method: 'POST', path: '/Groups', body })).body
  return { organization, mia, platform: { groupId, mappingId } }
}

async function handOver(organization: Organization, mia: Provisioned) {
  await promote(organization, mia)
  await leave(organization)
}

async function promote({ administrator, roles }: Organization, { accountId, membershipId }: Provisioned) {
  await changeMemberRole(administrator.ctx, { accountId, membershipId, roleId: roles.ADMINISTRATOR })
}

async function leave({ accountId, administrator }: Organization) {
  await leaveOrganization(administrator.ctx, { accountId })
}

async function provisioned(
  { accountId, roles }: Organization,
  person: Person,
  token: string,
): Promise<Provisioned> {
  const { body } = await askScim(token, {
    method: 'POST',
    path: '/Users',
    body: scimUser(person.user.email),
  })
  const membershipId = await membershipIdOf(person, accountId)
  return { ...person, accountId, membershipId, token, scimId: body.id, memberRoleId: roles.MEMBER }
}

/** Why something was refused, empty for what was done; anything else is a failure. */
function refusalOf(tried: PromiseSettledResult<unknown>): string {
  if (tried.status === 'rejected') {
    if (tried.reason instanceof AppError) return tried.reason.reason ?? tried.reason.code
    throw tried.reason
  }
  if (!isScimAnswer(tried.value) || tried.value.status < 300) return ''
  const { status, body } = tried.value
  return status === 409 && body.detail.includes('Administrator') ? 'last_administrator' : `${status}`
}

function isScimAnswer(value: unknown): value is ScimAnswer {
  return typeof value === 'object' && value !== null && 'headers' in value
}

async function countAdministrators({ accountId, roles }: Organization): Promise<number> {
  const rows = await query(
    `select 1 from membership where account_id = $1 and role_id = $2 and status = 'ACTIVE'`,
    [accountId, roles.ADMINISTRATOR],
  )
  return rows.length
}
