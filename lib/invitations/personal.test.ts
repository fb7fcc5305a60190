import { beforeEach, describe, expect, test } from 'vitest'
import { actionsOf } from '@/lib/testing/audit'
import { query } from '@/lib/testing/database'
import { inviteTo, newMember, tokenOf, type Organization } from '@/lib/testing/organizations'
import { mailsTo } from '@/lib/testing/outbox'
import { newEmail, newPerson, visitor } from '@/lib/testing/people'
import { newWorkspace } from '@/lib/testing/workspaces'
import type { BuiltInRoleKey } from '@/lib/policy/roles'
import { listMyWorkspaces } from '@/lib/workspaces/home'
import { listMyWorkspacesInput } from '@/lib/workspaces/schema'
import { acceptInvitation, getInvitationPage } from './answer'
import { inviteMembers } from './invite'
import { inviteMembersInput, listInvitationsInput } from './schema'
import { copyInvitationLink, listInvitations, resendInvitation, revokeInvitation } from './service'

let personal: Organization
let workspaceId: string
beforeEach(async () => {
  const administrator = await newPerson()
  const { accountId } = administrator
  const rows = await query<{ key: BuiltInRoleKey; id: string }>(
    'select built_in as key, id from role where account_id = $1',
    [accountId],
  )
  // The product makes one row of each key, which the compiler cannot see in rows.
  const roles = Object.fromEntries(rows.map(({ key, id }) => [key, id])) as Organization['roles']
  personal = { accountId, handle: '', name: administrator.user.name, administrator, roles }
  workspaceId = await newWorkspace(personal, 'Experiments')
})

describe('a personal account', () => {
  test('is shared by inviting to its workspaces: accepting makes a guest', async () => {
    const guest = await newPerson({ name: 'Grace Hopper' })
    const roleId = personal.roles.RUNNER
    await inviteTo(personal, { email: guest.user.email, workspaces: [{ workspaceId, roleId }] })
    expect((await mailsTo(guest.user.email)).at(-1)?.props).toMatchObject({
      isPersonal: true,
      workspaces: [{ name: 'Experiments', role: 'Runner' }],
    })
    const token = await tokenOf(guest.user.email)
    expect(await getInvitationPage(visitor(), token)).toMatchObject({
      state: 'open',
      accountKind: 'PERSONAL',
    })
    expect(await acceptInvitation(guest.ctx, { token })).toMatchObject({ accountKind: 'PERSONAL' })
    expect(
      await query('select role_id from membership where account_id = $1 and user_id = $2', [
        personal.accountId,
        guest.user.id,
      ]),
    ).toEqual([{ role_id: personal.roles.MEMBER }])
    expect((await listMyWorkspaces(guest.ctx, listMyWorkspacesInput.parse({}))).rows).toMatchObject([
      { id: workspaceId, account: { kind: 'PERSONAL' }, access: { summary: 'Runner directly' } },
    ])
    expect((await actionsOf(personal.accountId)).slice(-3)).toEqual([
      'invitation.accepted',
      'membership.created',
      'grant.created',
    ])
    expect(await getInvitationPage(guest.ctx, token)).toMatchObject({
      state: 'accepted',
      organizationHandle: null,
    })
  })

  test('makes nobody a guest of nothing: an invitation whose workspaces are gone is neither accepted nor sent', async () => {
    const guest = await newPerson()
    const { accountId, administrator } = personal
    const other = await newWorkspace(personal, 'Other')
    const roleId = personal.roles.RUNNER
    const workspaces = [workspaceId, other].map((id) => ({ workspaceId: id, roleId }))
    const { invitationId } = await inviteTo(personal, { email: guest.user.email, workspaces })
    const token = await tokenOf(guest.user.email)
    const capabilities = async () =>
      (await listInvitations(administrator.ctx, listInvitationsInput.parse({ accountId }))).rows[0]?.can
    await query('delete from workspace where id = $1', [other])
    expect(await capabilities()).toMatchObject({ resend: { allowed: true } })
    await query('delete from workspace where id = $1', [workspaceId])
    const gone = { code: 'conflict', reason: 'workspace_gone' }
    await expect(acceptInvitation(guest.ctx, { token })).rejects.toMatchObject(gone)
    const invitation = { accountId, invitationId }
    await expect(resendInvitation(administrator.ctx, invitation)).rejects.toMatchObject(gone)
    await expect(copyInvitationLink(administrator.ctx, invitation)).rejects.toMatchObject(gone)
    expect(await capabilities()).toMatchObject({
      resend: { allowed: false },
      copyLink: { allowed: false },
      revoke: { allowed: true },
    })
    const ofGuest = [accountId, guest.user.id]
    expect(await query('select 1 from membership where account_id = $1 and user_id = $2', ofGuest)).toEqual(
      [],
    )
    await revokeInvitation(administrator.ctx, invitation)
  })

  test.each([
    ['nobody without a workspace', 'MEMBER', false],
    ['nobody with another role', 'USER', true],
    ['no second Administrator', 'ADMINISTRATOR', true],
    ['no Read Only User', 'READ_ONLY_USER', true],
  ] as const)('takes %s', async (_, key, hasWorkspace) => {
    const email = newEmail()
    const workspaces = hasWorkspace ? [{ workspaceId, roleId: personal.roles.READ_ONLY_COLLABORATOR }] : []
    const { accountId, administrator } = personal
    const input = inviteMembersInput.parse({
      accountId,
      emails: [email],
      roleId: personal.roles[key],
      workspaces,
    })
    await expect(inviteMembers(administrator.ctx, input)).rejects.toMatchObject({
      code: 'conflict',
      reason: 'personal_account',
    })
    expect(await query('select 1 from invitation where email = $1', [email])).toEqual([])
  })

  test('has as many places as its plan, the owner’s among them', async () => {
    await query(`update account set plan = 'STANDARD' where id = $1`, [personal.accountId])
    const emails = Array.from({ length: 10 }, newEmail)
    const workspaces = [{ workspaceId, roleId: personal.roles.RUNNER }]
    const input = inviteMembersInput.parse({
      roleId: null,
      accountId: personal.accountId,
      emails,
      workspaces,
    })
    const { outcomes } = await inviteMembers(personal.administrator.ctx, input)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(9).fill('invited'),
      'plan_limit_reached',
    ])
  })

  test('a guest who owns a workspace there invites nobody', async () => {
    const guest = await newMember(personal, personal.roles.MEMBER)
    const workspaces = [{ workspaceId, roleId: personal.roles.RUNNER }]
    const input = inviteMembersInput.parse({
      roleId: null,
      accountId: personal.accountId,
      emails: [newEmail()],
      workspaces,
    })
    await expect(inviteMembers(guest.ctx, input)).rejects.toMatchObject({ permission: 'create:invitation' })
  })
})
