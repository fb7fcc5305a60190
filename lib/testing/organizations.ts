import { randomUUID } from 'node:crypto'
import { createOrganizationFor } from '@/lib/accounts/create'
import type { Ctx } from '@/lib/authz/context'
import { systemContext } from '@/lib/authz/session'
import { inviteMembers } from '@/lib/invitations/invite'
import type { PlanName } from '@/lib/plans/schema'
import type { BuiltInRoleKey } from '@/lib/policy/roles'
import { query } from './database'
import { mailsTo } from './outbox'
import { newEmail, newPerson } from './people'

export type Person = Awaited<ReturnType<typeof newPerson>>

export type Organization = {
  accountId: string
  handle: string
  name: string
  administrator: Person
  /** The ids of its built-in roles. */
  roles: Record<BuiltInRoleKey, string>
}

/** A handle nobody else in the tests has. */
export function newHandle(): string {
  return `org-${randomUUID()}`
}

/** An organization with one member, its Administrator. */
export async function newOrganization(
  change: { plan?: PlanName; name?: string; handle?: string; administrator?: Person } = {},
): Promise<Organization> {
  const {
    plan = 'ENTERPRISE',
    name = 'Acme',
    handle = newHandle(),
    administrator = await newPerson(),
  } = change
  const { user } = administrator
  const { id: accountId } = await createOrganizationFor(systemContext('The tests'), {
    name,
    handle,
    plan,
    administrator: user,
  })
  const rows = await query<{ key: BuiltInRoleKey; id: string }>(
    'select built_in as key, id from role where account_id = $1',
    [accountId],
  )
  // The product makes one row of each key, which the compiler cannot see in rows.
  const roles = Object.fromEntries(rows.map(({ key, id }) => [key, id])) as Record<BuiltInRoleKey, string>
  return { accountId, handle, name, administrator, roles }
}

/** A custom role of an organization; returns its id. Give the implied permissions too. */
export async function newCustomRole(organization: Organization, permissions: string[]): Promise<string> {
  const id = randomUUID()
  await query(
    'insert into role (account_id, id, name, permissions, updated_at) values ($1, $2, $3, $4, now())',
    [organization.accountId, id, `Role ${id}`, permissions],
  )
  return id
}

/** Somebody who belongs to an organization with a role, and the context of their requests. */
export async function newMember(
  organization: Organization,
  roleId: string,
  change: { person?: Person; name?: string; status?: 'ACTIVE' | 'SUSPENDED' } = {},
): Promise<Person & { membershipId: string }> {
  const { person = await newPerson(change.name ? { name: change.name } : {}), status = 'ACTIVE' } = change
  const membershipId = randomUUID()
  await query(
    `insert into membership (account_id, id, kind, user_id, role_id, status, principal_name, principal_email, updated_at)
     values ($1, $2, 'USER', $3, $4, $5, $6, $7, now())`,
    [
      organization.accountId,
      membershipId,
      person.user.id,
      roleId,
      status,
      person.user.name,
      person.user.email,
    ],
  )
  return { ...person, membershipId }
}

/** Somebody's place in an account. */
export async function membershipIdOf({ user }: Person, accountId: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    'select id from membership where account_id = $1 and user_id = $2',
    [accountId, user.id],
  )
  return row?.id ?? ''
}

export type Invited = { invitationId: string; email: string; token: string }

/** Invites one address as the organization's Administrator would; returns the invitation with the secret of its mailed link. */
export async function inviteTo(
  organization: Organization,
  change: {
    email?: string
    roleId?: string
    workspaces?: { workspaceId: string; roleId: string }[]
    ctx?: Ctx
    message?: string
  } = {},
): Promise<Invited> {
  const { email = newEmail(), roleId = organization.roles.MEMBER, workspaces = [], message = '' } = change
  const ctx = change.ctx ?? organization.administrator.ctx
  const input = { accountId: organization.accountId, emails: [email], roleId, workspaces, message }
  const { outcomes } = await inviteMembers(ctx, input)
  const [outcome] = outcomes
  if (!outcome?.invitationId) throw new Error(`${email} was not invited: ${outcome?.message}`)
  return { invitationId: outcome.invitationId, email: outcome.email, token: await tokenOf(outcome.email) }
}

/** The secret of the newest invitation mail to an address that was not withdrawn; throws when there is none. */
export async function tokenOf(email: string): Promise<string> {
  const mail = (await mailsTo(email)).findLast(
    ({ template, token }) => template.startsWith('invitation') && token,
  )
  if (!mail?.token) throw new Error(`no invitation with a link went to ${email}`)
  return mail.token
}

/** The same request a while later (or earlier), in milliseconds. */
export function after(ctx: Ctx, milliseconds: number): Ctx {
  return { ...ctx, now: new Date(ctx.now.getTime() + milliseconds) }
}

export const day = 86_400_000
