import { recordAudit } from '@/lib/audit/service'
import type { AuditAction } from '@/lib/audit/schema'
import { authorizeAccount, principalIdOf, type AccountAccess } from '@/lib/authz/access'
import { changeAccount, enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, type Tx } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { cancelMails } from '@/lib/mail/service'
import type { Page } from '@/lib/client/fetch-json'
import { decodeTimeCursor, pageOf } from '@/lib/pages/page'
import { paths } from '@/lib/paths'
import { decideMemberPlace } from '@/lib/plans/rules'
import { firstRefusal, type Decision } from '@/lib/policy/decision'
import { decideOrganizationPermission, isVisible } from '@/lib/policy/evaluate'
import { decideAssignment } from '@/lib/policy/holding'
import { consume } from '@/lib/rate-limits/service'
import { roleFactsOf } from '@/lib/roles/facts'
import { permissionsHeld } from '@/lib/roles/service'
import { recordedOffers } from '@/lib/sharing/offers'
import type { z } from 'zod'
import { capabilityOf } from '@/lib/capability'
import { expiryOf, issueCopiedLink, issueMailedLinks, mailLimitKey } from './links'
import { countPlaces } from './places'
import { mailedOffers, offersOf, viewerFactsOf } from './offers'
import { decideGuestsWorkspaces, decideOffersHandedOut, decideStillPending } from './rules'
import type { InvitationInput, InvitationView, listInvitationsInput } from './schema'
import * as store from './store'

/** One page of unanswered invitations, newest first, searched by address. Needs `read:invitation`. */
export async function listInvitations(
  ctx: Ctx,
  input: z.output<typeof listInvitationsInput>,
): Promise<Page<InvitationView>> {
  const access = await authorizeAccount(ctx, database(), input.accountId, 'read:invitation')
  const after = decodeTimeCursor(input.cursor)
  const rows = await store.listInvitations(database(), input.accountId, {
    viewerMembershipId: access.membership.id,
    search: input.search,
    after,
    limit: input.limit + 1,
  })
  const page = pageOf(
    rows.map((row) => ({ ...row, key: row.createdAt.toISOString() })),
    input.limit,
  )
  return { rows: page.rows.map((row) => viewOf(row, access, ctx.now)), nextCursor: page.nextCursor }
}

/**
 * Sends an invitation again with a new link and a new clock; the former link is dead. Needs `create:invitation`, every permission of its
 * role (R2) and the right to share each of its workspaces (R9), because a link hands them out. `conflict` when it was answered meanwhile,
 * and with `workspace_gone` in a personal account when none of its workspaces is left.
 */
export async function resendInvitation(ctx: Ctx, input: InvitationInput): Promise<{ email: string }> {
  return changeInvitation(
    ctx,
    { invitation: input, permission: 'create:invitation', attempt: 'resend an invitation' },
    async (tx, access, invitation) => {
      requireIssue(access, invitation, ctx.now)
      await requirePlaceAgain(tx, ctx, access, invitation)
      const expiresAt = expiryOf(ctx)
      const offers = offersOf(invitation.workspaces)
      const known = await store.listKnownEmailKeys(tx, [invitation.emailKey])
      await store.extendInvitation(tx, input.accountId, invitation.id, expiresAt)
      await issueMailedLinks(
        tx,
        input.accountId,
        [{ invitationId: invitation.id, email: invitation.email, isKnown: known.has(invitation.emailKey) }],
        {
          organizationName: access.account.name,
          inviterName: access.actor.name,
          roleName: invitation.roleName,
          isPersonal: access.account.kind === 'PERSONAL',
          workspaces: mailedOffers(offers),
          message: invitation.message,
          expiresAt,
        },
      )
      await recordInvitation(tx, ctx, invitation, {
        action: 'invitation.resent',
        message: `${access.actor.name} sent the invitation of ${invitation.email} again`,
      })
      return { email: invitation.email }
    },
  )
}

/**
 * Makes a new link for an administrator to hand over, with a new clock; the former link is dead and its mail, if it has not left,
 * never will. Returns the link, shown once, and whom it is for. Needs what resending needs.
 */
export async function copyInvitationLink(
  ctx: Ctx,
  input: InvitationInput,
): Promise<{ url: string; email: string }> {
  return changeInvitation(
    ctx,
    { invitation: input, permission: 'create:invitation', attempt: 'copy an invitation link' },
    async (tx, access, invitation) => {
      requireIssue(access, invitation, ctx.now)
      await requirePlaceAgain(tx, ctx, access, invitation)
      await store.extendInvitation(tx, input.accountId, invitation.id, expiryOf(ctx))
      const token = await issueCopiedLink(tx, input.accountId, invitation.id)
      await recordInvitation(tx, ctx, invitation, {
        action: 'invitation.link_copied',
        message: `${access.actor.name} copied a link for the invitation of ${invitation.email}`,
      })
      return { url: env().BASE_URL + paths.invitation(token), email: invitation.email }
    },
  )
}

