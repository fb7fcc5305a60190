import { allow, refuse, type Decision, type Refusal } from '@/lib/policy/decision'
import {
  decideWorkspacePermission,
  type MembershipFacts,
  type RoleFacts,
  type WorkspaceFacts,
} from '@/lib/policy/evaluate'
import { decideReadOnly } from '@/lib/policy/holding'
import type { InvitationOutcome } from './schema'

export type InvitationFacts = {
  status: 'PENDING' | 'ACCEPTED' | 'DECLINED' | 'REVOKED'
  expiresAt: Date
  /** Whether the link that was followed is the newest one. */
  isCurrentLink: boolean
  isMailedLink: boolean
  emailKey: string
  /** Whether the operator lets nobody use the account. */
  isAccountSuspended: boolean
}

export type DeadReason =
  | 'invitation_accepted'
  | 'invitation_declined'
  | 'invitation_revoked'
  | 'invitation_replaced'
  | 'invitation_expired'
  | 'account_suspended'

const deadSentences: Record<DeadReason, string> = {
  invitation_accepted: 'This invitation has been accepted already. Sign in to open the organization.',
  invitation_declined: 'This invitation was declined. Ask for a new one if you changed your mind.',
  invitation_revoked: 'This invitation was revoked. Ask whoever invited you for a new one.',
  invitation_replaced:
    'A newer link was issued for this invitation, so this one no longer works. Use the newest one.',
  invitation_expired: 'This invitation has expired. Ask whoever invited you to send it again.',
  account_suspended:
    'The organization is suspended, so nobody can join it now. Open this link again once its operator has reactivated it.',
}

const byStatus = {
  ACCEPTED: 'invitation_accepted',
  DECLINED: 'invitation_declined',
  REVOKED: 'invitation_revoked',
} as const

/** Whether the invitation can still be answered through this link at this time; an expiry equal to now has passed. */
export function decideOpen(invitation: InvitationFacts, now: Date): Decision<DeadReason> {
  if (invitation.status !== 'PENDING') return dead(byStatus[invitation.status])
  if (!invitation.isCurrentLink) return dead('invitation_replaced')
  if (invitation.expiresAt <= now) return dead('invitation_expired')
  if (invitation.isAccountSuspended) return dead('account_suspended')
  return allow()
}

export type AcceptanceReason = DeadReason | 'invitation_for_another_address' | 'email_not_verified'

/**
 * Whether this person may accept: the address must be theirs, and proven theirs. A link that came by mail proves the mailbox; a
 * copied one does not, so the address must be verified, unless the installation sends no mail at all.
 */
export function decideAcceptance(facts: {
  invitation: InvitationFacts
  person: { emailKey: string; isEmailVerified: boolean }
  isMailOn: boolean
  now: Date
}): Decision<AcceptanceReason> {
  const { invitation, person } = facts
  const open = decideOpen(invitation, facts.now)
  if (!open.allowed) return open
  if (person.emailKey !== invitation.emailKey) {
    return refuse(
      'invitation_for_another_address',
      'This invitation is for another address than the one you are signed in with. Switch to that account to accept it.',
    )
  }
  if (facts.isMailOn && !invitation.isMailedLink && !person.isEmailVerified) {
    return refuse(
      'email_not_verified',
      'Verify your email address first: this link was handed over by an administrator and does not prove that the mailbox is yours.',
    )
  }
  return allow()
}

/** Whether the holder of the link may decline: the invited person, or anybody not signed in; never somebody signed in as another. */
export function decideDecline(
  invitation: InvitationFacts,
  signedInAs: string | null,
  now: Date,
): Decision<DeadReason | 'invitation_for_another_address'> {
  const open = decideOpen(invitation, now)
  if (!open.allowed) return open
  if (signedInAs !== null && signedInAs !== invitation.emailKey) {
    return refuse(
      'invitation_for_another_address',
      'This invitation is for another address than the one you are signed in with. Switch to that account to decline it.',
    )
  }
  return allow()
}

/** Whether a pending invitation can be resent, copied or revoked: only while nobody has answered it. */
export function decideStillPending(status: InvitationFacts['status']): Decision<DeadReason> {
  return status === 'PENDING' ? allow() : dead(byStatus[status])
}

