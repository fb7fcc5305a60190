import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRouter } from '@/lib/http/router'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { AppError } from '@/lib/errors'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { newMember, newOrganization, type Organization, type Person } from '@/lib/testing/organizations'
import { newPerson, sessionCookieOf, visitor } from '@/lib/testing/people'
import {
  changeMemberRole,
  changeMemberRoles,
  leaveOrganization,
  reactivateMember,
  reactivateMembers,
  removeMember,
  removeMembers,
  suspendMember,
  suspendMembers,
} from './manage'

type Member = Person & { membershipId: string }

let organization: Organization
let elsewhere: Organization
let member: Member
let foreign: Member
beforeAll(async () => {
  organization = await newOrganization()
  elsewhere = await newOrganization()
  member = await newMember(organization, organization.roles.MEMBER)
  foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
})

type Ids = { accountId: string; membershipId: string; roleId: string; expectedRoleId: string }
type Change = (ctx: Person['ctx'], ids: Ids) => Promise<unknown>

const ofOne: Record<string, Change> = {
  changeMemberRole,
  suspendMember: (ctx, { accountId, membershipId }) => suspendMember(ctx, { accountId, membershipId }),
  reactivateMember: (ctx, { accountId, membershipId }) => reactivateMember(ctx, { accountId, membershipId }),
  removeMember: (ctx, { accountId, membershipId }) => removeMember(ctx, { accountId, membershipId }),
}
const ofMany: Record<string, Change> = {
  changeMemberRoles: (ctx, { accountId, ...change }) =>
    changeMemberRoles(ctx, { accountId, changes: [change] }),
  suspendMembers: (ctx, ids) => suspendMembers(ctx, many(ids)),
  reactivateMembers: (ctx, ids) => reactivateMembers(ctx, many(ids)),
  removeMembers: (ctx, ids) => removeMembers(ctx, many(ids)),
}

describe('denials', () => {
  test.each(Object.entries({ ...ofOne, ...ofMany }))(
    '%s is refused to whoever lacks the permission or cannot see the account',
    async (_, change) => {
      const before = await snapshot()
      const stranger = await newPerson()
      expect(await refusal(change(visitor(), own()))).toBe('unauthenticated')
      expect(await refusal(change(stranger.ctx, own()))).toBe('not_found')
      expect(await refusal(change(elsewhere.administrator.ctx, own()))).toBe('not_found')
      expect(await refusal(change(member.ctx, own()))).toBe('forbidden')
      expect(await snapshot()).toEqual(before)
    },
  )

  test.each(Object.entries(ofOne))(
    '%s does not find ids of another organization, in any field',
    async (name, change) => {
      const { ctx } = organization.administrator
      const before = await snapshot()
      for (const field of fieldsOf(name)) {
        for (const id of [field.foreign, randomUUID()])
          expect(await refusal(change(ctx, { ...own(), [field.name]: id }))).toBe('not_found')
      }
      expect(await snapshot()).toEqual(before)
    },
  )

  test.each(Object.entries(ofMany))(
    '%s finds no member of another organization among the many',
    async (_, change) => {
      const before = await snapshot()
      const answer = await change(organization.administrator.ctx, {
        ...own(),
        membershipId: foreign.membershipId,
      })
      expect(answer).toMatchObject({ outcomes: [{ outcome: 'refused', reason: 'not_found', name: '' }] })
      expect(await snapshot()).toEqual(before)
    },
  )

  test('changeMemberRoles does not find a role of another organization, and changes nobody', async () => {
    const before = await snapshot()
    const changes = [own(), { ...own(), roleId: elsewhere.roles.USER }].map(
      ({ accountId: _, ...change }) => change,
    )
    const input = { accountId: organization.accountId, changes }
    expect(await refusal(changeMemberRoles(organization.administrator.ctx, input))).toBe('not_found')
    expect(await snapshot()).toEqual(before)
  })

  test('leaveOrganization finds no organization that one is not in', async () => {
    const { accountId } = organization
    expect(await refusal(leaveOrganization(foreign.ctx, { accountId }))).toBe('not_found')
    expect(await refusal(leaveOrganization(visitor(), { accountId }))).toBe('unauthenticated')
    const suspended = await newMember(organization, organization.roles.MEMBER, { status: 'SUSPENDED' })
    expect(await refusal(leaveOrganization(suspended.ctx, { accountId }))).toBe('not_found')
  })

  test.each([
    ['/api/accounts/{accountId}/members', ''],
    ['/api/accounts/{accountId}/members.csv', ''],
    ['/api/accounts/{accountId}/members/consequences', `?ids=${randomUUID()}`],
  ])('%s is not found by strangers and not read without a session', async (route, search) => {
    const path = `${route.replace('{accountId}', organization.accountId)}${search}`
    expect(await status(path, null)).toBe(401)
    expect(await status(path, await newPerson())).toBe(404)
    expect(await status(path, elsewhere.administrator)).toBe(404)
    expect(await status(path, member)).toBe(200)
  })
})

function own(): Ids {
  const { accountId, roles } = organization
  return { accountId, membershipId: member.membershipId, roleId: roles.USER, expectedRoleId: roles.MEMBER }
}

function fieldsOf(name: string): { name: keyof Ids; foreign: string }[] {
  return [
    { name: 'accountId', foreign: elsewhere.accountId },
    { name: 'membershipId', foreign: foreign.membershipId },
    ...(name === 'changeMemberRole' ? [{ name: 'roleId' as const, foreign: elsewhere.roles.USER }] : []),
  ]
}

function many({ accountId, membershipId }: Ids) {
  return { accountId, membershipIds: [membershipId] }
}

async function refusal(change: Promise<unknown>): Promise<string> {
  const error: unknown = await change.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error.code
  expect(error).toBeNull()
  return 'done'
}

/** Both organizations' members; and the other one's events, where nothing may be said about it. */
async function snapshot(): Promise<unknown> {
  const ids = [organization.accountId, elsewhere.accountId]
  return {
    members: await query(
      'select id, role_id, status from membership where account_id = any($1) order by id',
      [ids],
    ),
    events: await actionsOf(elsewhere.accountId),
  }
}

const router = createRouter(() => Promise.resolve(null))

async function status(path: string, person: Person | null): Promise<number> {
  const headers = new Headers()
  if (person) headers.set('cookie', `${sessionCookieName()}=${await sessionCookieOf(person.sessionId)}`)
  const answer = await router.request(path, { headers })
  await answer.text()
  return answer.status
}
