import { authorizeAccount, requirePerson } from '@/lib/authz/access'
import type { Ctx } from '@/lib/authz/context'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { acceptInvitation, declineInvitation, invitationNotFound } from '@/lib/invitations/answer'
import { hashToken } from '@/lib/tokens'
import { parseEmailAddress } from '@/lib/users/email-address'
import { baseOf, valuesOf } from './fields'
import type { FilterInvitations, InvitationView } from './invitations-schema'
import * as store from './invitations-store'

type OfInvitation = { accountId: string; invitationId: string }
type Answered = { invitationId: string; token: string }

/** The invitations of an account whatever became of them, the newest first. Needs `read:invitation`. */
export async function listInvitations(
  ctx: Ctx,
  accountId: string,
  input: FilterInvitations,
): Promise<InvitationView[]> {
  await authorizeAccount(ctx, database(), accountId, 'read:invitation')
  const { limit, offset } = input
  const asked = { ...askedOf(ctx, accountId, input), limit, offset }
  return (await store.listInvitations(database(), asked)).map((row) => viewOf(accountId, row))
}

/** How many a filter finds, counted to 10,000. Needs `read:invitation`. */
export async function countInvitations(
  ctx: Ctx,
  accountId: string,
  input: FilterInvitations,
): Promise<number> {
  await authorizeAccount(ctx, database(), accountId, 'read:invitation')
  return store.countInvitations(database(), askedOf(ctx, accountId, input))
}

/** One of them; `not_found` for an id that is none. */
export async function getInvitation(
  ctx: Ctx,
  { accountId, invitationId }: OfInvitation,
): Promise<InvitationView> {
  const asked = { invitations: { id: { any_: [invitationId] } }, limit: 1, offset: 0 }
  const [invitation] = await listInvitations(ctx, accountId, asked)
  if (!invitation) throw new AppError('not_found', 'invitation_not_found')
  return invitation
}

/** Accepts one by the secret of its link, as `acceptInvitation` does; `not_found` for the secret of another. */
export async function acceptByLink(ctx: Ctx, of: Answered): Promise<void> {
  requirePerson(ctx)
  await requireLink(of)
  await acceptInvitation(ctx, { token: of.token })
}

/** Declines one, as `declineInvitation` does; `not_found` for the secret of another. */
export async function rejectByLink(ctx: Ctx, of: Answered): Promise<void> {
  await requireLink(of)
  await declineInvitation(ctx, { token: of.token })
}

async function requireLink({ invitationId, token }: Answered): Promise<void> {
  const hash = hashToken(token)
  if (!hash || !(await store.isLinkOf(database(), invitationId, hash))) throw invitationNotFound()
}

function askedOf(
  { now }: Ctx,
  accountId: string,
  { invitations: filter }: FilterInvitations,
): store.InvitationsAsked {
  return {
    accountId,
    ids: valuesOf(filter?.id),
    emailKeys: valuesOf(filter?.email)?.flatMap((email) => parseEmailAddress(email)?.emailKey ?? []) ?? null,
    roleIds: valuesOf(filter?.account_role_id),
    statuses: valuesOf(filter?.status),
    now,
  }
}

function viewOf(accountId: string, row: store.InvitationRow): InvitationView {
  const { email, roleId, status, expiresAt } = row
  const said = { email, account_id: accountId, account_role_id: roleId, status }
  return { ...baseOf(row), ...said, expiration: expiresAt.toISOString() }
}
