import { expect, test, type BrowserContext } from '@playwright/test'
import { createOrganization, createPerson, newEmail, signIn, type Person } from './helpers/people'
import { runCommand } from './helpers/command-line'
import { singleSignOnDenials } from './helpers/single-sign-on-denials'
import { invite, preparePlace, readList, type Denial, type Place } from './helpers/denied-place'
import { callAction, listActionNames } from './helpers/server-actions'

// Every server action and every data route, asked directly by whoever must not: no page, no button.

const webhookOf = ({ id }: Place) => ({ accountId: id, webhookId: id })

/** What a Member of the organization is refused with; strangers and members of other organizations find nothing there. */
const inOrganization: Record<string, Denial> = {
  inviteMembersAction: {
    input: ({ id, roleId }) => ({ accountId: id, emails: [newEmail('denied')], roleId, message: '' }),
    member: 'forbidden',
  },
  resendInvitationAction: {
    input: ({ id, invitationId }) => ({ accountId: id, invitationId }),
    member: 'forbidden',
  },
  copyInvitationLinkAction: {
    input: ({ id, invitationId }) => ({ accountId: id, invitationId }),
    member: 'forbidden',
  },
  revokeInvitationAction: {
    input: ({ id, invitationId }) => ({ accountId: id, invitationId }),
    member: 'forbidden',
  },
  renameOrganizationAction: {
    input: ({ id }) => ({ accountId: id, name: 'Taken over', expectedName: 'Acme' }),
    member: 'forbidden',
  },
  changeHandleAction: {
    input: ({ id, handle }) => ({ accountId: id, handle: `x${handle}`.slice(0, 40), expectedHandle: handle }),
    member: 'forbidden',
  },
  deleteOrganizationAction: { input: ({ id, handle }) => ({ accountId: id, handle }), member: 'forbidden' },
  verifyAuditLogAction: { input: ({ id }) => ({ accountId: id }), member: 'forbidden' },
  createWebhookAction: {
    input: ({ id }) => ({ accountId: id, name: 'Taken over', url: 'https://example.com/', actions: [] }),
    member: 'forbidden',
  },
  updateWebhookAction: { input: webhookOf, member: 'forbidden' },
  rotateWebhookSecretAction: { input: webhookOf, member: 'forbidden' },
  deleteWebhookAction: { input: webhookOf, member: 'forbidden' },
  testWebhookAction: { input: webhookOf, member: 'forbidden' },
  replayEventAction: { input: (at) => ({ ...webhookOf(at), sequence: 1 }), member: 'forbidden' },
  ...singleSignOnDenials,
  setIpAllowlistAction: { input: ({ id }) => ({ accountId: id, entries: [] }), member: 'forbidden' },
  enforceIpAllowlistAction: { input: ({ id }) => ({ accountId: id, isEnforced: true }), member: 'forbidden' },
  changeMemberRolesAction: {
    input: (at) => ({ accountId: at.id, changes: [roleChangeOf(at)] }),
    member: 'forbidden',
  },
  suspendMembersAction: { input: membersOf, member: 'forbidden' },
  reactivateMembersAction: { input: membersOf, member: 'forbidden' },
  removeMembersAction: { input: membersOf, member: 'forbidden' },
  createRoleAction: {
    input: ({ id }) => ({ accountId: id, name: 'Taken over', description: '', permissions: ['read:flow'] }),
    member: 'forbidden',
  },
  updateRoleAction: {
    input: ({ id, customRoleId }) => ({
      accountId: id,
      roleId: customRoleId,
      name: 'Taken over',
      description: '',
      permissions: ['delete:flow'],
      expectedVersion: 1,
    }),
    member: 'forbidden',
  },
  deleteRoleAction: {
    input: ({ id, customRoleId }) => ({ accountId: id, roleId: customRoleId, expectedVersion: 1 }),
    member: 'forbidden',
  },
  createWorkspaceAction: {
    input: ({ id, customRoleId }) => ({
      accountId: id,
      name: 'Taken over',
      handle: 'taken-over',
      defaultRoleId: customRoleId,
    }),
    member: 'forbidden',
  },
  createServiceAccountAction: {
    input: ({ id, customRoleId, workspaceId }) => ({
      accountId: id,
      name: 'Taken over',
      roleId: customRoleId,
      workspaces: [{ workspaceId, roleId: customRoleId }],
    }),
    member: 'forbidden',
  },
  updateServiceAccountAction: {
    input: (at) => ({ ...serviceAccountOf(at), name: 'Taken over', description: '' }),
    member: 'forbidden',
  },
  changeServiceAccountRoleAction: {
    input: (at) => ({ ...serviceAccountOf(at), roleId: at.customRoleId }),
    member: 'forbidden',
  },
  suspendServiceAccountAction: { input: serviceAccountOf, member: 'forbidden' },
  reactivateServiceAccountAction: { input: serviceAccountOf, member: 'forbidden' },
  deleteServiceAccountAction: { input: serviceAccountOf, member: 'forbidden' },
  // A workspace that one cannot open does not exist, for members too.
  updateWorkspaceAction: {
    input: (at) => ({
      ...workspaceOf(at),
      name: 'Taken over',
      description: '',
      expected: { name: 'Vault', description: '' },
    }),
    member: 'not_found',
  },
  changeWorkspaceHandleAction: {
    input: (at) => ({ ...workspaceOf(at), handle: 'taken-over', expectedHandle: 'vault' }),
    member: 'not_found',
  },
  deleteWorkspaceAction: { input: (at) => ({ ...workspaceOf(at), handle: 'vault' }), member: 'not_found' },
  transferWorkspaceAction: {
    input: (at) => ({ ...workspaceOf(at), toAccountId: at.id, handle: 'taken-over', expectedRevision: '' }),
    member: 'not_found',
  },
  pinWorkspaceAction: { input: (at) => ({ ...workspaceOf(at), isPinned: true }), member: 'not_found' },
  setDefaultRoleAction: {
    input: (at) => ({ ...workspaceOf(at), roleId: at.roleId, expectedRoleId: null }),
    member: 'not_found',
  },
  addAccessAction: {
    input: (at) => ({ ...workspaceOf(at), membershipIds: [at.membershipId], roleId: at.customRoleId }),
    member: 'not_found',
  },
  changeAccessAction: {
    input: (at) => ({
      ...workspaceOf(at),
      changes: [{ membershipId: at.membershipId, revision: 'one', roleId: at.roleId }],
    }),
    member: 'not_found',
  },
  removeAccessAction: {
    input: (at) => ({ ...workspaceOf(at), grants: [{ membershipId: at.membershipId, revision: 'one' }] }),
    member: 'not_found',
  },
  startFlowRunAction: { input: (at) => ({ ...workspaceOf(at), flowId: noId }), member: 'not_found' },
  cancelFlowRunsAction: { input: runsOf, member: 'not_found' },
  deleteFlowRunsAction: { input: runsOf, member: 'not_found' },
  deleteFlowAction: { input: (at) => ({ ...workspaceOf(at), flowId: noId }), member: 'not_found' },
  createServiceAccountKeyAction: {
    input: ({ id }) => ({ accountId: id, serviceAccountId: noId, name: 'Taken over' }),
    member: 'forbidden',
  },
  rotateServiceAccountKeyAction: { input: keyOfServiceAccount, member: 'forbidden' },
  updateServiceAccountKeyAction: {
    input: (at) => ({ ...keyOfServiceAccount(at), name: 'Taken over' }),
    member: 'forbidden',
  },
  revokeServiceAccountKeyAction: { input: keyOfServiceAccount, member: 'forbidden' },
}

