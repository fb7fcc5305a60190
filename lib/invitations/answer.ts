import { lockAuditChains, recordAudits, recordingRefusals } from '@/lib/audit/service'
import { requireActsIn, requirePerson } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { cancelMails, isMailOn } from '@/lib/mail/service'
import { addMember, countMembers, findMembersByEmailKey } from '@/lib/members/service'
import { countedBeyond, decideInvitedPlace } from '@/lib/plans/rules'
import { limitsOfPlan } from '@/lib/plans/service'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume } from '@/lib/rate-limits/service'
import { addToWorkspaces, type AccountEvent } from '@/lib/sharing/add-to-workspaces'
import { recordedOffers } from '@/lib/sharing/offers'
import { rejoinGroups } from '@/lib/scim/rejoin'
import { hashToken } from '@/lib/tokens'
import { emailKeyOf } from '@/lib/users/email-address'
import { decideEntry } from '@/lib/users/rules'
import { getLockedUser } from '@/lib/users/locking'
import { markEmailVerified, type User } from '@/lib/users/service'
import { offersOf } from './offers'
import {
  decideAcceptance,
  decideDecline,
  decideGuestsWorkspaces,
  decideOpen,
  type InvitationFacts,
} from './rules'
import type { AcceptedInvitation, InvitationPage, InvitationTokenInput } from './schema'
import * as store from './store'

/** What the page behind a link shows; changes nothing, whoever opens it. A link that is not ours is `unknown`, never an error. */
export async function getInvitationPage(ctx: Ctx, token: string): Promise<InvitationPage> {
  const found = await findByToken(database(), token)
  if (!found) return { state: 'unknown' }
  const decision = decideOpen(factsOf(found), ctx.now)
  const viewerKey = await viewerEmailKey(database(), ctx)
  if (!decision.allowed) {
    const isTheirs = viewerKey === found.emailKey
    return {
      state: deadState[decision.reason],
      organizationName: found.organizationName,
      // A personal account has no page of its own for its guests.
      organizationHandle: isTheirs && found.accountKind === 'ORGANIZATION' ? found.organizationHandle : null,
    }
  }
  return {
    state: 'open',
    accountKind: found.accountKind,
    organizationName: found.organizationName,
    invitedBy: found.invitedByName,
    email: found.email,
    roleName: found.roleName,
    roleDescription: found.roleDescription,
    workspaces: found.workspaces.map(({ name, role }) => ({ name, roleName: role.name })),
    message: found.message,
    expiresAt: found.expiresAt.toISOString(),
    viewer: viewerOf(ctx, found, viewerKey),
    viewerEmail: ctx.actor.kind === 'USER' ? ctx.actor.email : null,
  }
}

const deadState = {
  invitation_accepted: 'accepted',
  invitation_declined: 'declined',
  invitation_revoked: 'revoked',
  invitation_replaced: 'replaced',
  invitation_expired: 'expired',
  account_suspended: 'suspended',
} as const

/**
 * Makes the signed-in person a member with the role of the invitation, and adds them to its workspaces: membership, grants and audit events
 * in one transaction under the account's lock, so that of any number of tries at once exactly one succeeds. Somebody who is a member
 * already keeps their role and every grant that is in force. What the inviter might give was decided then; only what the organization role
 * rules out (R11) is left away now. Throws `not_found`/`invitation_not_found`; `conflict` with what happened to the invitation
 * (`invitation_accepted`, `…_revoked`, `…_expired`, `…_replaced`, `…_declined`) or `account_suspended`; `forbidden` with `invitation_for_another_address` or
 * `email_not_verified`; `conflict`/`plan_limit_reached`, or `workspace_gone` in a personal account that shares nothing with it any more;
 * `rate_limited`; `session_bound` where the session opens another account alone.
 */
