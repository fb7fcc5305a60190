import { Prisma } from '@/lib/db/generated/client'
import type { AccountKind, InvitationStatus, LinkDelivery, MailStatus } from '@/lib/db/generated/enums'
import { containsPattern } from '@/lib/db/like'
import type { RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import { offersJson, type OfferRow } from './offers-store'

/** What an invitation offers, by whom and until when; a renewal replaces all of it. */
export type InvitationTerms = {
  roleId: string
  message: string
  invitedByUserId: string | null
  invitedByName: string
  expiresAt: Date
}

export type NewInvitation = InvitationTerms & { id: string; email: string; emailKey: string }

export async function createInvitations(
  tx: Tx,
  accountId: string,
  invitations: NewInvitation[],
): Promise<void> {
  await tx.invitation.createMany({ data: invitations.map((invitation) => ({ accountId, ...invitation })) })
}

/** Renews pending invitations in place: role, message, inviter and clock. */
export async function renewInvitations(
  tx: Tx,
  accountId: string,
  ids: string[],
  terms: InvitationTerms,
): Promise<void> {
  await tx.invitation.updateMany({ where: { accountId, id: { in: ids } }, data: terms })
}

export async function extendInvitation(
  tx: Tx,
  accountId: string,
  id: string,
  expiresAt: Date,
): Promise<void> {
  await tx.invitation.update({
    where: { accountId_id: { accountId, id } },
    data: { expiresAt },
    select: { id: true },
  })
}

export async function resolveInvitation(
  tx: Tx,
  { accountId, id }: { accountId: string; id: string },
  resolution: { status: Exclude<InvitationStatus, 'PENDING'>; resolvedAt: Date },
): Promise<void> {
  await tx.invitation.update({
    where: { accountId_id: { accountId, id } },
    data: resolution,
    select: { id: true },
  })
}

/** Revokes all invitations of an account that nobody answered; returns whom they invited, and the mail of the last link. */
export async function revokePending(
  tx: Tx,
  accountId: string,
  now: Date,
): Promise<{ id: string; email: string; mailId: string | null }[]> {
  return tx.$queryRaw`
    UPDATE invitation i SET status = 'REVOKED', resolved_at = ${now}, updated_at = ${now}
    WHERE i.account_id = ${accountId}::uuid AND i.status = 'PENDING'
    RETURNING i.id, i.email, (
      SELECT l.mail_id FROM invitation_link l
      WHERE l.account_id = i.account_id AND l.invitation_id = i.id AND l.is_current) AS "mailId"`
}

export type NewLink = {
  invitationId: string
  tokenHash: Uint8Array<ArrayBuffer>
  delivery: LinkDelivery
  mailId: string | null
}

/** Makes these the current links of their invitations. Returns the mails of the links they replace. */
export async function replaceLinks(tx: Tx, accountId: string, links: NewLink[]): Promise<string[]> {
  const replaced = await tx.$queryRaw<{ mailId: string | null }[]>`
    UPDATE invitation_link SET is_current = false
    WHERE account_id = ${accountId}::uuid AND is_current AND invitation_id = ANY(${links.map((link) => link.invitationId)}::uuid[])
    RETURNING mail_id AS "mailId"`
  await tx.invitationLink.createMany({ data: links.map((link) => ({ accountId, ...link })) })
  return replaced.flatMap(({ mailId }) => (mailId ? [mailId] : []))
}

export type PendingRow = {
  invitationId: string
  emailKey: string
  isExpired: boolean
  role: RoleColumn
  workspaceIds: string[]
}

/** The open or expired invitations of these addresses, with their roles and the workspaces they name. */
export async function listPendingByEmailKey(
  tx: Tx,
  accountId: string,
  emailKeys: string[],
  now: Date,
): Promise<PendingRow[]> {
  return tx.$queryRaw`
    SELECT i.id AS "invitationId", i.email_key AS "emailKey", i.expires_at <= ${now} AS "isExpired",
           json_build_object('id', r.id, 'name', r.name, 'builtIn', r.built_in, 'permissions', r.permissions) AS role,
           (SELECT coalesce(json_agg(iw.workspace_id), '[]'::json) FROM invitation_workspace iw
            WHERE iw.account_id = i.account_id AND iw.invitation_id = i.id) AS "workspaceIds"
    FROM invitation i JOIN role r ON r.account_id = i.account_id AND r.id = i.role_id
    WHERE i.account_id = ${accountId}::uuid AND i.status = 'PENDING' AND i.email_key = ANY(${emailKeys})`
}

/** How many invitations reserve a member's place now, counting no further than `atMost`. */
export async function countReservedPlaces(
  tx: Tx,
  accountId: string,
  now: Date,
  atMost: number,
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM invitation
      WHERE account_id = ${accountId}::uuid AND status = 'PENDING' AND expires_at > ${now} LIMIT ${atMost}) i`
  return row?.count ?? 0
}

/** The addresses among these that belong to somebody who has an account. */
export async function listKnownEmailKeys(tx: Tx, emailKeys: string[]): Promise<Set<string>> {
  const rows = await tx.user.findMany({ where: { emailKey: { in: emailKeys } }, select: { emailKey: true } })
  return new Set(rows.map((row) => row.emailKey))
}

/** Which account and invitation a link belongs to, whatever became of it. */
export async function findLink(
  tx: Tx,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<{ accountId: string; invitationId: string } | null> {
  return tx.invitationLink.findFirst({
    where: { tokenHash },
    select: { accountId: true, invitationId: true },
  })
}

export type InvitationRow = {
  accountId: string
  id: string
  email: string
  emailKey: string
  message: string
  status: InvitationStatus
  expiresAt: Date
  invitedByName: string
  invitedByUserId: string | null
  organizationName: string
  organizationHandle: string
  accountKind: AccountKind
  /** Since when nobody may use the account. */
  accountSuspendedAt: Date | null
  plan: 'STANDARD' | 'ORGANIZATION' | 'ENTERPRISE'
  roleId: string
  roleName: string
  roleDescription: string
  builtIn: string | null
  permissions: string[]
  /** By name, each with what it gives to the viewer. */
  workspaces: OfferRow[]
  createdAt: Date
  linkId: string
  isCurrent: boolean
  delivery: LinkDelivery
  mailId: string | null
  mailStatus: MailStatus | null
  mailResponse: string | null
  mailAt: Date | null
}

/** Invitations with all that is shown of them; the viewer, where there is one, is a member of the account. */
function selectInvitations(viewerMembershipId: string | null): Prisma.Sql {
  return Prisma.sql`
  SELECT i.account_id AS "accountId", i.id, i.email, i.email_key AS "emailKey", i.message, i.status::text, i.expires_at AS "expiresAt",
         i.invited_by_name AS "invitedByName", i.invited_by_user_id AS "invitedByUserId",
         a.name AS "organizationName", a.handle AS "organizationHandle", a.kind::text AS "accountKind", a.suspended_at AS "accountSuspendedAt", a.plan::text,
         r.id AS "roleId", r.name AS "roleName", r.description AS "roleDescription", r.built_in AS "builtIn", r.permissions,
         ${offersJson(viewerMembershipId)} AS workspaces, i.created_at AS "createdAt",
         l.id AS "linkId", l.is_current AS "isCurrent", l.delivery::text, l.mail_id AS "mailId",
         mail.status::text AS "mailStatus", mail.last_response AS "mailResponse", coalesce(mail.sent_at, mail.last_tried_at) AS "mailAt"
  FROM invitation i
  JOIN account a ON a.id = i.account_id
  JOIN role r ON r.account_id = i.account_id AND r.id = i.role_id
  JOIN invitation_link l ON l.account_id = i.account_id AND l.invitation_id = i.id
  LEFT JOIN mail ON mail.id = l.mail_id`
}

export async function findInvitationByLink(
  tx: Tx,
  accountId: string,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<InvitationRow | null> {
  const [row] = await tx.$queryRaw<InvitationRow[]>`
    ${selectInvitations(null)} WHERE l.account_id = ${accountId}::uuid AND l.token_hash = ${tokenHash}`
  return row ?? null
}

/** An invitation of the account with its current link. */
export async function findInvitation(
  tx: Tx,
  { accountId, invitationId }: { accountId: string; invitationId: string },
  viewerMembershipId: string,
): Promise<InvitationRow | null> {
  const [row] = await tx.$queryRaw<InvitationRow[]>`
    ${selectInvitations(viewerMembershipId)} WHERE i.account_id = ${accountId}::uuid AND i.id = ${invitationId}::uuid AND l.is_current`
  return row ?? null
}

export async function findUserEmailKey(tx: Tx, userId: string): Promise<string | null> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { emailKey: true } })
  return user?.emailKey ?? null
}

/** One page of unanswered invitations, newest first; one row more than a page tells whether there is another. */
export async function listInvitations(
  tx: Tx,
  accountId: string,
  page: {
    viewerMembershipId: string
    search: string
    after: { key: string; id: string } | null
    limit: number
  },
): Promise<InvitationRow[]> {
  const after = page.after
    ? Prisma.sql`AND (i.created_at, i.id) < (${page.after.key}::timestamptz, ${page.after.id}::uuid)`
    : Prisma.empty
  const matching = page.search
    ? Prisma.sql`AND lower(i.email) LIKE lower(${containsPattern(page.search)})`
    : Prisma.empty
  return tx.$queryRaw`
    ${selectInvitations(page.viewerMembershipId)}
    WHERE l.is_current AND i.status = 'PENDING' AND i.account_id = ${accountId}::uuid ${matching} ${after}
    ORDER BY i.created_at DESC, i.id DESC LIMIT ${page.limit}`
}