// Whoever lacks the permission is not told whether there is one.
const noId = '00000000-0000-7000-8000-000000000000'

function keyOfServiceAccount({ id }: Place) {
  return { accountId: id, serviceAccountId: noId, apiKeyId: noId }
}

function workspaceOf({ id, workspaceId }: Place) {
  return { accountId: id, workspaceId }
}

function runsOf(at: Place) {
  return { ...workspaceOf(at), flowRunIds: [noId] }
}

function serviceAccountOf({ id, serviceAccountId }: Place) {
  return { accountId: id, serviceAccountId }
}

function membersOf({ id, membershipId }: Place) {
  return { accountId: id, membershipIds: [membershipId] }
}

function roleChangeOf({ membershipId, roleId, administratorRoleId }: Place) {
  return { membershipId, roleId, expectedRoleId: administratorRoleId }
}

/** What is there for nobody who asks here, such as what is the operator's. */
function unseen(input: (place: Place) => unknown) {
  return { input, anonymous: 'unauthenticated', stranger: 'not_found' }
}

/** Actions about oneself or about a link: what everybody who may not gets. */
const ofOneself: Record<
  string,
  { input: (place: Place) => unknown; anonymous: string; stranger: string | null }
> = {
  createOrganizationAction: {
    input: () => ({ name: 'Nobody', handle: `nobody-${Date.now()}` }),
    anonymous: 'unauthenticated',
    stranger: null,
  },
  leaveOrganizationAction: unseen(({ id }) => ({ accountId: id })),
  acceptInvitationAction: {
    input: ({ token }) => ({ token }),
    anonymous: 'unauthenticated',
    stranger: 'forbidden',
  },
  declineInvitationAction: {
    input: () => ({ token: 'A'.repeat(43) }),
    anonymous: 'not_found',
    stranger: 'not_found',
  },
  changeNameAction: { input: () => ({ name: 'Nobody' }), anonymous: 'unauthenticated', stranger: null },
  changePasswordAction: {
    input: () => ({ currentPassword: 'not the password', password: 'another-plum-orbit' }),
    anonymous: 'unauthenticated',
    stranger: 'invalid_input',
  },
  revokeSessionAction: unseen(() => ({ sessionId: '00000000-0000-7000-8000-000000000000' })),
  revokeOtherSessionsAction: { input: () => ({}), anonymous: 'unauthenticated', stranger: null },
  createUserKeyAction: unseen(({ id }) => ({ name: 'Taken over', accountId: id })),
  rotateUserKeyAction: unseen(() => ({ apiKeyId: noId })),
  updateUserKeyAction: unseen(() => ({ apiKeyId: noId, name: 'Taken over' })),
  revokeUserKeyAction: unseen(() => ({ apiKeyId: noId })),
  requestEmailVerificationAction: { input: () => ({}), anonymous: 'unauthenticated', stranger: 'conflict' },
  confirmEmailVerificationAction: {
    input: () => ({ token: 'A'.repeat(43) }),
    anonymous: 'unauthenticated',
    stranger: 'conflict',
  },
  resetPasswordAction: {
    input: () => ({ token: 'A'.repeat(43), password: 'another-plum-orbit' }),
    anonymous: 'conflict',
    stranger: 'conflict',
  },
  confirmSignUpAction: {
    input: () => ({ token: 'A'.repeat(43), password: 'another-plum-orbit' }),
    anonymous: 'conflict',
    stranger: 'conflict',
  },
  signUpThroughInvitationAction: {
    input: () => ({ name: 'Nobody', password: 'another-plum-orbit', invitation: 'A'.repeat(43) }),
    anonymous: 'conflict',
    stranger: 'conflict',
  },
  retryMailAction: unseen(() => ({ id: '00000000-0000-7000-8000-000000000000' })),
  deleteOwnUserAction: {
    input: () => ({ email: 'nobody@example.com' }),
    anonymous: 'unauthenticated',
    stranger: 'invalid_input',
  },
  setPlanAction: unseen(({ handle }) => ({ handle, plan: 'STANDARD' })),
  suspendAccountAction: unseen(({ handle }) => ({ handle })),
  reactivateAccountAction: unseen(({ handle }) => ({ handle })),
  suspendUserAction: unseen(() => ({ userId: noId })),
  reactivateUserAction: unseen(() => ({ userId: noId })),
  endSessionsOfUserAction: unseen(() => ({ userId: noId })),
  startPasswordResetAction: unseen(() => ({ userId: noId })),
  retryJobAction: unseen(() => ({ id: '1' })),
}

