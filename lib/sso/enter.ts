import { lockAuditChains, recordAudits } from '@/lib/audit/service'
import type { AuditInput } from '@/lib/audit/schema'
import type { Ctx } from '@/lib/authz/context'
import type { Tx } from '@/lib/db/transaction'
import { invariant } from '@/lib/errors'
import { reconcileGroups } from '@/lib/groups/reconcile'
import { issueCopiedLink } from '@/lib/invitations/links'
import { addMember } from '@/lib/members/service'
import { paths } from '@/lib/paths'
import { rejoinGroups } from '@/lib/scim/rejoin'
import { recordSignIn, startSession } from '@/lib/sessions/service'
import { actingAs } from '@/lib/users/acting-user'
import type { EmailAddress } from '@/lib/users/email-address'
import { getLockedUser } from '@/lib/users/locking'
import { personName } from '@/lib/users/schema'
import { createUser, type User } from '@/lib/users/service'
import { claimUser } from './claim'
import * as store from './complete-store'
import { ssoRefusal } from './refusals'
import type { Entry, EntryFacts } from './rules'
import type { Vouched } from './vouched'

type Entering = {
  entry: Entry
  facts: EntryFacts
  connection: store.EntryConnection
  said: Vouched
  address: EmailAddress | null
  person: store.EntryPerson | null
  invitationId: string | null
  isInvitationAsked: boolean
}

/**
 * Lets somebody in as was decided, within the caller's transaction under the account's lock: user, identity, membership, groups, session and their
 * events. Returns the session for the cookie, null where the browser keeps its own, and where to go if not where it was going.
 */
export async function enter(
  tx: Tx,
  ctx: Ctx,
  entering: Entering,
): Promise<{ sessionId: string | null; next: string | null }> {
  const { entry, connection, said, person } = entering
  const user = await userOf(tx, ctx, entering)
  await lockAuditChains(tx, user.id, connection.accountId)
  const acting = actingAs(ctx, user, '')
  const events: Event[] = []
  if (entry.as.kind === 'enter') await noteUse(tx, ctx, entering)
  else events.push(await identify(tx, acting, user, entering))
  const membershipId = entry.becomesMember ? await join(tx, user, connection) : (person?.membershipId ?? null)
  if (entry.becomesMember && membershipId) events.push(joined(user, membershipId, connection))
  if (events.length > 0) await recordAudits(tx, acting, connection.accountId, events)
  if (entry.becomesMember && membershipId)
    await rejoinGroups(tx, acting, { accountId: connection.accountId, membershipId, userId: user.id })
  if (membershipId && said.groups) {
    const told = {
      accountId: connection.accountId,
      membershipId,
      sourceId: connection.id,
      groups: said.groups,
    }
    await reconcileGroups(tx, acting, told)
  }
  const sessionId = await openSession(tx, ctx, user, entering)
  return { sessionId, next: membershipId ? null : await invitationPage(tx, acting, user, entering) }
}

type Event = Omit<AuditInput, 'accountId'>

async function userOf(tx: Tx, ctx: Ctx, { entry, said, address }: Entering): Promise<User> {
  if (entry.as.kind !== 'make') return getLockedUser(tx, entry.as.userId)
  if (!address) throw ssoRefusal('email_missing')
  const named = personName.safeParse(said.name ?? '')
  const name = named.success ? named.data : (address.email.split('@')[0]?.slice(0, 100) ?? address.email)
  const { email } = address
  const made = { email, name, passwordHash: null, isEmailVerified: true, origin: 'single_sign_on' } as const
  return createUser(tx, ctx, made)
}

async function noteUse(tx: Tx, ctx: Ctx, { connection, person, address }: Entering): Promise<void> {
  invariant(person?.identityId, 'somebody known has no identity')
  const identity = { accountId: connection.accountId, id: person.identityId }
  await store.updateIdentity(tx, identity, { email: address?.email ?? null, lastUsedAt: ctx.now })
}

async function identify(
  tx: Tx,
  acting: Ctx,
  user: User,
  { entry, facts, connection, said, address }: Entering,
): Promise<Event> {
  const { accountId, id: connectionId, name } = connection
  const isClaimed = entry.as.kind === 'link' && facts.isDomainProven && user.emailVerifiedAt === null
  if (isClaimed) await claimUser(tx, acting, user.id)
  const id = await store.createIdentity(tx, {
    accountId,
    connectionId,
    subject: said.subject,
    userId: user.id,
    email: address?.email ?? user.email,
    lastUsedAt: acting.now,
  })
  return {
    action: 'sso_identity.linked',
    message: `${user.name} is known through ${name} from now on`,
    objectTable: 'sso_identity',
    objectId: id,
    info: {
      user_id: user.id,
      subject: said.subject,
      sso_connection_id: connectionId,
      password_removed: isClaimed,
    },
  }
}

async function join(tx: Tx, user: User, connection: store.EntryConnection): Promise<string> {
  return addMember(tx, {
    accountId: connection.accountId,
    userId: user.id,
    roleId: connection.roleId,
    principalName: user.name,
    principalEmail: user.email,
    invitedByUserId: null,
    invitedByName: `single sign-on (${connection.name})`,
  })
}

function joined(user: User, membershipId: string, connection: store.EntryConnection): Event {
  return {
    action: 'membership.created',
    message: `${user.email} became a member as ${connection.roleName} through ${connection.name}`,
    objectTable: 'membership',
    objectId: membershipId,
    info: { email: user.email, role: connection.roleName, sso_connection_id: connection.id },
  }
}

/**
 * A session of somebody whose address is not of a domain that the organization owns opens the organization alone. Whoever is signed in already as
 * that person keeps their session, with the proof added, rather than changing a wider one for it.
 */
async function openSession(
  tx: Tx,
  ctx: Ctx,
  user: User,
  { facts, connection, said }: Entering,
): Promise<string | null> {
  const { accountId, id: connectionId } = connection
  const boundAccountId = facts.isDomainProven ? null : accountId
  const { actor } = ctx
  const isOwn = actor.kind === 'USER' && actor.userId === user.id && actor.boundAccountId === null
  const kept = boundAccountId && isOwn ? actor.sessionId : null
  const sessionId = kept ?? (await startSession(tx, ctx, user, { connectionId, boundAccountId }))
  if (kept) await recordSignIn(tx, ctx, user, { sessionId, connectionId })
  const { nameId, sessionIndex } = said
  const authenticatedAt = ctx.now
  await store.setProof(tx, { sessionId, accountId, connectionId, authenticatedAt, nameId, sessionIndex })
  return kept ? null : sessionId
}

// Whoever was invited, but did not come from the invitation, is led to it: what it gives is accepted there.
async function invitationPage(
  tx: Tx,
  acting: Ctx,
  user: User,
  { invitationId, isInvitationAsked, connection, facts }: Entering,
): Promise<string | null> {
  if (!invitationId || isInvitationAsked || !facts.isDomainProven) return null
  const token = await issueCopiedLink(tx, connection.accountId, invitationId)
  await recordAudits(tx, acting, connection.accountId, [
    {
      action: 'invitation.link_copied',
      message: `${user.name} was led to the invitation of ${user.email} by ${connection.name}`,
      objectTable: 'invitation',
      objectId: invitationId,
    },
  ])
  return paths.invitation(token)
}
