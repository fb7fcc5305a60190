import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Ctx } from '@/lib/authz/context'
import { loadStandings } from '@/lib/authz/workspace-facts'
import { withTransaction } from '@/lib/db/transaction'
import { decideOrganizationPermission, decideWorkspacePermission } from '@/lib/policy/evaluate'
import {
  isOrganizationPermission,
  isWorkspacePermission,
  permissionDefinitions,
} from '@/lib/policy/permissions'
import { countStatements } from '@/lib/testing/count-statements'
import {
  after,
  day,
  newCustomRole,
  newMember,
  newOrganization,
  type Organization,
} from '@/lib/testing/organizations'
import { requestWith } from '@/lib/testing/people'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { getEffectivePermissions } from './effective'
import { effectivePermissionsView } from './schema'

type Place = { workspace_id?: string }

let organization: Organization
let shared: string
let closed: string
beforeAll(async () => {
  organization = await newOrganization()
  shared = await newWorkspace(organization, 'Shared', organization.roles.READ_ONLY_COLLABORATOR)
  closed = await newWorkspace(organization, 'Closed')
})

async function ask(ctx: Ctx, membershipId: string, place: Place = {}) {
  return getEffectivePermissions(ctx, { accountId: organization.accountId, membershipId, ...place })
}

/** What the decisions which enforce say yes to, permission by permission. */
async function allowedTo(
  membershipId: string,
  { workspace_id: workspaceId = null }: { workspace_id?: string | null },
  now: Date,
) {
  const { accountId } = organization
  const { standings } = await withTransaction((tx) =>
    loadStandings(tx, { accountId, workspaceId, membershipIds: [membershipId] }),
  )
  const standing = standings.get(membershipId)
  if (!standing) throw new Error('there is no such membership')
  const { membership, workspace } = standing
  const ids = permissionDefinitions.map(({ id }) => id)
  return workspaceId === null
    ? ids
        .filter(isOrganizationPermission)
        .filter((id) => decideOrganizationPermission(membership, id).allowed)
    : ids
        .filter(isWorkspacePermission)
        .filter((id) => decideWorkspacePermission(membership, workspace, id, now).allowed)
}

type Case = {
  role: (roles: Organization['roles']) => string | Promise<string>
  status?: 'SUSPENDED'
  /** Given in both workspaces. */
  grant?: { role: (roles: Organization['roles']) => string; days?: number }
  /** What each answer says: in the organization, in a closed workspace, in one that anybody may read. */
  summaries: [string, string, string]
}

const cases: [string, Case][] = [
  [
    'an Administrator',
    {
      role: (roles) => roles.ADMINISTRATOR,
      summaries: [
        'Administrator of the organization',
        'Administrator of the organization',
        'Administrator of the organization + Read-only Collaborator by default',
      ],
    },
  ],
  [
    'a Member with a role in the workspace',
    {
      role: (roles) => roles.MEMBER,
      grant: { role: (roles) => roles.COLLABORATOR },
      summaries: [
        'Member of the organization',
        'Collaborator directly',
        'Read-only Collaborator by default + Collaborator directly',
      ],
    },
  ],
  [
    'somebody whose grant has ended',
    {
      role: (roles) => roles.MEMBER,
      grant: { role: (roles) => roles.OWNER, days: -1 },
      summaries: ['Member of the organization', '', 'Read-only Collaborator by default'],
    },
  ],
  [
    'a Read Only User who was given more',
    {
      role: (roles) => roles.READ_ONLY_USER,
      grant: { role: (roles) => roles.OWNER },
      summaries: [
        'Read Only User of the organization',
        'Read Only User of the organization + Owner directly, limited by Read Only User',
        'Read Only User of the organization + Read-only Collaborator by default + Owner directly, limited by Read Only User',
      ],
    },
  ],
  [
    'a suspended User',
    {
      role: (roles) => roles.USER,
      status: 'SUSPENDED',
      grant: { role: (roles) => roles.OWNER },
      summaries: ['', '', ''],
    },
  ],
]

