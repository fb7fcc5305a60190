import { expect, test } from 'vitest'
import { setPlan } from '@/lib/accounts/operate'
import { verifyAuditChain } from '@/lib/audit/service'
import { systemContext } from '@/lib/authz/session'
import { acceptInvitation } from '@/lib/invitations/answer'
import { inviteMembers } from '@/lib/invitations/invite'
import { createServiceAccount } from '@/lib/service-accounts/manage'
import { createServiceAccountInput } from '@/lib/service-accounts/schema'
import { authorizeAccount } from '@/lib/authz/access'
import { database } from '@/lib/db/transaction'
import { newServiceAccountWithKey, requestWithKey } from '@/lib/testing/api-keys'
import { query } from '@/lib/testing/database'
import {
  newCustomRole,
  newMember,
  newOrganization,
  tokenOf,
  type Organization,
} from '@/lib/testing/organizations'
import { newEmail, newPerson } from '@/lib/testing/people'
import { outcomeOf } from '@/lib/testing/workspace-cast'
import { newWorkspace } from '@/lib/testing/workspaces'
import { transferWorkspace } from '@/lib/workspaces/transfer'
import { createWorkspace } from '@/lib/workspaces/manage'

// Fifty at once, of everything that a plan has places for: STANDARD has 10 members, 2 service accounts and 5 workspaces.

const timeout = 240_000
const invitedSentence =
  'All 10 member places of the organization’s plan are taken. Your invitation stays open: ask whoever invited you to make room, or ask the operator of this installation for a larger plan.'
const atOnce = 50

test(
  '50 people who accept at once take the places that the plan has, and nobody more',
  { timeout },
  async () => {
    const organization = await newOrganization()
    const people = []
    for (let index = 0; index < atOnce; index += 1) people.push(await newPerson())
    await invite(
      organization,
      people.map(({ user }) => user.email),
    )
    await setPlan(systemContext('The tests'), { handle: organization.handle, plan: 'STANDARD' })
    const tokens = await Promise.all(people.map(({ user }) => tokenOf(user.email)))
    const outcomes = await Promise.all(
      people.map(({ ctx }, index) => outcomeOf(acceptInvitation(ctx, { token: tokens[index] ?? '' }))),
    )
    expectPlaces(outcomes, 9)
    expect(outcomes.find(({ code }) => code !== 'done')).toMatchObject({ message: invitedSentence })
    await expectCounts(organization, 'membership', 10)
  },
)

test('50 who create a workspace at once', { timeout }, async () => {
  const organization = await newOrganization({ plan: 'STANDARD' })
  const { accountId, administrator } = organization
  const outcomes = await Promise.all(
    Array.from({ length: atOnce }, (_, index) =>
      outcomeOf(
        createWorkspace(administrator.ctx, {
          accountId,
          name: `Workspace ${index}`,
          handle: `workspace-${index}`,
          description: '',
          defaultRoleId: null,
        }),
      ),
    ),
  )
  expectPlaces(outcomes, 5)
  await expectCounts(organization, 'workspace', 5)
})

test('50 who create a service account at once', { timeout }, async () => {
  const organization = await newOrganization({ plan: 'STANDARD' })
  const { accountId, administrator, roles } = organization
  const outcomes = await Promise.all(
    Array.from({ length: atOnce }, (_, index) =>
      outcomeOf(
        createServiceAccount(
          administrator.ctx,
          createServiceAccountInput.parse({ accountId, name: `Robot ${index}`, roleId: roles.MEMBER }),
        ),
      ),
    ),
  )
  expectPlaces(outcomes, 2)
  await expectCounts(organization, 'service_account', 2)
})

test('50 imports of five addresses at once take the nine places that are free', { timeout }, async () => {
  const organization = await newOrganization({ plan: 'STANDARD' })
  const batches = Array.from({ length: atOnce }, () => Array.from({ length: 5 }, newEmail))
  const outcomes = (await Promise.all(batches.map((emails) => invite(organization, emails)))).flat()
  expect(outcomes.filter((outcome) => outcome === 'invited')).toHaveLength(9)
  expect(outcomes.filter((outcome) => outcome === 'plan_limit_reached')).toHaveLength(atOnce * 5 - 9)
  await expectCounts(organization, 'invitation', 9)
})

