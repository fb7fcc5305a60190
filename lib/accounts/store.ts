import type { AccountKind, MembershipStatus, Plan } from '@/lib/db/generated/enums'
import { isAdmitted, signInNeeded, type Asker, type SignInNeeded } from '@/lib/db/admission'
import { isMembershipOf, type PrincipalKey } from '@/lib/db/principal'
import { roleJson, type RoleColumn } from '@/lib/db/role-json'
import type { Tx } from '@/lib/db/transaction'
import type { KeptSettings } from './schema'

export const countLimit = 10_000

type NewAccount = { kind: AccountKind; name: string; handle: string; plan: Plan; ownerUserId: string | null }
type NewRole = { builtIn: string; name: string; description: string }

/** The account, its handle and its built-in roles. Returns the account's id and the roles' ids by key. */
export async function createAccount(tx: Tx, account: NewAccount, roles: readonly NewRole[]) {
  const { id } = await tx.account.create({
    data: { ...account, handles: { create: { handle: account.handle } }, roles: { create: [...roles] } },
    select: { id: true },
  })
  const rows = await tx.role.findMany({ where: { accountId: id }, select: { id: true, builtIn: true } })
  return { id, roleIds: new Map(rows.map((role) => [role.builtIn, role.id])) }
}

/** Whether a handle is or was somebody's. */
export async function isHandleTaken(tx: Tx, handle: string): Promise<boolean> {
  return (await tx.accountHandle.count({ where: { handle } })) > 0
}

/** The account that owns a handle, current or former. */
export async function findHandleOwner(tx: Tx, handle: string): Promise<string | null> {
  const row = await tx.accountHandle.findUnique({ where: { handle }, select: { accountId: true } })
  return row?.accountId ?? null
}

/** The same for a handle that leads to an account of which the principal is an active member. */
export async function findHandleOfMember(
  tx: Tx,
  principal: PrincipalKey,
  handle: string,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ accountId: string }[]>`
    SELECT h.account_id AS "accountId" FROM account_handle h
    JOIN membership m ON m.account_id = h.account_id AND ${isMembershipOf(principal)} AND m.status = 'ACTIVE'
    WHERE h.handle = ${handle}`
  return row?.accountId ?? null
}

export async function findAccount(tx: Tx, accountId: string) {
  return tx.account.findUnique({ where: { id: accountId }, select: { name: true, handle: true, plan: true } })
}

/** An account of somebody's and their membership there. */
export type OwnAccountRow = {
  id: string
  kind: AccountKind
  name: string
  handle: string
  plan: Plan
  membershipId: string
  status: MembershipStatus
  role: RoleColumn
  isAddressAllowed: boolean
  isSuspended: boolean
  signInNeeded: SignInNeeded | null
}

/**
 * The accounts that somebody is an active member of, personal first, then by name, or the one that is named, each with whether it lets their
 * address in, whether the operator lets nobody use it, and what sign-in it asks for first.
 */
export async function listOwnAccounts(
  tx: Tx,
  { asker, onlyId, limit }: { asker: Asker; onlyId: string | null; limit: number },
): Promise<OwnAccountRow[]> {
  return tx.$queryRaw<OwnAccountRow[]>`
    SELECT a.id, a.kind::text, a.name, a.handle, a.plan::text, m.id AS "membershipId", m.status::text, ${roleJson('r')} AS role,
           ${isAdmitted(asker.address)} AS "isAddressAllowed", a.suspended_at IS NOT NULL AS "isSuspended",
           ${signInNeeded(asker)} AS "signInNeeded"
    FROM membership m
    JOIN account a ON a.id = m.account_id
    JOIN role r ON r.account_id = m.account_id AND r.id = m.role_id
    WHERE ${isMembershipOf(asker.principal)} AND m.status = 'ACTIVE'
      AND (${onlyId}::uuid IS NULL OR a.id = ${onlyId}::uuid)
    ORDER BY a.kind, lower(a.name), a.id LIMIT ${limit}`
}

