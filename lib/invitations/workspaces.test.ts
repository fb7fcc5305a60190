import { beforeEach, describe, expect, test } from 'vitest'
import { countStatements } from '@/lib/testing/count-statements'
import { eventsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import {
  day,
  inviteTo,
  newCustomRole,
  newMember,
  newOrganization,
  tokenOf,
  type Organization,
} from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newPerson, visitor } from '@/lib/testing/people'
import { newGrant, newWorkspace } from '@/lib/testing/workspaces'
import { acceptInvitation, declineInvitation, getInvitationPage } from './answer'
import { inviteMembers } from './invite'
import { inviteMembersInput, listInvitationsInput } from './schema'
import { copyInvitationLink, listInvitations, resendInvitation } from './service'

let organization: Organization
let analytics: string
let billing: string
beforeEach(async () => {
  organization = await newOrganization()
  analytics = await newWorkspace(organization, 'Analytics')
  billing = await newWorkspace(organization, 'billing')
})

const both = () => [
  { workspaceId: billing, roleId: organization.roles.OWNER },
  { workspaceId: analytics, roleId: organization.roles.RUNNER },
]

describe('inviting to workspaces', () => {
  test('keeps them with the invitation, names them in the mail and in the event', async () => {
    const { invitationId, email } = await inviteTo(organization, { workspaces: both() })
    expect(await offersOf(invitationId)).toEqual([
      { name: 'Analytics', role: 'Runner' },
      { name: 'billing', role: 'Owner' },
    ])
    expect((await mailsTo(email)).map(({ props }) => props)).toMatchObject([
      {
        isPersonal: false,
        workspaces: [
          { name: 'billing', role: 'Owner' },
          { name: 'Analytics', role: 'Runner' },
        ],
      },
    ])
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'invitation.created',
      message: `Ada Lovelace invited ${email} as Member, and to 2 workspaces`,
      info: {
        workspaces: [
          { workspace: 'billing', workspace_id: billing, role: 'Owner', role_id: organization.roles.OWNER },
          { workspace: 'Analytics', workspace_id: analytics, role: 'Runner' },
        ],
      },
    })
  })

  test('takes the same number of statements for fifty as for one', async () => {
    const ids = [analytics]
    for (let index = 1; index < 50; index += 1)
      ids.push(await newWorkspace(organization, `Workspace ${index}`))
    const roleId = organization.roles.RUNNER
    const counts: number[] = []
    for (const some of [ids.slice(0, 1), ids]) {
      const workspaces = some.map((workspaceId) => ({ workspaceId, roleId }))
      const { statements } = await countStatements(() => inviteTo(organization, { workspaces }))
      counts.push(statements.length)
    }
    expect(counts[1]).toBe(counts[0])
  })

  test('again replaces them; without any, none are left', async () => {
    const { email, invitationId } = await inviteTo(organization, { workspaces: both() })
    await inviteTo(organization, { email, workspaces: both().slice(0, 1) })
    expect(await offersOf(invitationId)).toEqual([{ name: 'billing', role: 'Owner' }])
    await inviteTo(organization, { email })
    expect(await offersOf(invitationId)).toEqual([])
  })

  test('again is not for one who may not share them (R3): the invitation stays as it is', async () => {
    const { email, invitationId } = await inviteTo(organization, { workspaces: both() })
    const recruiter = await newMember(
      organization,
      await newCustomRole(organization, ['create:invitation', 'read:invitation']),
    )
    const input = inviteMembersInput.parse({
      roleId: null,
      accountId: organization.accountId,
      emails: [email],
    })
    expect((await inviteMembers(recruiter.ctx, input)).outcomes).toMatchObject([{ outcome: 'outranked' }])
    expect(await offersOf(invitationId)).toHaveLength(2)
  })

  test('without a role invites as Member', async () => {
    const { user } = await newPerson()
    const { email } = user
    const input = inviteMembersInput.parse({
      roleId: null,
      accountId: organization.accountId,
      emails: [email],
    })
    await inviteMembers(organization.administrator.ctx, input)
    expect(await query('select role_id from invitation where email = $1', [email])).toEqual([
      { role_id: organization.roles.MEMBER },
    ])
  })

  test('is kept by resending, which names them again', async () => {
    const { invitationId, email } = await inviteTo(organization, { workspaces: both() })
    await resendInvitation(organization.administrator.ctx, {
      accountId: organization.accountId,
      invitationId,
    })
    expect(await offersOf(invitationId)).toHaveLength(2)
    expect((await mailsTo(email)).at(-1)?.props).toMatchObject({
      workspaces: [{ name: 'Analytics', role: 'Runner' }, { name: 'billing' }],
    })
  })

  test('a link is handed out again only by one who may share each of the workspaces', async () => {
    const recruiter = await newMember(
      organization,
      await newCustomRole(organization, ['create:invitation', 'read:invitation']),
    )
    const { invitationId } = await inviteTo(organization, { workspaces: both() })
    const { accountId } = organization
    const refusal = { code: 'forbidden', reason: 'exceeds_own_permissions' }
    for (const issue of [resendInvitation, copyInvitationLink])
      await expect(issue(recruiter.ctx, { accountId, invitationId })).rejects.toMatchObject(refusal)
    for (const workspaceId of [analytics, billing]) {
      const { membershipId } = recruiter
      await newGrant(organization, { workspaceId, membershipId, roleId: organization.roles.OWNER })
    }
    await copyInvitationLink(recruiter.ctx, { accountId, invitationId })
  })

  test('an Owner of a workspace who may invite offers it, without being an Administrator', async () => {
    const owner = await newMember(
      organization,
      await newCustomRole(organization, ['create:invitation', 'read:invitation']),
    )
    const { membershipId } = owner
    await newGrant(organization, { workspaceId: analytics, membershipId, roleId: organization.roles.OWNER })
    const { invitationId } = await inviteTo(organization, { ctx: owner.ctx, workspaces: both().slice(1) })
    expect(await offersOf(invitationId)).toEqual([{ name: 'Analytics', role: 'Runner' }])
  })
})