function dead(reason: DeadReason): Refusal<DeadReason> {
  return refuse(reason, deadSentences[reason])
}

/**
 * Whether an account takes this invitation. Nobody but its owner is a member of a personal account with a role of their own: others are
 * guests of workspaces (access-model section 7), so that an invitation names at least one, and the role Member.
 */
export function decideGuest(facts: {
  accountKind: 'PERSONAL' | 'ORGANIZATION'
  role: Pick<RoleFacts, 'builtIn'>
  workspaces: number
}): Decision<'personal_account'> {
  if (facts.accountKind === 'ORGANIZATION') return allow()
  if (facts.role.builtIn !== 'MEMBER') {
    return refuse(
      'personal_account',
      'Guests of a personal account have the organization role Member. Leave it at that, and choose what they may do in the workspace.',
    )
  }
  if (facts.workspaces > 0) return allow()
  return refuse(
    'personal_account',
    'A personal account has no members but its owner. Invite people to one of its workspaces, or create an organization.',
  )
}

/** Whether an invitation still has something to give: a guest of a personal account is a guest of its workspaces, and they may be gone. */
export function decideGuestsWorkspaces(facts: {
  accountKind: 'PERSONAL' | 'ORGANIZATION'
  workspaces: number
}): Decision<'workspace_gone'> {
  if (facts.accountKind === 'ORGANIZATION' || facts.workspaces > 0) return allow()
  return refuse(
    'workspace_gone',
    'What this invitation shared is not there any more, so it gives nothing. A new one, to another workspace, takes its place.',
  )
}

/** R11 for a role in a workspace that is offered together with an organization role. */
export function decideOfferedRole(
  organizationRole: RoleFacts,
  role: RoleFacts,
): Decision<'read_only_member'> {
  return decideReadOnly(invitedAs(organizationRole), role)
}

/** Whoever accepts an invitation with an organization role, as rules about what they may be given name them. */
export function invitedAs(role: RoleFacts): { name: string; role: RoleFacts } {
  return { name: 'Whoever you invite', role }
}

/**
 * Whether somebody may hand out, or replace, what an invitation offers in workspaces: only who may share each of them (R9). They hold
 * every permission there then, so that R2 and R3 have nothing left to refuse. Workspaces that they cannot see are not told apart.
 */
export function decideOffersHandedOut(
  actor: MembershipFacts,
  workspaces: readonly WorkspaceFacts[],
  now: Date,
): Decision<'exceeds_own_permissions'> {
  const permission = 'update:workspace_access'
  const isTheirs = workspaces.every(
    (workspace) => decideWorkspacePermission(actor, workspace, permission, now).allowed,
  )
  if (isTheirs) return allow()
  return refuse(
    'exceeds_own_permissions',
    'This invitation gives access that you may not give. Ask somebody who may, for example an Administrator.',
    permission,
  )
}

/** What becomes of one valid address of an invitation, with the sentence the inviter reads. */
export function outcomeOfAddress(facts: {
  isMember: boolean
  /** Invited to this organization too often lately to be mailed again. */
  isRateLimited: boolean
  /** Whether an invitation of this address is open or expired, and so is renewed. */
  isRenewal: boolean
  /** Whether the inviter may change that invitation (R3: its role may hold more than theirs). */
  rank: Decision
  /** Whether the plan has a place for it (R12). */
  place: Decision
}): { outcome: Exclude<InvitationOutcome, 'invalid_email'>; message: string } {
  if (facts.isMember) return { outcome: 'already_member', message: 'Already a member. Nothing was sent.' }
  if (!facts.rank.allowed) return { outcome: 'outranked', message: facts.rank.message }
  if (!facts.place.allowed) return { outcome: 'plan_limit_reached', message: facts.place.message }
  if (facts.isRateLimited) {
    return {
      outcome: 'rate_limited',
      message: 'Invited several times within the hour. Wait a little before sending another mail.',
    }
  }
  if (facts.isRenewal)
    return { outcome: 'reinvited', message: 'Invited again: the former link no longer works.' }
  return { outcome: 'invited', message: 'Invited.' }
}
