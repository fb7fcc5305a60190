import type { AuditInput, JsonValue } from '@/lib/audit/schema'
import { lockAuditChains, recordUserAudit } from '@/lib/audit/service'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Tx } from '@/lib/db/transaction'
import { countPlaces } from '@/lib/invitations/places'
import { endMemberships, revokeKeys } from '@/lib/members/ending'
import { decideLoss } from '@/lib/members/rules'
import { addMember, countAdministrators, setStatusByProvider } from '@/lib/members/service'
import { decideMemberPlace } from '@/lib/plans/rules'
import { roleFactsOf } from '@/lib/roles/facts'
import { endSessions, endSessionsThrough } from '@/lib/sessions/service'
import { claimUser } from '@/lib/sso/claim'
import { domainOf, type EmailAddress } from '@/lib/users/email-address'
import { findLockedUser } from '@/lib/users/locking'
import { createUser, renameUser } from '@/lib/users/service'
import type { Provisioning } from './authenticate'
import * as entries from './entry-store'
import { decideEntry } from './rules'
import { taken } from './refusals'
import type { UserRow } from './users-store'

/** What a change did, for its event and for those beside it. */
export type Done = { info: Record<string, JsonValue>; events: Omit<AuditInput, 'accountId'>[] }

type Person = { address: EmailAddress; name: string | null; isActive: boolean; scimUserId: string }

/**
 * Who somebody is here whom a provider names: the member with the address, or else, for an address of a proven domain, the user with it, who is
 * made where there is none (verified, without a password), as a new member with the role of the domain's connection, within the plan's limit. Of an
 * account whose address nobody verified nothing is left to whoever made it. Throws `forbidden`/`domain_not_proven`, `conflict`/`plan_limit_reached` and `conflict`/`uniqueness`.
 */
export async function admitPerson(
  tx: Tx,
  { ctx, account }: Provisioning,
  { address, name, isActive, scimUserId }: Person,
): Promise<Done & { userId: string }> {
  const { email, emailKey } = address
  const key = { emailKey, domain: domainOf(email), now: ctx.now }
  const found = await entries.findEntry(tx, account.id, key)
  if (!found) throw new Error('an account has no role Member')
  if (found.scimUserId && found.scimUserId !== scimUserId)
    throw taken(`${email} is provisioned already, under another userName.`)
  if (found.userId && found.membershipId) return { userId: found.userId, info: { linked: true }, events: [] }
  const { isOfProvenDomain, roleId, roleName } = found
  enforceRule(decideEntry({ email, organization: account.name, isOfProvenDomain }))
  await requirePlace(tx, { ctx, account }, found)
  const user = found.userId === null ? null : await findLockedUser(tx, found.userId)
  const isClaimed = user !== null && user.emailVerifiedAt === null
  if (isClaimed) await claim(tx, { ctx, account }, user.id)
  const called = user?.name ?? name ?? email.slice(0, email.lastIndexOf('@')).slice(0, 100)
  const userId = user?.id ?? (await makeUser(tx, ctx, { email, name: called }))
  const membershipId = await addMember(tx, {
    accountId: account.id,
    userId,
    roleId,
    principalName: called,
    principalEmail: email,
    invitedByUserId: null,
    invitedByName: '',
  })
  if (!isActive) await setStatusByProvider(tx, account.id, { membershipId, status: 'SUSPENDED' })
  const joined = {
    action: 'membership.created' as const,
    message: `${email} became a member as ${roleName}`,
    objectTable: 'membership' as const,
    objectId: membershipId,
    info: { user_id: userId, email, role: roleName, role_id: roleId, provisioned: true },
  }
  const info = { linked: false, user_made: user === null, claimed: isClaimed }
  return { userId, info, events: [joined] }
}

/**
 * Suspends the member whom a provider deactivates, as the last thing that a request of theirs could do: sessions end, as far as the
 * organization has a say in them, and so do the keys made for it. Throws `conflict`/`last_administrator`.
 */
export async function suspendPerson(tx: Tx, provisioning: Provisioning, row: UserRow): Promise<Done> {
  const { ctx, account } = provisioning
  const info = await endAccess(tx, provisioning, row)
  if (!row.membershipId || row.status !== 'ACTIVE') return { info, events: [] }
  await requireAnotherAdministrator(tx, account.id, row)
  await setStatusByProvider(tx, account.id, { membershipId: row.membershipId, status: 'SUSPENDED' })
  const keys = await revokeKeys(tx, { accountId: account.id, now: ctx.now }, row.userId)
  return { info: { ...info, ...keys }, events: [eventOf(row, 'membership.suspended', 'suspended')] }
}

