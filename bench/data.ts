import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { createOrganizationFor } from '@/lib/accounts/create'
import { systemContext } from '@/lib/authz/session'
import { sessionCookieName } from '@/lib/authz/session-cookie'
import { database, lockAccount, withTransaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { inviteMembers } from '@/lib/invitations/invite'
import { addMember } from '@/lib/members/service'
import { listRolesOfAccount } from '@/lib/roles/service'
import { query } from '@/lib/testing/database'
import { goodPassword, newPerson } from '@/lib/testing/people'
import { newToken } from '@/lib/tokens'

export type Organization = { id: string; handle: string; memberRoleId: string; administratorCookie: string }
export type SignInPerson = { email: string; password: string }
export type Invited = { token: string; userId: string; cookie: string }

const memberCount = 1_000
const signInCount = 40
const pendingCount = 5

/**
 * An organization of 1,000 members with a few pending invitations. The people who sign in are made through the services, so each
 * has a personal account as well; the others are rows, which is all that a list shows of them.
 */
export async function makeOrganization(): Promise<{ organization: Organization; people: SignInPerson[] }> {
  const administrator = await newPerson({ name: 'Grace Hopper' })
  const { id, handle } = await createOrganizationFor(systemContext('The bench'), {
    name: 'Bench Organization',
    handle: `bench-${randomUUID().slice(0, 8)}`,
    plan: 'ENTERPRISE',
    administrator: administrator.user,
  })
  const roles = await listRolesOfAccount(database(), id)
  const memberRoleId = roles.find(({ name }) => name === 'Member')?.id ?? ''
  const people = await addSignInPeople(id, memberRoleId)
  await addRows(id, memberRoleId, memberCount - signInCount - 1)
  const emails = Array.from({ length: pendingCount }, (_, index) => `pending-${index}@example.com`)
  await inviteMembers(administrator.ctx, {
    accountId: id,
    emails,
    roleId: memberRoleId,
    workspaces: [],
    message: '',
  })
  await query('ANALYZE')
  const administratorCookie = await cookieOf(administrator.sessionId)
  return { organization: { id, handle, memberRoleId, administratorCookie }, people }
}

/** Invitations by mail that can be accepted once each, with the signed-in people they are for. */
export async function makeInvitations({ id, memberRoleId }: Organization, count: number): Promise<Invited[]> {
  const invited = await Promise.all(
    Array.from({ length: count }, async () => {
      const sessionId = randomUUID()
      const userId = randomUUID()
      const email = `${userId}@example.com`
      return {
        userId,
        invitationId: randomUUID(),
        sessionId,
        email,
        cookie: await cookieOf(sessionId),
        ...newToken(),
      }
    }),
  )
  const users = invited.map(({ userId }) => userId)
  const invitations = invited.map(({ invitationId }) => invitationId)
  const emails = invited.map(({ email }) => email)
  await addUsers(users, emails, emails)
  await query(
    `INSERT INTO session (id, user_id, expires_at)
     SELECT id, user_id, now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[]) AS s (id, user_id)`,
    [invited.map(({ sessionId }) => sessionId), users],
  )
  await query(
    `INSERT INTO invitation (account_id, id, email, email_key, role_id, invited_by_name, expires_at)
     SELECT $1::uuid, id, email, email, $2::uuid, 'Grace Hopper', now() + interval '1 day'
     FROM unnest($3::uuid[], $4::text[]) AS i (id, email)`,
    [id, memberRoleId, invitations, emails],
  )
  await query(
    `INSERT INTO invitation_link (account_id, id, invitation_id, token_hash, delivery)
     SELECT $1::uuid, gen_random_uuid(), invitation_id, token_hash, 'MAILED'
     FROM unnest($2::uuid[], $3::bytea[]) AS l (invitation_id, token_hash)`,
    [id, invitations, invited.map(({ hash }) => Buffer.from(hash))],
  )
  await query('ANALYZE')
  return invited.map(({ token, userId, cookie }) => ({ token, userId, cookie }))
}

async function addSignInPeople(accountId: string, roleId: string): Promise<SignInPerson[]> {
  const people: SignInPerson[] = []
  for (let index = 0; index < signInCount; index += 1) {
    const { user } = await newPerson({ name: `Sign In ${index}` })
    await withTransaction(async (tx) => {
      await lockAccount(tx, accountId)
      const { id: userId, name: principalName, email: principalEmail } = user
      const inviter = { invitedByUserId: null, invitedByName: '' }
      await addMember(tx, { accountId, userId, roleId, principalName, principalEmail, ...inviter })
    })
    people.push({ email: user.email, password: goodPassword })
  }
  return people
}

async function addRows(accountId: string, roleId: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => randomUUID())
  const names = ids.map((id) => `Person ${id.slice(0, 8)}`)
  const emails = ids.map((id) => `${id}@example.com`)
  await addUsers(ids, emails, names)
  await query(
    `INSERT INTO membership (account_id, id, kind, user_id, role_id, principal_name, principal_email)
     SELECT $1::uuid, user_id, 'USER', user_id, $2::uuid, name, email
     FROM unnest($3::uuid[], $4::text[], $5::text[]) AS m (user_id, name, email)`,
    [accountId, roleId, ids, names, emails],
  )
  await query('UPDATE membership_activity SET last_active_at = now() WHERE account_id = $1', [accountId])
}

async function addUsers(ids: string[], emails: string[], names: string[]): Promise<void> {
  await query(
    `INSERT INTO "user" (id, email, email_key, name, email_verified_at)
     SELECT id, email, email, name, now() FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u (id, email, name)`,
    [ids, emails, names],
  )
}

/** What a browser sends that has this session. */
export async function cookieOf(sessionId: string): Promise<string> {
  const token = await encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET })
  return `${sessionCookieName()}=${token}`
}
