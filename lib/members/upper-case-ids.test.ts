import { beforeEach, expect, test } from 'vitest'
import { verifyAuditChain } from '@/lib/audit/service'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { parseInput } from '@/lib/http/parse-input'
import { createRouter } from '@/lib/http/router'
import { deleteRole } from '@/lib/roles/delete'
import { updateRole } from '@/lib/roles/manage'
import { deleteRoleInput, updateRoleInput } from '@/lib/roles/schema'
import {
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
  type Person,
} from '@/lib/testing/organizations'
import { sessionCookieOf } from '@/lib/testing/people'
import { changeMemberRole, changeMemberRoles, removeMember, suspendMember, suspendMembers } from './manage'
import { changeMemberRoleInput, changeMemberRolesInput, memberInput, membersInput } from './schema'

// The database takes an id in any case and writes it in lower case; whoever sends it so must not be told that it is not there.

let organization: Organization
let member: Person & { membershipId: string }
beforeEach(async () => {
  organization = await newOrganization()
  member = await newMember(organization, organization.roles.MEMBER)
})

test('a member is changed by an id in upper case, one or several, and the audit chain stays whole', async () => {
  const { ctx } = organization.administrator
  const [accountId, membershipId] = [upper(organization.accountId), upper(member.membershipId)]
  const change = { membershipId, roleId: upper(organization.roles.USER), expectedRoleId: memberRole() }
  const changed = { outcome: 'changed', membershipId: member.membershipId }
  const own = parseInput(memberInput, { accountId, membershipId })
  expect(await suspendMember(ctx, own)).toMatchObject(changed)
  const many = parseInput(membersInput, { accountId, membershipIds: [membershipId] })
  expect(await suspendMembers(ctx, many)).toMatchObject({ outcomes: [{ outcome: 'unchanged' }] })
  const one = parseInput(changeMemberRoleInput, { accountId, ...change })
  expect(await changeMemberRole(ctx, one)).toMatchObject(changed)
  const some = parseInput(changeMemberRolesInput, { accountId, changes: [change] })
  expect(await changeMemberRoles(ctx, some)).toMatchObject({ outcomes: [{ outcome: 'unchanged' }] })
  expect(await removeMember(ctx, own)).toMatchObject(changed)
  expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
})

test('a refusal is recorded about the object, however its id was written', async () => {
  const manager = await newMember(organization, await newCustomRole(organization, ['update:member']))
  const administrator = await newMember(organization, organization.roles.ADMINISTRATOR)
  const input = { accountId: upper(organization.accountId), membershipId: upper(administrator.membershipId) }
  await expect(suspendMember(manager.ctx, parseInput(memberInput, input))).rejects.toMatchObject({
    reason: 'outranked',
  })
  expect(await verifyAuditChain(organization.accountId)).toMatchObject({ intact: true })
})

test('a role is edited and deleted by an id in upper case', async () => {
  const { ctx } = organization.administrator
  const id = await newCustomRole(organization, ['read:flow'])
  const role = { accountId: upper(organization.accountId), roleId: upper(id) }
  const content = { name: 'Night shift', description: '', permissions: ['read:flow'] }
  const edit = parseInput(updateRoleInput, { ...role, ...content, expectedVersion: 1 })
  expect(await updateRole(ctx, edit)).toEqual({ id, version: 2 })
  const deletion = parseInput(deleteRoleInput, { ...role, expectedVersion: 2 })
  expect(await deleteRole(ctx, deletion)).toMatchObject({ id })
})

test.each([
  ['explanation', '/members/{member}/explanation?permission=read:member'],
  ['preview of a member’s role', '/members/{member}/role-preview?role_id={user}'],
  ['preview of a role', '/roles/{role}/preview?permissions=read:flow'],
  ['preview of a reassignment', '/roles/{role}/reassignment?account={user}'],
  ['consequences', '/members/consequences?ids={member}'],
])('the %s is answered for ids in upper case', async (_, route) => {
  const path = route
    .replace('{member}', upper(member.membershipId))
    .replace('{user}', upper(organization.roles.USER))
    .replace('{role}', upper(await newCustomRole(organization, ['read:flow'])))
  const cookie = `${sessionCookieName()}=${await sessionCookieOf(organization.administrator.sessionId)}`
  const address = `/api/accounts/${upper(organization.accountId)}${path}`
  const response = await router.request(address, { headers: { cookie } })
  expect(response.status).toBe(200)
})

const router = createRouter(() => Promise.resolve(null))

function upper(id: string): string {
  return id.toUpperCase()
}

function memberRole(): string {
  return upper(organization.roles.MEMBER)
}
