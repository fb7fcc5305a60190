import { beforeAll, describe, expect, test } from 'vitest'
import { authorizeWorkspace } from '@/lib/authz/workspace-standing'
import { database } from '@/lib/db/transaction'
import { getEffectivePermissions } from '@/lib/members/effective'
import { explainPermission } from '@/lib/members/explain'
import { exportMembers } from '@/lib/members/export'
import { previewMemberRole } from '@/lib/roles/preview'
import { removeAccess } from '@/lib/sharing/manage'
import { previewDefaultRole } from '@/lib/sharing/preview'
import { getSharingEditor, listAccess, listCandidates } from '@/lib/sharing/service'
import { eventsOf } from '@/lib/testing/audit'
import { countStatements } from '@/lib/testing/count-statements'
import { query } from '@/lib/testing/database'
import { newMapping, putInGroup } from '@/lib/testing/groups'
import { newMember, newOrganization, type Organization, type Person } from '@/lib/testing/organizations'
import { newGrant, newServiceAccount, newWorkspace } from '@/lib/testing/workspaces'
import { listMyWorkspaces } from '@/lib/workspaces/home'
import { previewTransfer, transferWorkspace } from '@/lib/workspaces/transfer'
import { listMemberWorkspaces, listWorkspaces } from '@/lib/workspaces/service'

let organization: Organization
let workspaceId: string
let otherId: string
let ada: Person & { membershipId: string }

beforeAll(async () => {
  organization = await newOrganization()
  workspaceId = await newWorkspace(organization, 'Analytics')
  otherId = await newWorkspace(organization, 'Other')
  ada = await newMember(organization, organization.roles.MEMBER, { name: 'Greta Groups' })
  await newMapping(organization, {
    group: 'platform',
    grants: [{ workspaceId, roleId: organization.roles.RUNNER }],
  })
  await putInGroup(organization, { membershipId: ada.membershipId, group: 'platform' })
})

function key() {
  return { accountId: organization.accountId, workspaceId }
}

const page = { search: '', limit: 50 }