describe('the page and the list', () => {
  test('the page of the invitation names workspaces and roles to whoever holds the link', async () => {
    const { token } = await inviteTo(organization, { workspaces: both() })
    expect(await getInvitationPage(visitor(), token)).toMatchObject({
      state: 'open',
      accountKind: 'ORGANIZATION',
      workspaces: [
        { name: 'Analytics', roleName: 'Runner' },
        { name: 'billing', roleName: 'Owner' },
      ],
    })
  })

  test('the list names those that the viewer can see, and does not count others', async () => {
    const { invitationId } = await inviteTo(organization, { workspaces: both() })
    const viewer = await newMember(organization, await newCustomRole(organization, ['read:invitation']))
    const input = listInvitationsInput.parse({ accountId: organization.accountId })
    const named = async (ctx: typeof viewer.ctx) =>
      (await listInvitations(ctx, input)).rows.find(({ id }) => id === invitationId)?.workspaces
    expect(await named(organization.administrator.ctx)).toEqual([
      { id: analytics, name: 'Analytics', role_name: 'Runner' },
      { id: billing, name: 'billing', role_name: 'Owner' },
    ])
    expect(await named(viewer.ctx)).toEqual([])
    await query('update workspace set default_role_id = $1 where id = $2', [
      organization.roles.RUNNER,
      billing,
    ])
    expect(await named(viewer.ctx)).toEqual([{ id: billing, name: 'billing', role_name: 'Owner' }])
  })
})

