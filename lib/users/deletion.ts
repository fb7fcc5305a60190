import { deletePersonalAccount } from '@/lib/accounts/delete-personal'
import { recordAudits, recordingUserRefusals } from '@/lib/audit/service'
import { requireUser } from '@/lib/authz/access'
import { enforceRule } from '@/lib/authz/refusal-codes'
import type { Ctx, UserActor } from '@/lib/authz/context'
import { capabilityOf } from '@/lib/capability'
import { listSoleAdministratorships } from '@/lib/db/sole-administrator'
import { database, lockAccount, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { endMemberships } from '@/lib/members/ending'
import { countOtherOperators, lockOperators } from '@/lib/operator/change'
import { requireCurrentPassword } from '@/lib/passwords/service'
import { decideUserDeletion } from './rules'
import type { DeleteOwnUserInput, UserDeletionPreview } from './schema'
import * as store from './deletion-store'
import { getCredentials, getLockedUser } from './service'

const namedAtMost = 20

/** What would go if the signed-in user deleted themselves, and whether they may. Changes nothing. */
export async function previewUserDeletion(ctx: Ctx): Promise<UserDeletionPreview> {
  const actor = requireUser(ctx)
  const tx = database()
  const { passwordHash, email } = await getCredentials(actor.userId)
  const memberships = await store.listOwnMemberships(tx, actor.userId)
  const counts = await store.countOwn(tx, actor.userId, ctx.now)
  return {
    can: capabilityOf(await decide(tx, actor)),
    email,
    has_password: passwordHash !== null,
    organizations: memberships
      .filter(({ kind }) => kind === 'ORGANIZATION')
      .slice(0, namedAtMost)
      .map(({ name }) => name),
    workspaces: counts.workspaces,
    api_keys: counts.apiKeys,
    sessions: counts.sessions,
  }
}

/**
 * Deletes the signed-in user for good: memberships with their grants, sessions, keys, the personal account with its workspaces, and the
 * person. Audit logs keep what they did, with their name. Needs the address written out (`invalid_input`/`email_mismatch`) and the current
 * password (`wrong_password`, `rate_limited`); `conflict`/`last_administrator` where an organization would be left without one (R7),
 * `last_operator` for the only operator, `changed_meanwhile` when they joined or left something at the same moment.
 */
export async function deleteOwnUser(ctx: Ctx, input: DeleteOwnUserInput): Promise<{ deleted: true }> {
  const actor = requireUser(ctx)
  const { userId } = actor
  const { email } = await getCredentials(userId)
  requireEmail(input.email, email)
  await requireCurrentPassword(ctx, input.currentPassword, 'delete their account')
  const refused = {
    userId,
    accountId: null,
    attempt: 'delete their account',
    objectTable: 'user',
    objectId: userId,
  } as const
  return recordingUserRefusals(ctx, refused, () =>
    withTransaction(async (tx) => {
      const memberships = await lockEverything(tx, actor)
      enforceRule(await decide(tx, actor))
      for (const membership of memberships) await leave(tx, ctx, actor, membership)
      await store.deleteUser(tx, userId)
      return { deleted: true as const }
    }),
  )
}

/** What the installation keeps about the signed-in user, as a document to download; nothing that lets anybody in. */
export async function exportOwnData(ctx: Ctx): Promise<Record<string, unknown>> {
  const { userId } = requireUser(ctx)
  const data = await store.findOwnData(database(), userId)
  if (!data) throw new AppError('unauthenticated')
  return { exported_at: ctx.now.toISOString(), ...data }
}

// The accounts in the order of their ids, then the person: as whoever changes something of one of them locks it.
async function lockEverything(tx: Tx, { userId }: UserActor): Promise<store.OwnMembership[]> {
  const before = await store.listOwnMemberships(tx, userId)
  for (const { accountId } of before) await lockAccount(tx, accountId)
  await getLockedUser(tx, userId)
  await lockOperators(tx)
  const memberships = await store.listOwnMemberships(tx, userId)
  if (
    memberships.map(({ membershipId }) => membershipId).join() ===
    before.map(({ membershipId }) => membershipId).join()
  )
    return memberships
  throw new AppError('conflict', 'changed_meanwhile', {
    message: 'You joined or left an organization at this moment. Look at what would go, and try again.',
  })
}

async function decide(tx: Tx, { userId, isOperator }: UserActor) {
  const alone = await listSoleAdministratorships(tx, userId, namedAtMost)
  const otherOperators = isOperator ? await countOtherOperators(tx, userId) : 0
  return decideUserDeletion({
    onlyAdministratorOf: alone.map(({ name }) => name),
    isOperator,
    otherOperators,
  })
}

async function leave(
  tx: Tx,
  ctx: Ctx,
  { userId, name, email }: UserActor,
  { accountId, membershipId, isOwner }: store.OwnMembership,
): Promise<void> {
  const deleted = {
    action: 'user.deleted',
    message: `${name} deleted their account`,
    objectTable: 'user',
    objectId: userId,
    info: { email },
  } as const
  if (isOwner) return deletePersonalAccount(tx, ctx, { accountId, events: [deleted] })
  const ended = await endMemberships(tx, { accountId, now: ctx.now }, [{ id: membershipId, userId }])
  const left = {
    action: 'membership.left',
    message: `${name} left, having deleted their account`,
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