/** Anybody may; what they answer is tested with their feature. */
const forEverybody = [
  'signUpAction',
  'requestPasswordResetAction',
  'signOutAction',
  'switchAccountAction',
  'startByEmailAction',
  'startByOrganizationAction',
  'completeSingleSignOnAction',
]

let administrator: BrowserContext
let member: BrowserContext
let stranger: BrowserContext
let otherAdministrator: BrowserContext
let anonymous: BrowserContext
let place: Place
/** The same in the organization of the other Administrator. */
let otherPlace: Place

test.beforeAll(async ({ browser }) => {
  // People and two organizations with something of everything: near a minute on a machine that does other things too.
  test.setTimeout(180_000)
  // The operator of the installation is whoever came first; none of the people below is it.
  await createPerson('First Comer')
  const open = async (person: Person | null) => {
    const context = await browser.newContext()
    if (person) await signIn(context, person)
    return context
  }
  const people = { administrator: await createPerson('Ada Admin'), member: await createPerson('Mia Member') }
  const organization = await createOrganization(people.administrator)
  const other = await createPerson('Otto Other')
  const otherOrganization = await createOrganization(other, { name: 'Other' })
  administrator = await open(people.administrator)
  member = await open(people.member)
  otherAdministrator = await open(other)
  stranger = await open(await createPerson('Sam Stranger'))
  anonymous = await open(null)
  place = await preparePlace(administrator.request, organization)
  otherPlace = await preparePlace(otherAdministrator.request, otherOrganization)
  const { token } = await invite(administrator.request, {
    accountId: place.id,
    roleId: place.roleId,
    email: people.member.email,
  })
  expect(await callAction(member.request, 'acceptInvitationAction', { token })).toMatchObject({ ok: true })
})