describe('accepting', () => {
  test('gives the grants with the membership, each with its event', async () => {
    const { guest, token } = await invited()
    await acceptInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toEqual([
      { name: 'Analytics', role: 'Runner', expires_at: null, created_by_user_id: inviterId() },
      { name: 'billing', role: 'Owner', expires_at: null, created_by_user_id: inviterId() },
    ])
    const events = (await eventsOf(organization.accountId)).slice(-4)
    expect(events.map(({ action }) => action)).toEqual([
      'invitation.accepted',
      'membership.created',
      'grant.created',
      'grant.created',
    ])
    expect(events[0]?.info).toMatchObject({
      workspaces: [{ workspace: 'Analytics' }, { workspace: 'billing' }],
    })
    expect(events[2]).toMatchObject({
      object_id: analytics,
      message: 'Grace Hopper was added to Analytics as Runner by the invitation of Ada Lovelace',
      info: { member: 'Grace Hopper', before: null, after: { role: 'Runner', expires_at: null } },
    })
  })

  test('leaves nothing behind when an event cannot be written', async () => {
    const { guest, token, invitationId } = await invited()
    // No text of the database holds a NUL: writing the event fails.
    await expect(acceptInvitation({ ...guest.ctx, userAgent: 'a\0b' }, { token })).rejects.toThrow()
    expect(await grantsOf(guest)).toEqual([])
    expect(await query('select status from invitation where id = $1', [invitationId])).toEqual([
      { status: 'PENDING' },
    ])
    await acceptInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toHaveLength(2)
  })

  test('as a member gives what is missing; what is in force is neither lowered nor replaced', async () => {
    const { guest, token } = await invited()
    const { membershipId } = await newMember(organization, organization.roles.USER, { person: guest })
    const expiresAt = new Date(guest.ctx.now.getTime() + day)
    const roleId = organization.roles.COLLABORATOR
    await newGrant(organization, { workspaceId: analytics, membershipId, roleId, expiresAt })
    await acceptInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toMatchObject([
      { name: 'Analytics', role: 'Collaborator', expires_at: expiresAt },
      { name: 'billing', role: 'Owner', expires_at: null },
    ])
    expect((await eventsOf(organization.accountId)).slice(-2)).toMatchObject([
      { action: 'invitation.accepted' },
      { action: 'grant.created', object_id: billing },
    ])
  })

  test('as a member replaces a grant that is over', async () => {
    const { guest, token } = await invited()
    const { membershipId } = await newMember(organization, organization.roles.MEMBER, { person: guest })
    const roleId = organization.roles.OWNER
    await newGrant(organization, { workspaceId: analytics, membershipId, roleId, expiresAt: guest.ctx.now })
    await acceptInvitation(guest.ctx, { token })
    expect((await grantsOf(guest))[0]).toMatchObject({ name: 'Analytics', role: 'Runner', expires_at: null })
  })

  test('as a member who only reads gives what is reading, and leaves the rest away (R11)', async () => {
    const reading = { workspaceId: analytics, roleId: organization.roles.READ_ONLY_COLLABORATOR }
    const { guest, token } = await invited([reading, both()[0] ?? reading])
    await newMember(organization, organization.roles.READ_ONLY_USER, { person: guest })
    await acceptInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toMatchObject([{ name: 'Analytics', role: 'Read-only Collaborator' }])
  })

  test('leaves away what the role that the invitation has by now rules out (R11)', async () => {
    const { guest, token, invitationId } = await invited()
    const { READ_ONLY_USER } = organization.roles
    await query('update invitation set role_id = $1 where id = $2', [READ_ONLY_USER, invitationId])
    await acceptInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toEqual([])
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({ action: 'membership.created' })
  })

  test('asks nothing of the inviter any more, who may have lost the right since', async () => {
    const { guest, token } = await invited()
    await query('update membership set role_id = $1 where account_id = $2', [
      organization.roles.MEMBER,
      organization.accountId,
    ])
    await acceptInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toHaveLength(2)
  })

  test('gives nothing in a workspace that was deleted meanwhile, and the rest all the same', async () => {
    const { guest, token } = await invited()
    await query('delete from workspace where id = $1', [analytics])
    await acceptInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toMatchObject([{ name: 'billing' }])
  })

  test('declining gives nothing, and says what was declined', async () => {
    const { guest, token } = await invited()
    await declineInvitation(guest.ctx, { token })
    expect(await grantsOf(guest)).toEqual([])
    expect((await eventsOf(organization.accountId)).at(-1)).toMatchObject({
      action: 'invitation.declined',
      info: { workspaces: [{ workspace: 'Analytics' }, { workspace: 'billing' }] },
    })
  })
})

function inviterId(): string {
  return organization.administrator.user.id
}

async function invited(workspaces = both()) {
  const guest = await newPerson({ name: 'Grace Hopper' })
  const { invitationId } = await inviteTo(organization, { email: guest.user.email, workspaces })
  return { guest, invitationId, token: await tokenOf(guest.user.email) }
}

async function offersOf(invitationId: string) {
  return query(
    `select w.name, r.name as role from invitation_workspace iw join workspace w on w.id = iw.workspace_id
     join role r on r.id = iw.role_id where iw.invitation_id = $1 order by lower(w.name)`,
    [invitationId],
  )
}

async function grantsOf({ user }: { user: { id: string } }) {
  return query(
    `select w.name, r.name as role, g.expires_at, g.created_by_user_id from workspace_grant g
     join membership m on m.id = g.membership_id join workspace w on w.id = g.workspace_id join role r on r.id = g.role_id
     where m.user_id = $1 order by lower(w.name)`,
    [user.id],
  )
}