export async function acceptInvitation(ctx: Ctx, input: InvitationTokenInput): Promise<AcceptedInvitation> {
  const actor = requirePerson(ctx)
  return answerInvitation(ctx, input.token, 'accept an invitation', async (tx, invitation) => {
    requireActsIn(actor, invitation.accountId)
    // Locked, so that the copies of name and address in the membership are those that a change at this moment leaves behind.
    const user = await getLockedUser(tx, actor.userId)
    enforce(decideEntry(user.suspendedAt))
    const emailKey = emailKeyOf(user.email)
    const person = { emailKey, isEmailVerified: user.emailVerifiedAt !== null }
    const decision = decideAcceptance({
      invitation: factsOf(invitation),
      person,
      isMailOn: isMailOn(),
      now: ctx.now,
    })
    enforce(decision, isAboutPerson(decision) ? 'forbidden' : 'conflict')
    const { accountId, accountKind, workspaces } = invitation
    enforce(decideGuestsWorkspaces({ accountKind, workspaces: workspaces.length }), 'conflict')
    const isMember = (await findMembersByEmailKey(tx, accountId, [emailKey])).length > 0
    if (!isMember) await requirePlace(tx, invitation)
    await store.resolveInvitation(tx, invitation, { status: 'ACCEPTED', resolvedAt: ctx.now })
    await cancelMails(tx, invitation.mailId ? [invitation.mailId] : [])
    if (provesMailbox(invitation)) {
      await lockAuditChains(tx, user.id, accountId)
      await markEmailVerified(tx, ctx, user.id)
    }
    const membershipId = isMember ? null : await createMembership(tx, invitation, user)
    const added = await addToWorkspaces(tx, ctx, {
      accountId,
      principal: { kind: 'USER', userId: user.id },
      offers: offersOf(workspaces),
      giver: { userId: invitation.invitedByUserId, told: `the invitation of ${invitation.invitedByName}` },
    })
    await recordAccepted(tx, ctx, invitation, { membershipId, added })
    if (membershipId) await rejoinGroups(tx, ctx, { accountId, membershipId, userId: user.id })
    const { organizationHandle: handle, organizationName } = invitation
    return { handle, organizationName, accountKind }
  })
}

/**
 * Declines an invitation: for the invited person, or whoever holds the link and is not signed in. Throws as accepting does.
 */
export async function declineInvitation(
  ctx: Ctx,
  input: InvitationTokenInput,
): Promise<{ organizationName: string }> {
  return answerInvitation(ctx, input.token, 'decline an invitation', async (tx, invitation) => {
    const decision = decideDecline(factsOf(invitation), await viewerEmailKey(tx, ctx), ctx.now)
    enforce(decision, isAboutPerson(decision) ? 'forbidden' : 'conflict')
    await store.resolveInvitation(tx, invitation, { status: 'DECLINED', resolvedAt: ctx.now })
    await cancelMails(tx, invitation.mailId ? [invitation.mailId] : [])
    await recordAudits(tx, ctx, invitation.accountId, [
      {
        action: 'invitation.declined',
        message: `${invitation.email} declined the invitation`,
        objectTable: 'invitation',
        objectId: invitation.id,
        info: invitedInfo(invitation),
      },
    ])
    return { organizationName: invitation.organizationName }
  })
}

/** The address an open invitation's link fixes for a new account, and whether the link itself proves the mailbox. */
export async function findInvitationForSignUp(
  tx: Tx,
  token: string,
  now: Date,
): Promise<{ email: string; isMailed: boolean } | null> {
  const found = await findByToken(tx, token)
  if (!found || !decideOpen(factsOf(found), now).allowed) return null
  return { email: found.email, isMailed: provesMailbox(found) }
}

async function answerInvitation<Result>(
  ctx: Ctx,
  token: string,
  attempt: string,
  work: (tx: Tx, invitation: store.InvitationRow) => Promise<Result>,
): Promise<Result> {
  const tokenHash = hashToken(token)
  const link = tokenHash && (await store.findLink(database(), tokenHash))
  if (!tokenHash || !link) throw invitationNotFound()
  const { accountId, invitationId } = link
  await consume('invitation_answer', `${invitationId}:${clientKeyOf(ctx.ipAddress)}`)
  return recordingRefusals(
    ctx,
    { accountId, attempt, objectTable: 'invitation', objectId: invitationId },
    () =>
      withTransaction(async (tx) => {
        if (!(await lockAccount(tx, accountId))) throw invitationNotFound()
        const invitation = await store.findInvitationByLink(tx, accountId, tokenHash)
        if (!invitation) throw invitationNotFound()
        return work(tx, invitation)
      }),
  )
}