export type ProfileRow = {
  createdAt: Date
  members: number
  serviceAccounts: number
  workspaces: number
  /** The members as the planner estimates them, where there are more than are counted. */
  estimatedMembers: number | null
  pendingInvitations: number
  unanswered: number
  failedMails: number
}

/** Counts stop at `countLimit`, so the query's cost does not grow with the size of the account; more members are estimated. */
export async function findProfile(tx: Tx, accountId: string, now: Date): Promise<ProfileRow | null> {
  const [row] = await tx.$queryRaw<ProfileRow[]>`
    SELECT a.created_at AS "createdAt", counted.members,
      CASE WHEN counted.members >= ${countLimit}
        THEN estimated_rows(format('SELECT FROM membership WHERE account_id = %L', a.id))::int END AS "estimatedMembers",
      (SELECT count(*)::int FROM (
        SELECT 1 FROM service_account WHERE account_id = a.id LIMIT ${countLimit}) c) AS "serviceAccounts",
      (SELECT count(*)::int FROM (
        SELECT 1 FROM workspace WHERE account_id = a.id LIMIT ${countLimit}) c) AS workspaces,
      (SELECT count(*)::int FROM (
        SELECT 1 FROM invitation WHERE account_id = a.id AND status = 'PENDING' AND expires_at > ${now} LIMIT ${countLimit}) c) AS "pendingInvitations",
      (SELECT count(*)::int FROM (
        SELECT 1 FROM invitation WHERE account_id = a.id AND status = 'PENDING' LIMIT ${countLimit}) c) AS unanswered,
      (SELECT count(*)::int FROM (
        SELECT 1 FROM invitation i JOIN invitation_link l ON l.account_id = i.account_id AND l.invitation_id = i.id AND l.is_current
        JOIN mail ON mail.id = l.mail_id
        WHERE i.account_id = a.id AND i.status = 'PENDING' AND i.expires_at > ${now} AND mail.status = 'FAILED' LIMIT ${countLimit}) c) AS "failedMails"
    FROM account a CROSS JOIN LATERAL (
      SELECT count(*)::int AS members
      FROM (SELECT 1 FROM membership WHERE account_id = a.id AND kind = 'USER' LIMIT ${countLimit}) c) counted
    WHERE a.id = ${accountId}::uuid`
  return row ?? null
}

export async function updateAccountName(tx: Tx, accountId: string, name: string): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { name }, select: { id: true } })
}

export async function updateAccountPlan(tx: Tx, accountId: string, plan: Plan): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { plan }, select: { id: true } })
}

/** Has no run of an account's workspaces removed for its age before a time. */
export async function keepRunsUntil(tx: Tx, accountId: string, until: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE workspace SET runs_kept_until = greatest(runs_kept_until, ${until}) WHERE account_id = ${accountId}::uuid`
}

/** Makes a handle the current one; the former stays the account's, so that it redirects. */
export async function updateAccountHandle(tx: Tx, accountId: string, handle: string): Promise<void> {
  await tx.accountHandle.upsert({
    where: { handle },
    create: { handle, accountId },
    update: {},
    select: { handle: true },
  })
  await tx.account.update({ where: { id: accountId }, data: { handle }, select: { id: true } })
}

const detailColumns = {
  createdAt: true,
  updatedAt: true,
  location: true,
  link: true,
  domainNames: true,
  settings: true,
} as const

/** What an account says of itself and its clients keep in it. */
export async function findAccountDetail(tx: Tx, accountId: string) {
  return tx.account.findUnique({ where: { id: accountId }, select: detailColumns })
}

type DetailChange = {
  location?: string | null
  link?: string | null
  domainNames?: string[]
  settings?: KeptSettings
}

export async function updateAccountDetail(tx: Tx, accountId: string, change: DetailChange): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: change, select: { id: true } })
}

/** Everything of the account but its audit log. What refers to roles goes first; the roles go with the account. */
export async function deleteAccount(tx: Tx, accountId: string): Promise<void> {
  await tx.invitation.deleteMany({ where: { accountId } })
  await tx.workspace.deleteMany({ where: { accountId } })
  await tx.membership.deleteMany({ where: { accountId } })
  await tx.account.delete({ where: { id: accountId }, select: { id: true } })
}