/** Everything of the organization that its Administrator can see, and how many audit events it has. */
async function snapshot(): Promise<unknown> {
  const [members, invitations, roles, workspaces, serviceAccounts] = await Promise.all([
    readList(administrator.request, `/api/accounts/${place.id}/members`),
    readList(administrator.request, `/api/accounts/${place.id}/invitations`),
    readList(administrator.request, `/api/accounts/${place.id}/roles`),
    readList(administrator.request, `/api/accounts/${place.id}/workspaces`),
    readList(administrator.request, `/api/accounts/${place.id}/service-accounts`),
  ])
  // Looking is recorded as activity; everything else has to stay.
  const people = members.map(({ last_active_at: _, ...rest }) => rest)
  return { people, invitations, roles, workspaces, serviceAccounts }
}

test('the tables name every action of the build', () => {
  const named = [...Object.keys(inOrganization), ...Object.keys(ofOneself), ...forEverybody]
  expect(listActionNames().toSorted()).toEqual(named.toSorted())
})

for (const [name, { input, member: code }] of Object.entries(inOrganization)) {
  test(`${name} is refused to everybody below, and nothing changes`, async () => {
    const before = await snapshot()
    const answers = {
      anonymous: await callAction(anonymous.request, name, input(place)),
      stranger: await callAction(stranger.request, name, input(place)),
      other: await callAction(otherAdministrator.request, name, input(place)),
      member: await callAction(member.request, name, input(place)),
    }
    const codes = Object.fromEntries(
      Object.entries(answers).map(([who, answer]) => [who, answer.ok ? 'ok' : answer.error.code]),
    )
    expect(codes).toEqual({
      anonymous: 'unauthenticated',
      stranger: 'not_found',
      other: 'not_found',
      member: code,
    })
    expect(JSON.stringify([answers.anonymous, answers.stranger, answers.other])).not.toContain('Acme')
    expect(await snapshot()).toEqual(before)
  })
}

test('ids of another organization are not found in any field of any change, and nothing changes', async () => {
  const own = otherPlace
  const ofPeople = ['invitationId', 'membershipId', 'serviceAccountId'] as const
  const fields = [...ofPeople, 'roleId', 'customRoleId', 'workspaceId'] as const
  const before = await snapshot()
  const asked: unknown[] = []
  for (const [name, { input }] of Object.entries(inOrganization)) {
    for (const field of fields) {
      const mixed = input({ ...own, [field]: place[field] })
      if (!JSON.stringify(mixed).includes(place[field])) continue
      const answer = await callAction(otherAdministrator.request, name, mixed)
      asked.push([name, field, answer.ok ? answer.data : answer.error])
    }
  }
  expect(asked.length).toBeGreaterThan(10)
  // R9 has its own word for somebody who is not of the account.
  const found = asked.filter((one) => !/"(?:not_found|not_a_member)"/.test(JSON.stringify(one)))
  expect(found).toEqual([])
  expect(await snapshot()).toEqual(before)
})

for (const [name, { input, anonymous: code, stranger: strangerCode }] of Object.entries(ofOneself)) {
  test(`${name} is refused to whoever may not, and nothing changes`, async () => {
    const before = await snapshot()
    const answer = await callAction(anonymous.request, name, input(place))
    expect(answer.ok ? 'ok' : answer.error.code).toBe(code)
    if (strangerCode) {
      const refused = await callAction(stranger.request, name, input(place))
      expect(refused.ok ? 'ok' : refused.error.code).toBe(strangerCode)
    }
    expect(await snapshot()).toEqual(before)
  })
}