describe('what takes effect', () => {
  test.each(cases)(
    'for %s is what the decisions that enforce allow',
    async (_, { role, status, grant, summaries }) => {
      const { roles, administrator } = organization
      const { ctx } = administrator
      const { membershipId } = await newMember(organization, await role(roles), status ? { status } : {})
      for (const workspaceId of grant ? [shared, closed] : [])
        await newGrant(organization, {
          workspaceId,
          membershipId,
          roleId: grant?.role(roles) ?? '',
          ...(grant?.days ? { expiresAt: new Date(ctx.now.getTime() + grant.days * day) } : {}),
        })
      const places = [{}, { workspace_id: closed }, { workspace_id: shared }]
      for (const [index, place] of places.entries()) {
        const answer = await ask(ctx, membershipId, place)
        expect(effectivePermissionsView.parse(answer)).toEqual(answer)
        expect(answer.permissions).toEqual(await allowedTo(membershipId, place, ctx.now))
        expect(answer.summary).toBe(summaries[index])
        expect(answer.permissions.length === 0).toBe(answer.summary === '')
      }
    },
  )

  test('for a service account leaves the default role out, by its own id and by that of its membership', async () => {
    const { accountId, roles, administrator } = organization
    const { serviceAccountId, membershipId } = await newServiceAccount(organization, roles.MEMBER, 'Robot')
    const place = { workspace_id: shared }
    const { ctx } = administrator
    expect(await ask(ctx, membershipId, place)).toEqual({
      member: { id: membershipId, name: 'Robot', status: 'ACTIVE' },
      workspace: { id: shared, name: 'Shared', handle: shared },
      permissions: [],
      summary: '',
    })
    await newGrant(organization, { workspaceId: shared, membershipId, roleId: roles.RUNNER })
    const answer = await getEffectivePermissions(ctx, { accountId, serviceAccountId, ...place })
    expect(answer).toEqual(await ask(ctx, membershipId, place))
    expect(answer).toMatchObject({ summary: 'Runner directly' })
    expect(answer.permissions).toEqual(await allowedTo(membershipId, place, ctx.now))
  })

  test('ends with the grant that gave it, to the moment', async () => {
    const { roles, administrator } = organization
    const { ctx } = administrator
    const { membershipId } = await newMember(organization, roles.MEMBER)
    const expiresAt = new Date(ctx.now.getTime() + day)
    await newGrant(organization, { workspaceId: closed, membershipId, roleId: roles.RUNNER, expiresAt })
    const place = { workspace_id: closed }
    expect((await ask(ctx, membershipId, place)).permissions).toContain('create:flow_run')
    expect(await ask(after(ctx, day), membershipId, place)).toMatchObject({ permissions: [], summary: '' })
  })

  test('is read in three statements, the session among them', async () => {
    const { administrator, roles } = organization
    const { membershipId } = await newMember(organization, roles.MEMBER)
    const { statements } = await countStatements(async () =>
      ask(await requestWith(administrator.sessionId), membershipId, { workspace_id: shared }),
    )
    expect(statements).toHaveLength(3)
  })
})

describe('whoever asks', () => {
  test('is told of no workspace that they cannot open, nor of others where they may not read the access', async () => {
    const { roles } = organization
    const { membershipId } = await newMember(organization, roles.USER)
    const outside = await newMember(organization, roles.MEMBER)
    const looking = await newMember(organization, await newCustomRole(organization, ['read:workspace']))
    const place = { workspace_id: closed }
    await expect(ask(outside.ctx, membershipId, place)).rejects.toMatchObject({
      reason: 'workspace_not_found',
    })
    await expect(ask(looking.ctx, membershipId, place)).rejects.toMatchObject({
      code: 'forbidden',
      permission: 'read:workspace_access',
    })
    expect(await ask(looking.ctx, looking.membershipId, place)).toMatchObject({
      permissions: ['read:workspace'],
    })
    expect(await ask(outside.ctx, membershipId)).toMatchObject({
      workspace: null,
      summary: 'User of the organization',
    })
  })

  test('finds nothing by ids of another organization, whichever they are', async () => {
    const elsewhere = await newOrganization()
    const { ctx } = organization.administrator
    const own = await newMember(organization, organization.roles.MEMBER)
    const foreign = await newMember(elsewhere, elsewhere.roles.MEMBER)
    const robot = await newServiceAccount(elsewhere, elsewhere.roles.MEMBER)
    const foreignPlace = await newWorkspace(elsewhere, 'Foreign', elsewhere.roles.OWNER)
    const { accountId } = organization
    for (const asking of [
      async () => ask(ctx, foreign.membershipId),
      async () => ask(ctx, own.membershipId, { workspace_id: foreignPlace }),
      async () => ask(ctx, own.membershipId, { workspace_id: randomUUID() }),
      async () => getEffectivePermissions(ctx, { accountId, serviceAccountId: robot.serviceAccountId }),
      async () =>
        getEffectivePermissions(ctx, { accountId: elsewhere.accountId, membershipId: foreign.membershipId }),
    ])
      await expect(asking()).rejects.toMatchObject({ code: 'not_found' })
  })
})
