import { expect, type APIRequestContext } from '@playwright/test'
import { z } from 'zod'
import { newEmail } from './people'
import { callAction } from './server-actions'
import { createWorkspace } from './workspaces'

const rows = z.array(z.record(z.string(), z.unknown()))

/** An organization with what somebody who may not might change. */
export type Place = {
  handle: string
  id: string
  invitationId: string
  token: string
  /** The Administrator's own, for somebody to change who may not. */
  membershipId: string
  administratorRoleId: string
  /** The role Member. */
  roleId: string
  /** A custom role that nobody holds. */
  customRoleId: string
  /** A workspace that only Administrators open. */
  workspaceId: string
  serviceAccountId: string
}
/** A pending invitation, a custom role and a workspace in an organization, beside its Administrator. */
export async function preparePlace(
  request: APIRequestContext,
  organization: { id: string; handle: string },
): Promise<Place> {
  const accountId = organization.id
  const [owner] = await readList(request, `/api/accounts/${accountId}/members`)
  const roles = await readList(request, `/api/accounts/${accountId}/roles`)
  const roleId = String(roles.find(({ name }) => name === 'Member')?.['id'])
  const custom = await callAction(request, 'createRoleAction', {
    accountId,
    name: 'Night shift',
    description: '',
    permissions: ['read:flow'],
  })
  const robot = await callAction(request, 'createServiceAccountAction', { accountId, name: 'Robot' })
  return {
    ...organization,
    serviceAccountId: textOf(robot, 'id'),
    ...(await invite(request, { accountId, roleId, email: newEmail('pending') })),
    membershipId: String(owner?.['id']),
    administratorRoleId: String(owner?.['role_id']),
    roleId,
    customRoleId: textOf(custom, 'id'),
    workspaceId: (await createWorkspace(request, accountId, { name: 'Vault', handle: 'vault' })).id,
  }
}

/** Invites an address; returns the invitation with the secret of a link that was copied. */
export async function invite(
  request: APIRequestContext,
  { accountId, roleId, email }: { accountId: string; roleId: string; email: string },
): Promise<{ invitationId: string; token: string }> {
  await callAction(request, 'inviteMembersAction', { accountId, emails: [email], roleId, message: '' })
  const pending = await readList(request, `/api/accounts/${accountId}/invitations`)
  const invitationId = String(pending.find((row) => row['email'] === email)?.['id'])
  const copied = await callAction(request, 'copyInvitationLinkAction', { accountId, invitationId })
  return { invitationId, token: new URL(textOf(copied, 'url')).pathname.split('/').at(-1) ?? '' }
}

function textOf(answer: Awaited<ReturnType<typeof callAction>>, key: string): string {
  expect(answer).toMatchObject({ ok: true })
  return String(answer.ok && Reflect.get(Object(answer.data), key))
}

/** What a data route lists; the answer must be a good one. */
export async function readList(request: APIRequestContext, path: string): Promise<Record<string, unknown>[]> {
  const answer = await request.get(path)
  expect(answer.status(), path).toBe(200)
  return rows.parse(await answer.json())
}

/** What an action is asked, and what a Member of the organization is refused with. */
export type Denial = { input: (place: Place) => unknown; member: string }