/** Gives a member whom the provider suspended back what they had. */
export async function reactivatePerson(tx: Tx, { account }: Provisioning, row: UserRow): Promise<Done> {
  if (!row.membershipId) return { info: {}, events: [] }
  await setStatusByProvider(tx, account.id, { membershipId: row.membershipId, status: 'ACTIVE' })
  return { info: {}, events: [eventOf(row, 'membership.reactivated', 'reactivated')] }
}

/** Ends the membership of whom a provider deletes, as removing a member does. Throws `conflict`/`last_administrator`. */
export async function removePerson(tx: Tx, provisioning: Provisioning, row: UserRow): Promise<Done> {
  const { ctx, account } = provisioning
  const info = await endAccess(tx, provisioning, row)
  if (!row.membershipId) return { info, events: [] }
  await requireAnotherAdministrator(tx, account.id, row)
  const member = { id: row.membershipId, userId: row.userId }
  const ended = await endMemberships(tx, { accountId: account.id, now: ctx.now }, [member])
  const event = eventOf(row, 'membership.deleted', 'removed')
  return { info, events: [{ ...event, info: { ...event.info, ...ended.get(member.id) } }] }
}

/** Takes over the name of somebody whose address the organization owns; whoever else they are, they are called as they say themselves. */
export async function renamePerson(
  tx: Tx,
  { ctx, account }: Provisioning,
  { row, name }: { row: Pick<UserRow, 'userId' | 'name'>; name: string | null },
): Promise<boolean> {
  if (name === null || name === row.name) return false
  if (!(await entries.isOfProvenDomain(tx, account.id, row.userId))) return false
  // Before this account's own chain is locked, as it is one of the person's.
  await lockAuditChains(tx, row.userId, account.id)
  await renameUser(tx, row.userId, name)
  await recordUserAudit(tx, ctx, row.userId, {
    action: 'user.name_changed',
    message: `The identity provider of their address’s domain changed the name of ${row.name} to ${name}`,
    info: { before: { name: row.name }, after: { name } },
  })
  return true
}

async function claim(tx: Tx, { ctx, account }: Pick<Provisioning, 'ctx' | 'account'>, userId: string) {
  await lockAuditChains(tx, userId, account.id)
  await claimUser(tx, ctx, userId)
}

// As far as the organization has a say in them: those that its single sign-on opened, or all where it owns the address.
async function endAccess(tx: Tx, { ctx, account }: Provisioning, { userId }: UserRow): Promise<Done['info']> {
  const sessions = (await entries.isOfProvenDomain(tx, account.id, userId))
    ? await endSessions(tx, ctx, { userId, keptSessionId: null })
    : await endSessionsThrough(tx, ctx, { accountId: account.id, userId })
  return { sessions_ended: sessions }
}

async function requireAnotherAdministrator(tx: Tx, accountId: string, row: UserRow): Promise<void> {
  const { status, roleId, roleName, builtIn, permissions, isUserSuspended } = row
  if (!status || !roleId || !roleName) return
  const role = roleFactsOf({ id: roleId, name: roleName, builtIn, permissions: permissions ?? [] })
  const target = { kind: 'USER', status, role, isUserSuspended } as const
  enforceRule(decideLoss({ target, activeAdministrators: await countAdministrators(tx, accountId, 2) }))
}

async function requirePlace(
  tx: Tx,
  { ctx, account }: Pick<Provisioning, 'ctx' | 'account'>,
  { isInvited }: entries.EntryRow,
): Promise<void> {
  const { taken: places, limit } = await countPlaces(tx, ctx, { account })
  // Theirs is reserved already.
  enforceRule(decideMemberPlace({ taken: places - Number(isInvited), limit }))
}

async function makeUser(
  tx: Tx,
  ctx: Provisioning['ctx'],
  { email, name }: { email: string; name: string },
): Promise<string> {
  const made = { email, name, passwordHash: null, isEmailVerified: true, origin: 'provisioning' } as const
  return (await createUser(tx, ctx, made)).id
}

function eventOf(row: UserRow, action: AuditInput['action'], verb: string) {
  return {
    action,
    message: `The identity provider ${verb} ${row.name}`,
    objectTable: 'membership' as const,
    objectId: row.membershipId ?? row.userId,
    info: { user_id: row.userId, before: { role: row.roleName, role_id: row.roleId, status: row.status } },
  }
}