test('50 transfers into an account at once', { timeout }, async () => {
  const from = await newOrganization()
  const to = await newOrganization({ plan: 'STANDARD', administrator: from.administrator })
  const workspaces = await Promise.all(
    Array.from({ length: atOnce }, (_, index) => newWorkspace(from, `Workspace ${index}`)),
  )
  const outcomes = await Promise.all(
    workspaces.map((workspaceId, index) =>
      outcomeOf(
        transferWorkspace(from.administrator.ctx, {
          accountId: from.accountId,
          workspaceId,
          toAccountId: to.accountId,
          handle: `workspace-${index}`,
        }),
      ),
    ),
  )
  expectPlaces(outcomes, 5)
  await expectCounts(to, 'workspace', 5)
  await expectCounts(from, 'workspace', atOnce - 5)
})

test('going down a plan takes nothing from members, roles and keys that are there, and refuses more of them', async () => {
  const organization = await newOrganization()
  const { accountId, administrator, handle, roles } = organization
  const custom = await newMember(
    organization,
    await newCustomRole(organization, ['read:organization', 'create:workspace']),
  )
  for (let index = 0; index < 10; index += 1) await newMember(organization, roles.MEMBER)
  const robots = []
  for (let index = 0; index < 3; index += 1)
    robots.push(await newServiceAccountWithKey(organization, { roleId: roles.MEMBER }))
  await setPlan(systemContext('The tests'), { handle, plan: 'STANDARD' })
  await authorizeAccount(custom.ctx, database(), accountId, 'create:workspace')
  for (const { key } of robots)
    await authorizeAccount(await requestWithKey(key.key), database(), accountId, 'read:member')
  expect(await invite(organization, [newEmail()])).toEqual(['plan_limit_reached'])
  const another = createServiceAccountInput.parse({ accountId, name: 'One more', roleId: roles.MEMBER })
  await expect(createServiceAccount(administrator.ctx, another)).rejects.toThrow(
    /All 2 service accounts of the plan are in use, and there are 3\. .* or ask the operator of this installation/,
  )
  await expectCounts(organization, 'membership', 12)
})

test('going down a plan breaks nothing that is there, and the refusal says how many there are', async () => {
  const organization = await newOrganization()
  const { accountId, administrator, handle } = organization
  const create = (name: string) =>
    createWorkspace(administrator.ctx, {
      accountId,
      name,
      handle: name,
      description: '',
      defaultRoleId: null,
    })
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) await create(name)
  await setPlan(systemContext('The tests'), { handle, plan: 'STANDARD' })
  await expect(create('eight')).rejects.toThrow(
    'All 5 workspaces of the plan are in use, and there are 7. Delete one, or ask the operator of this installation for a larger plan.',
  )
  await expectCounts(organization, 'workspace', 7)
})

function expectPlaces(outcomes: { code: string; reason?: string | undefined }[], places: number): void {
  expect(outcomes.filter(({ code }) => code === 'done')).toHaveLength(places)
  const refused = outcomes.filter(({ code }) => code !== 'done')
  expect(refused).toHaveLength(outcomes.length - places)
  for (const one of refused) expect(one).toMatchObject({ code: 'conflict', reason: 'plan_limit_reached' })
}

async function expectCounts({ accountId }: Organization, table: string, count: number): Promise<void> {
  const kind = table === 'membership' ? "and kind = 'USER'" : ''
  expect(await query(`select 1 from ${table} where account_id = $1 ${kind}`, [accountId])).toHaveLength(count)
  expect(await verifyAuditChain(accountId)).toMatchObject({ intact: true })
}

async function invite(
  { accountId, administrator, roles }: Organization,
  emails: string[],
): Promise<string[]> {
  const input = { accountId, emails, roleId: roles.MEMBER, workspaces: [], message: '' }
  return (await inviteMembers(administrator.ctx, input)).outcomes.map(({ outcome }) => outcome)
}