async function findByToken(tx: Tx, token: string): Promise<store.InvitationRow | null> {
  const tokenHash = hashToken(token)
  const link = tokenHash && (await store.findLink(tx, tokenHash))
  return link ? store.findInvitationByLink(tx, link.accountId, tokenHash) : null
}

async function requirePlace(tx: Tx, invitation: store.InvitationRow): Promise<void> {
  const limit = limitsOfPlan(invitation.plan).members
  if (limit === null) return
  // The invitation itself reserved a place; only members count against what it takes now.
  enforce(
    decideInvitedPlace({ taken: await countMembers(tx, invitation.accountId, limit + countedBeyond), limit }),
    'conflict',
  )
}

async function createMembership(tx: Tx, invitation: store.InvitationRow, user: User): Promise<string> {
  return addMember(tx, {
    accountId: invitation.accountId,
    userId: user.id,
    roleId: invitation.roleId,
    principalName: user.name,
    principalEmail: user.email,
    invitedByUserId: invitation.invitedByUserId,
    invitedByName: invitation.invitedByName,
  })
}

async function recordAccepted(
  tx: Tx,
  ctx: Ctx,
  invitation: store.InvitationRow,
  { membershipId, added }: { membershipId: string | null; added: AccountEvent[] },
): Promise<void> {
  const info = invitedInfo(invitation)
  const accepted = {
    action: 'invitation.accepted',
    message: `${invitation.email} accepted the invitation`,
    objectTable: 'invitation',
    objectId: invitation.id,
    info,
  } as const
  const joined = membershipId && {
    action: 'membership.created' as const,
    message: `${invitation.email} became a member as ${invitation.roleName}`,
    objectTable: 'membership' as const,
    objectId: membershipId,
    info: { email: invitation.email, role: invitation.roleName },
  }
  await recordAudits(tx, ctx, invitation.accountId, [accepted, ...(joined ? [joined] : []), ...added])
}

function invitedInfo({ email, roleName, workspaces }: store.InvitationRow) {
  return { email, role: roleName, workspaces: recordedOffers(offersOf(workspaces)) }
}

async function viewerEmailKey(tx: Tx, ctx: Ctx): Promise<string | null> {
  return ctx.actor.kind === 'USER' ? store.findUserEmailKey(tx, ctx.actor.userId) : null
}

function viewerOf(ctx: Ctx, invitation: store.InvitationRow, viewerKey: string | null) {
  if (ctx.actor.kind !== 'USER' || !viewerKey) return 'anonymous'
  const person = { emailKey: viewerKey, isEmailVerified: ctx.actor.isEmailVerified }
  const decision = decideAcceptance({
    invitation: factsOf(invitation),
    person,
    isMailOn: isMailOn(),
    now: ctx.now,
  })
  if (decision.allowed) return 'invited'
  return decision.reason === 'email_not_verified' ? 'unverified' : 'somebody_else'
}

function isAboutPerson(decision: { allowed: boolean; reason?: string }): boolean {
  return decision.reason === 'invitation_for_another_address' || decision.reason === 'email_not_verified'
}

function factsOf(row: store.InvitationRow): InvitationFacts {
  return {
    status: row.status,
    expiresAt: row.expiresAt,
    isCurrentLink: row.isCurrent,
    isMailedLink: provesMailbox(row),
    emailKey: row.emailKey,
    isAccountSuspended: row.accountSuspendedAt !== null,
  }
}

// Whoever holds a link that left by mail reads that mailbox. One that was kept in the outbox was handed on by the operator.
function provesMailbox(row: store.InvitationRow): boolean {
  return row.delivery === 'MAILED' && row.mailStatus === 'SENT'
}

/** The refusal of a link that opens nothing here. */
export function invitationNotFound(): AppError {
  return new AppError('not_found', 'invitation_not_found', {
    message:
      'This link is not one of ours, or it was cut off on the way. Copy the whole link from the mail, or ask for a new one.',
  })
}