test('the data routes reveal nothing to whoever may not read them', async () => {
  const members = `/api/accounts/${place.id}/members`
  const invitations = `/api/accounts/${place.id}/invitations`
  const statusOf = async (context: BrowserContext, path: string) => (await context.request.get(path)).status()
  for (const path of [members, invitations]) {
    expect(await statusOf(anonymous, path)).toBe(401)
    expect(await statusOf(stranger, path)).toBe(404)
    expect(await statusOf(otherAdministrator, path)).toBe(404)
  }
  expect(await statusOf(member, members)).toBe(200)
  expect(await statusOf(member, invitations)).toBe(403)
  const workspaces = `/api/accounts/${place.id}/workspaces`
  const workspace = `${workspaces}/${place.workspaceId}`
  for (const path of [workspaces, `/api/accounts/${place.id}/workspace-editor`]) {
    expect(await statusOf(anonymous, path)).toBe(401)
    expect(await statusOf(stranger, path)).toBe(404)
    expect(await statusOf(member, path)).toBe(200)
  }
  for (const path of [
    workspace,
    `${workspace}/access`,
    `${workspace}/transfer-preview?to=${otherPlace.id}`,
  ]) {
    expect(await statusOf(anonymous, path)).toBe(401)
    for (const context of [stranger, otherAdministrator, member])
      expect(await statusOf(context, path)).toBe(404)
  }
  expect(await (await member.request.get(workspaces)).json()).toEqual([])
  const robots = `/api/accounts/${place.id}/service-accounts`
  const robot = `${robots}/${place.serviceAccountId}`
  const why = `${robot}/explanation?permission=read:role`
  for (const path of [
    robots,
    robot,
    `${robot}/consequences`,
    `${robot}/workspaces`,
    `${robot}/permissions`,
    why,
  ]) {
    expect(await statusOf(anonymous, path)).toBe(401)
    for (const context of [stranger, otherAdministrator]) expect(await statusOf(context, path)).toBe(404)
    expect(await statusOf(member, path)).toBe(200)
  }
  expect(await statusOf(member, `${robot}/events`)).toBe(403)
  for (const path of ['/api/operator/mail', '/api/operator/mail/00000000-0000-7000-8000-000000000000']) {
    expect(await statusOf(anonymous, path)).toBe(401)
    expect(await statusOf(administrator, path)).toBe(404)
  }
  for (const path of [
    '/api/me/accounts',
    '/api/me/sessions',
    '/api/me/workspaces',
    '/api/me/workspaces/shortcuts',
  ])
    expect(await statusOf(anonymous, path)).toBe(401)
})

test('the pages of an organization do not exist for strangers, and ask visitors to sign in', async () => {
  const { membershipId, customRoleId } = place
  const workspaces = ['/workspaces', '/workspaces/vault', '/workspaces/vault/settings']
  const detail = [`/members/${membershipId}`, `/roles/${customRoleId}`, '/roles/compare', ...workspaces]
  for (const page of ['', '/members', '/roles', '/settings', ...detail]) {
    const path = `/organizations/${place.handle}${page}`
    const answer = await stranger.request.get(path)
    expect(answer.status()).toBe(404)
    expect(await answer.text()).not.toContain('Acme')
    const visit = await anonymous.request.get(path, { maxRedirects: 0 })
    expect(visit.status()).toBe(307)
    expect(visit.headers()['location']).toContain('/sign-in')
  }
  expect((await administrator.request.get('/operator/mail')).status()).toBe(404)
})

test('a Member sees why the controls are disabled, and no invitations', async () => {
  const page = await member.newPage()
  await page.goto(`/organizations/${place.handle}/members`)
  const button = page.getByRole('button', { name: 'Invite members' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await button.focus()
  await expect(page.getByRole('tooltip')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Pending invitations' })).toBeHidden()
})

test('a change asked for by a page of another site is refused, whoever is signed in', async () => {
  for (const origin of ['https://evil.example', 'null']) {
    const answer = await administrator.request.post(`/organizations/${place.handle}/settings`, {
      headers: { origin, 'next-action': 'x', 'content-type': 'text/plain' },
      data: '[]',
    })
    expect(answer.status()).toBe(403)
  }
})

test('a body that cannot be read gets a sentence, at every door', async () => {
  // As bytes: a text would be made into JSON on the way.
  const garbage = { data: Buffer.from('{bad'), headers: { 'content-type': 'application/json' } }
  const signInDoor = await anonymous.request.post('/api/auth/callback/credentials', garbage)
  expect([signInDoor.status(), await signInDoor.text()]).toEqual([
    400,
    expect.stringContaining('neither JSON'),
  ])
  const headers = { ...garbage.headers, 'next-action': 'x' }
  const actionDoor = await anonymous.request.post('/sign-in', { ...garbage, headers })
  expect([actionDoor.status(), await actionDoor.text()]).toEqual([400, expect.stringContaining('not JSON')])
})

test('the audit chain holds after all of it', async () => {
  expect(await runCommand(['audit', 'verify', place.handle])).toMatchObject({ intact: true })
})
