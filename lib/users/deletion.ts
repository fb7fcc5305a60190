import { deletePersonalAccount } from '@/lib/accounts/delete-personal'
import { recordAudits, recordingUserRefusals } from '@/lib/audit/service'
import { requireUser } from '@/lib/authz/access'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Ctx } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import { listSoleAdministratorships, namedAtMost } from '@/lib/db/sole-administrator'
import { database, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { endMemberships } from '@/lib/members/ending'
import { countOtherOperators, lockOperators } from '@/lib/operator/change'
import { deleteMailsTo } from '@/lib/mail/service'
import { consume } from '@/lib/rate-limits/service'
import { requireCurrentPassword } from '@/lib/passwords/service'
import { emailKeyOf } from './email-address'
import { lockPerson, type LockedPerson } from './locking'
import { decideUserDeletion } from './rules'
import type { DeleteOwnUserInput, UserDeletionPreview } from './schema'
import * as store from './deletion-store'
import { getCredentials, type User } from './service'

/** What would go if the signed-in user deleted themselves, and whether they may. Changes nothing. */
export async function previewUserDeletion(ctx: Ctx): Promise<UserDeletionPreview> {
  const { userId } = requireUser(ctx)
  const tx = database()
  const own = await store.findOwnSummary(tx, userId, { now: ctx.now, namedAtMost })
  if (!own) throw new AppError('unauthenticated')
  return {
    can: capabilityOf(await decide(tx, ctx, { id: userId, ...own })),
    email: own.email,
    has_password: own.hasPassword,
    organizations: own.organizations,
    workspaces: own.workspaces,
    api_keys: own.apiKeys,
    sessions: own.sessions,
  }
}

/**
 * Deletes the signed-in user for good: memberships with their grants, sessions, keys, the personal account with its workspaces, mails to them
 * and the person. Audit logs keep what they did, with their name. Needs the address written out (`invalid_input`/`email_mismatch`) and the
 * current password (`wrong_password`, `rate_limited`), or without one a session that has just begun (`forbidden`/`recent_sign_in_required`);
 * `conflict`/`last_administrator` where an organization would be left without one (R7), `last_operator` for the only operator,
 * `changed_meanwhile` when they joined or left something at the same moment.
 */
export async function deleteOwnUser(ctx: Ctx, input: DeleteOwnUserInput): Promise<{ deleted: true }> {
  const { userId, name } = requireUser(ctx)
  const { email } = await getCredentials(userId)
  requireEmail(input.email, email)
  await requireCurrentPassword(ctx, input.currentPassword, 'delete their account')
  const refused = {
    userId,
    accountId: null,
    attempt: 'delete their account',
    objectTable: 'user',
    objectId: userId,
    // Each account that they belong to reads it, and none is to learn the names of the others.
    told: { last_administrator: 'An organization would be left without an Administrator who can sign in.' },
  } as const
  return recordingUserRefusals(ctx, refused, () =>
    withTransaction(async (tx) => {
      const person = await lockPerson(tx, userId)
      if (!person) throw new AppError('unauthenticated')
      await lockOperators(tx)
      const words = {
        left: `${name} left, having deleted their account`,
        deleted: `${name} deleted their account`,
      }
      await deleteLockedPerson(tx, ctx, person, words)
      return { deleted: true as const }
    }),
  )
}

/** What the events of a deleted person say. */
type Words = { left: string; deleted: string }

/**
 * Deletes a person within the caller's transaction, which holds their locks and that of the operators; refused as they would be themselves.
 */
export async function deleteLockedPerson(
  tx: Tx,
  ctx: Ctx,
  { user, memberships }: LockedPerson,
  words: Words,
): Promise<void> {
  enforceRule(await decide(tx, ctx, user))
  await deleteMailsTo(tx, user.email)
  for (const membership of memberships) await leave(tx, ctx, { user, membership, words })
  await store.deleteTraces(tx, { id: user.id, emailKey: emailKeyOf(user.email) })
  await store.deleteUser(tx, user.id)
}

/**
 * What the installation keeps about the signed-in user, as a document to download; nothing that lets anybody in. Throws `rate_limited` for who
 * asks often.
 */
export async function exportOwnData(ctx: Ctx): Promise<Record<string, unknown>> {
  const { userId } = requireUser(ctx)
  await consume('own_data', userId)
  const data = await readOwnData(database(), userId)
  if (!data) throw new AppError('unauthenticated')
  return { exported_at: ctx.now.toISOString(), ...data }
}

/** The same for a service that knows who may have it; null when the user is gone. */
export async function readOwnData(tx: Tx, userId: string): Promise<store.OwnData | null> {
  return store.findOwnData(tx, userId)
}

async function decide(tx: Tx, { actor }: Ctx, user: Pick<User, 'id' | 'name' | 'isOperator'>) {
  const { id, isOperator } = user
  const name = actor.kind === 'USER' && actor.userId === id ? null : user.name
  const { organizations, areAll } = await listSoleAdministratorships(tx, id)
  const otherOperators = isOperator ? await countOtherOperators(tx, id) : 0
  return decideUserDeletion({ name, onlyAdministratorOf: organizations, areAll, isOperator, otherOperators })
}

type Leaving = { user: User; membership: store.OwnMembership; words: Words }

async function leave(tx: Tx, ctx: Ctx, { user, membership, words }: Leaving): Promise<void> {
  const { accountId, membershipId, isOwner } = membership
  const { id: userId, email } = user
  const deleted = {
    action: 'user.deleted',
    message: words.deleted,
    objectTable: 'user',
    objectId: userId,
    info: { email },
  } as const
  if (isOwner) return deletePersonalAccount(tx, ctx, { accountId, events: [deleted] })
  const ended = await endMemberships(tx, { accountId, now: ctx.now }, [{ id: membershipId, userId }])
  const left = {
    action: 'membership.left',
    message: words.left,
    objectTable: 'membership',
    objectId: membershipId,
    info: { user_id: userId, ...ended.get(membershipId) },
  } as const
  await recordAudits(tx, ctx, accountId, [left, deleted])
}

function requireEmail(given: string, email: string): void {
  if (given.trim().toLowerCase() === email.toLowerCase()) return
  const sentence = `Write out your address, ${email}, to confirm.`
  throw new AppError('invalid_input', 'email_mismatch', { message: sentence, fields: { email: sentence } })
}