/** Revokes an invitation: its link says so from now on, and its mail, if it has not left, never will. Needs `delete:invitation`. */
export async function revokeInvitation(ctx: Ctx, input: InvitationInput): Promise<{ email: string }> {
  return changeInvitation(
    ctx,
    { invitation: input, permission: 'delete:invitation', attempt: 'revoke an invitation' },
    async (tx, access, invitation) => {
      await store.resolveInvitation(tx, invitation, { status: 'REVOKED', resolvedAt: ctx.now })
      await cancelMails(tx, invitation.mailId ? [invitation.mailId] : [])
      await recordInvitation(tx, ctx, invitation, {
        action: 'invitation.revoked',
        message: `${access.actor.name} revoked the invitation of ${invitation.email}`,
      })
      return { email: invitation.email }
    },
  )
}

/** Revokes every invitation of an account that nobody answered, for a reason that each event says; the caller has locked the account. */
export async function revokeInvitations(
  tx: Tx,
  ctx: Ctx,
  { accountId, reason }: { accountId: string; reason: string },
): Promise<void> {
  const revoked = await store.revokePending(tx, accountId, ctx.now)
  await cancelMails(
    tx,
    revoked.flatMap(({ mailId }) => (mailId ? [mailId] : [])),
  )
  for (const { id, email } of revoked)
    await recordAudit(tx, ctx, {
      accountId,
      action: 'invitation.revoked',
      message: `The invitation of ${email} is revoked: ${reason}`,
      objectTable: 'invitation',
      objectId: id,
      info: { email },
    })
}

type InvitationChange = {
  invitation: InvitationInput
  permission: 'create:invitation' | 'delete:invitation'
  attempt: string
}

async function changeInvitation<Result>(
  ctx: Ctx,
  { invitation: input, permission, attempt }: InvitationChange,
  work: (tx: Tx, access: AccountAccess, invitation: store.InvitationRow) => Promise<Result>,
): Promise<Result> {
  const change = {
    accountId: input.accountId,
    permission,
    attempt,
    objectTable: 'invitation',
    objectId: input.invitationId,
    beforehand: (access: AccountAccess) => limitMail(input, permission, access),
  } as const
  return changeAccount(ctx, change, async (tx, access) => {
    const invitation = await store.findInvitation(tx, input, access.membership.id)
    if (!invitation) throw new AppError('not_found', 'invitation_not_found')
    enforce(decideStillPending(invitation.status), 'conflict')
    return work(tx, access, invitation)
  })
}

/** Links that are made anew count against the address's limit; revoking does not. */
async function limitMail(
  input: InvitationInput,
  permission: string,
  { actor, membership }: AccountAccess,
): Promise<void> {
  if (permission !== 'create:invitation') return
  const invitation = await store.findInvitation(database(), input, membership.id)
  if (!invitation) return
  await consume('invitations', principalIdOf(actor))
  await consume('invitation_mail', mailLimitKey(input.accountId, invitation.emailKey))
  await consume('invited_address', invitation.emailKey)
}

/** An expired invitation gave its place up and takes one again when its clock restarts (R12). */
async function requirePlaceAgain(
  tx: Tx,
  ctx: Ctx,
  access: AccountAccess,
  invitation: store.InvitationRow,
): Promise<void> {
  if (invitation.expiresAt > ctx.now) return
  enforce(decideMemberPlace(await countPlaces(tx, ctx, access)), 'conflict')
}

function decideIssue(access: AccountAccess, invitation: store.InvitationRow, now: Date): Decision {
  const role = roleFactsOf({ ...invitation, id: invitation.roleId, name: invitation.roleName })
  return firstRefusal<string>(
    decideOrganizationPermission(access.membership, 'create:invitation'),
    decideAssignment(permissionsHeld(access), role),
    decideOffersHandedOut(access.membership, invitation.workspaces.map(viewerFactsOf), now),
  )
}

function decideOffersLeft({ account }: AccountAccess, { workspaces }: store.InvitationRow): Decision {
  return decideGuestsWorkspaces({ accountKind: account.kind, workspaces: workspaces.length })
}

function requireIssue(access: AccountAccess, invitation: store.InvitationRow, now: Date): void {
  enforce(decideIssue(access, invitation, now))
  enforce(decideOffersLeft(access, invitation), 'conflict')
}

function viewOf(row: store.InvitationRow, access: AccountAccess, now: Date): InvitationView {
  const issue = capabilityOf(firstRefusal(decideIssue(access, row, now), decideOffersLeft(access, row)))
  return {
    id: row.id,
    email: row.email,
    role_name: row.roleName,
    workspaces: row.workspaces
      .filter((workspace) => isVisible(access.membership, viewerFactsOf(workspace), now))
      .map(({ id, name, role }) => ({ id, name, role_name: role.name })),
    state: row.expiresAt > now ? 'PENDING' : 'EXPIRED',
    invited_by: row.invitedByName,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    delivery: {
      kind: row.delivery,
      status: row.mailStatus,
      response: row.mailResponse,
      at: row.mailAt?.toISOString() ?? null,
    },
    can: {
      resend: issue,
      copyLink: issue,
      revoke: capabilityOf(decideOrganizationPermission(access.membership, 'delete:invitation')),
    },
  }
}

async function recordInvitation(
  tx: Tx,
  ctx: Ctx,
  invitation: store.InvitationRow,
  event: { action: AuditAction; message: string },
): Promise<void> {
  await recordAudit(tx, ctx, {
    ...event,
    accountId: invitation.accountId,
    objectTable: 'invitation',
    objectId: invitation.id,
    info: {
      email: invitation.email,
      role: invitation.roleName,
      workspaces: recordedOffers(offersOf(invitation.workspaces)),
    },
  })
}