describe('a role that a group gives in a workspace', () => {
  test('opens it there and nowhere else, in every list', async () => {
    const { accountId } = organization
    const standing = await authorizeWorkspace(ada.ctx, database(), key(), 'create:flow_run')
    expect(standing.facts.grants).toMatchObject([{ group: 'platform', role: { name: 'Runner' } }])
    await expect(
      authorizeWorkspace(ada.ctx, database(), { ...key(), workspaceId: otherId }, 'read:workspace'),
    ).rejects.toMatchObject({ code: 'not_found' })
    const seen = await listWorkspaces(ada.ctx, { accountId, ...page })
    expect(seen.rows).toMatchObject([{ name: 'Analytics', access: { summary: 'Runner by group platform' } }])
    const home = await listMyWorkspaces(ada.ctx, { ...page })
    expect(home.rows.filter(({ account }) => account.id === accountId)).toMatchObject([{ name: 'Analytics' }])
  })

  test('is told with its source', async () => {
    const { administrator, accountId } = organization
    const of = { accountId, membershipId: ada.membershipId }
    const explained = await explainPermission(administrator.ctx, {
      ...of,
      permission: 'create:flow_run',
      workspace_id: workspaceId,
    })
    expect(explained).toMatchObject({ allowed: true })
    expect(explained.reasons).toContainEqual(
      expect.objectContaining({
        source: 'group',
        group: 'platform',
        outcome: 'gave',
        sentence: 'Runner, given in this workspace by the group platform, gives it.',
      }),
    )
    const effective = await getEffectivePermissions(administrator.ctx, { ...of, workspace_id: workspaceId })
    expect(effective.summary).toBe('Runner by group platform')
    const workspaces = await listMemberWorkspaces(administrator.ctx, { ...of, ...page })
    expect(workspaces.rows).toMatchObject([
      { sources: [{ kind: 'group', group: 'platform', role: { name: 'Runner' } }] },
    ])
  })

  test('adds up with what was given directly, and stays when that is taken back', async () => {
    const ben = await newMember(organization, organization.roles.MEMBER, { name: 'Ben' })
    await putInGroup(organization, { membershipId: ben.membershipId, group: 'platform' })
    await newGrant(organization, {
      workspaceId,
      membershipId: ben.membershipId,
      roleId: organization.roles.COLLABORATOR,
    })
    const access = async () => {
      const { rows } = await listAccess(organization.administrator.ctx, { ...key(), ...page, search: 'ben' })
      return rows[0]
    }
    expect(await access()).toMatchObject({
      summary: 'Collaborator directly + Runner by group platform',
      can: { remove: { allowed: true } },
    })
    await removeAccess(organization.administrator.ctx, {
      ...key(),
      grants: [{ membershipId: ben.membershipId }],
    })
    expect(await access()).toMatchObject({ summary: 'Runner by group platform', grant: null })
  })

  test('is listed where workspaces are shared, and not removable there', async () => {
    const { administrator } = organization
    const { rows } = await listAccess(administrator.ctx, {
      ...key(),
      ...page,
      source: 'group',
      search: 'greta',
    })
    expect(rows).toMatchObject([
      {
        name: 'Greta Groups',
        grant: null,
        sources: [{ kind: 'group', group: 'platform' }],
        can: { remove: { allowed: false, reason: 'role_from_group' } },
      },
    ])
    const all = await listAccess(administrator.ctx, { ...key(), search: '', limit: 1 })
    const names = all.rows.map(({ name }) => name)
    for (let cursor = all.nextCursor; cursor;) {
      const next = await listAccess(administrator.ctx, { ...key(), search: '', limit: 1, cursor })
      names.push(...next.rows.map(({ name }) => name))
      cursor = next.nextCursor
    }
    expect(names.filter((name) => name === 'Greta Groups')).toHaveLength(1)
    const found = await listCandidates(administrator.ctx, { ...key(), search: 'greta', limit: 5 })
    expect(found).toMatchObject([{ summary: 'Runner by group platform', is_added: false }])
    expect((await getSharingEditor(administrator.ctx, key())).share.allowed).toBe(true)
  })

  test('is under the ceiling of a Read Only User', async () => {
    const rita = await newMember(organization, organization.roles.READ_ONLY_USER, { name: 'Rita' })
    await putInGroup(organization, { membershipId: rita.membershipId, group: 'platform' })
    await expect(authorizeWorkspace(rita.ctx, database(), key(), 'create:flow_run')).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('is nothing for a service account, whatever a row says', async () => {
    const robot = await newServiceAccount(organization, organization.roles.MEMBER)
    await putInGroup(organization, { membershipId: robot.membershipId, group: 'platform' })
    const explained = await explainPermission(organization.administrator.ctx, {
      accountId: organization.accountId,
      serviceAccountId: robot.serviceAccountId,
      permission: 'read:flow',
      workspace_id: workspaceId,
    })
    expect(explained).toMatchObject({ allowed: false })
    expect(explained.reasons).toContainEqual(
      expect.objectContaining({ source: 'group', outcome: 'not_for_service_accounts' }),
    )
  })

  test('ends with the group at the next request', async () => {
    const eve = await newMember(organization, organization.roles.MEMBER, { name: 'Eve' })
    await putInGroup(organization, { membershipId: eve.membershipId, group: 'platform' })
    await authorizeWorkspace(eve.ctx, database(), key(), 'read:workspace')
    await query('delete from membership_group where membership_id = $1', [eve.membershipId])
    await expect(authorizeWorkspace(eve.ctx, database(), key(), 'read:workspace')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('is in the export with the group', async () => {
    const { administrator, accountId } = organization
    const { pieces } = await exportMembers(administrator.ctx, { accountId, search: 'greta', sort: 'name' })
    let csv = ''
    for await (const piece of pieces) csv += piece
    expect(csv).toContain('Analytics: Runner (group platform)')
    expect(csv).toContain(',1,')
  })

  test('counts where the effects of a change are foretold', async () => {
    const { administrator, accountId, roles } = organization
    const place = await newWorkspace(organization, 'Foretold', roles.COLLABORATOR)
    await newMapping(organization, {
      group: 'ops',
      grants: [{ workspaceId: place, roleId: roles.COLLABORATOR }],
    })
    const olga = await newMember(organization, roles.MEMBER, { name: 'Olga' })
    await putInGroup(organization, { membershipId: olga.membershipId, group: 'ops' })
    const effects = await previewDefaultRole(administrator.ctx, {
      accountId,
      workspaceId: place,
      role_id: null,
    })
    const [{ count } = { count: 0 }] = await query<{ count: number }>(
      `select count(*)::int as count from membership m join role r on r.id = m.role_id and r.account_id = m.account_id
       where m.account_id = $1 and m.kind = 'USER' and r.built_in in ('MEMBER')`,
      [accountId],
    )
    // Everybody but Olga, whose group gives as much.
    expect(effects.lostSight).toBe(count - 1)
    const demoted = await previewMemberRole(administrator.ctx, {
      accountId,
      membershipId: olga.membershipId,
      role_id: roles.READ_ONLY_USER,
    })
    expect(demoted.effects).toContainEqual(
      expect.objectContaining({ effect: 'lose', permission: 'delete:flow', workspaces: 1 }),
    )
  })

  test('costs no further statement', async () => {
    const { statements } = await countStatements(() =>
      authorizeWorkspace(ada.ctx, database(), key(), 'read:workspace'),
    )
    expect(statements).toHaveLength(1)
  })

  test('ends with a transfer of its workspace, which lists it', async () => {
    const { accountId, administrator, roles } = organization
    const there = await newOrganization({ administrator })
    const place = await newWorkspace(organization, 'Moving')
    await newMapping(organization, {
      group: 'movers',
      grants: [{ workspaceId: place, roleId: roles.RUNNER }],
    })
    const of = { accountId, workspaceId: place }
    const preview = await previewTransfer(administrator.ctx, { ...of, to: there.accountId })
    expect(preview).toMatchObject({ lost: [{ name: 'Group movers', role: 'Runner' }], lostCount: 1 })
    const move = { ...of, toAccountId: there.accountId, handle: 'moved', expectedRevision: preview.revision }
    await transferWorkspace(administrator.ctx, move)
    expect(await query('select 1 from group_mapping_grant where workspace_id = $1', [place])).toEqual([])
    const event = (await eventsOf(accountId)).find(({ action }) => action === 'workspace.transferred_away')
    expect(event?.info).toMatchObject({ ended: [{ group: 'Group movers', role: 'Runner', reason: 'group' }] })
  })
})
