import { randomUUID } from 'node:crypto'
import { revokeKeysOfUser } from '@/lib/api-keys/user-keys'
import { recordRefusal, recordUserAudit } from '@/lib/audit/service'
import { requireUser } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import type { JobPayloads } from '@/lib/jobs/schema'
import { enqueueJob } from '@/lib/jobs/service'
import { enqueueMail, isMailOn } from '@/lib/mail/service'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume, resetLimit } from '@/lib/rate-limits/service'
import { endSessions, requireRecentSignIn } from '@/lib/sessions/service'
import { hashToken, newToken } from '@/lib/tokens'
import { actingAs } from '@/lib/users/acting-user'
import { contextOf, rememberRequest } from '@/lib/users/anonymous-request'
import { emailKeyOf } from '@/lib/users/email-address'
import { decideEntry, decideLink } from '@/lib/users/rules'
import { getLockedUser } from '@/lib/users/locking'
import {
  findUserByEmailKey,
  getCredentials,
  markEmailVerified,
  setPasswordHash,
  type Credentials,
  type User,
} from '@/lib/users/service'
import { hashPassword, refuseCommonPassword, verifyPassword } from './hashing'
import type {
  ChangePasswordInput,
  RequestPasswordResetInput,
  ResetLinkState,
  ResetPasswordInput,
} from './schema'
import * as store from './store'

const resetLinkMilliseconds = 60 * 60 * 1_000

/**
 * Changes the signed-in user's password, given the current one. Keeps this session and ends all others and every open reset link; a notice
 * is mailed. API keys stay: whoever knows the password changes it for a better one, and what runs with a key need not stop. Throws
 * `invalid_input` with `wrong_password` or `common_password` on the field, and `rate_limited`.
 */
export async function changePassword(
  ctx: Ctx,
  input: ChangePasswordInput,
): Promise<{ endedSessions: number }> {
  const { userId, sessionId, name, email } = requireUser(ctx)
  await consume('current_password', userId)
  await refuseCommonPassword(input.password, [name, email])
  const checked = await getCredentials(userId)
  await requirePassword(ctx, {
    user: checked,
    password: input.currentPassword,
    attempt: 'change the password',
  })
  const passwordHash = await hashPassword(input.password)
  const endedSessions = await withTransaction(async (tx) => {
    const user = await getLockedUser(tx, userId)
    if (user.passwordHash !== checked.passwordHash) throw wrongPassword()
    const ended = await replacePassword(tx, ctx, {
      user,
      passwordHash,
      keptSessionId: sessionId,
      revokedKeys: 0,
    })
    await recordUserAudit(tx, ctx, userId, {
      action: 'user.password_changed',
      message: `${name} changed their password`,
      info: { endedSessions: ended },
    })
    return ended
  })
  await resetLimit('current_password', userId)
  return { endedSessions }
}

/**
 * Asks for a mail with a link to reset a password. Answers the same in the same time whether or not the address has an account:
 * a job looks. Throws `rate_limited`, for any address alike.
 */
export async function requestPasswordReset(
  ctx: Ctx,
  input: RequestPasswordResetInput,
): Promise<{ email: string }> {
  const emailKey = emailKeyOf(input.email)
  await consume('password_reset_client', clientKeyOf(ctx.ipAddress))
  await consume('password_reset_email', emailKey)
  await withTransaction((tx) =>
    enqueueJob(tx, 'mail_password_reset', { id: randomUUID(), emailKey, request: rememberRequest(ctx) }),
  )
  return { email: input.email }
}

/**
 * The job behind a request: when the address has an account, makes a link that is open for an hour and mails it to the address
 * as the account holds it, never as it was typed; a suspended person gets none. Run twice, it mails once.
 */
export async function mailPasswordReset({
  id,
  emailKey,
  request,
}: JobPayloads['mail_password_reset']): Promise<void> {
  const ctx = contextOf(request)
  await withTransaction(async (tx) => {
    const user = await findUserByEmailKey(tx, emailKey)
    if (!user || user.suspendedAt) return
    if (!(await mailResetLink(tx, { id, user, ipAddress: ctx.ipAddress }))) return
    await recordUserAudit(tx, ctx, user.id, {
      action: 'user.password_reset_requested',
      message: `Somebody asked to reset the password of ${user.name}`,
      info: { email: user.email, asked_at: request.at },
    })
  })
}

/**
 * Makes a link that is open for an hour and mails it to a user, within the caller's transaction, which records why. Returns false when the
 * request of this id was served already.
 */
export async function mailResetLink(
  tx: Tx,
  { id = randomUUID(), user, ipAddress }: { id?: string; user: User; ipAddress: string | null },
): Promise<boolean> {
  const { token, hash: tokenHash } = newToken()
  const createdAt = new Date()
  const expiresAt = new Date(createdAt.getTime() + resetLinkMilliseconds)
  if (!(await store.createReset(tx, { id, userId: user.id, tokenHash, createdAt, expiresAt }))) return false
  await enqueueMail(tx, {
    template: 'password_reset',
    recipient: user.email,
    props: { name: user.name, ipAddress, expiresAt: expiresAt.toISOString() },
    token,
  })
  return true
}

/** What the page behind a reset link shows; changes nothing, whoever opens it. */
export async function describeResetLink(ctx: Ctx, token: string): Promise<ResetLinkState> {
  const reset = await findReset(token)
  const decision = decideLink(reset, ctx.now)
  if (!decision.allowed) return { state: 'dead', message: decision.message }
  const entry = decideEntry(reset?.suspendedAt ?? null)
  return entry.allowed
    ? { state: 'open', email: reset?.email ?? '' }
    : { state: 'dead', message: entry.message }
}

/**
 * Sets another password by a mailed link, once. Ends all of the person's sessions, links and API keys, as somebody else may have made them;
 * returns how many keys. Mails a notice, and counts as proof of the mailbox. Throws `conflict` with `link_unknown`, `link_used` or
 * `link_expired`, `forbidden`/`user_suspended`, and `invalid_input`/`common_password`.
 */
export async function resetPassword(
  ctx: Ctx,
  input: ResetPasswordInput,
): Promise<{ email: string; revokedKeys: number }> {
  const reset = await getOpenReset(ctx, input.token)
  await refuseCommonPassword(input.password, [reset.name, reset.email])
  const passwordHash = await hashPassword(input.password)
  const revokedKeys = await withTransaction(async (tx) => {
    enforce(decideLink(await store.lockReset(tx, reset.id), ctx.now), 'conflict')
    const user = await getLockedUser(tx, reset.userId)
    enforce(decideEntry(user.suspendedAt))
    const acting = actingAs(ctx, user, '')
    const revokedKeys = await revokeKeysOfUser(tx, ctx, user.id)
    const replacement = { user, passwordHash, keptSessionId: null, revokedKeys }
    const endedSessions = await replacePassword(tx, ctx, replacement)
    // Without mail the operator hands the link over, which proves no mailbox.
    if (isMailOn()) await markEmailVerified(tx, acting, user.id)
    await recordUserAudit(tx, acting, user.id, {
      action: 'user.password_reset',
      message: `${user.name} set another password through a mailed link`,
      info: { endedSessions, revokedKeys },
    })
    return revokedKeys
  })
  // Whoever was locked out by somebody else's guesses may sign in again.
  await resetLimit('sign_in_email', emailKeyOf(reset.email))
  return { email: reset.email, revokedKeys }
}

type Replacement = {
  user: Credentials
  passwordHash: string
  keptSessionId: string | null
  revokedKeys: number
}

async function replacePassword(
  tx: Tx,
  ctx: Ctx,
  { user, passwordHash, keptSessionId, revokedKeys }: Replacement,
): Promise<number> {
  await setPasswordHash(tx, user.id, passwordHash)
  await store.spendResetsOfUser(tx, user.id, ctx.now)
  const props = { name: user.name, revokedKeys }
  await enqueueMail(tx, { template: 'password_changed', recipient: user.email, props })
  return endSessions(tx, ctx, { userId: user.id, keptSessionId })
}

async function getOpenReset(ctx: Ctx, token: string): Promise<store.ResetRow> {
  const reset = await findReset(token)
  enforce(decideLink(reset, ctx.now), 'conflict')
  invariant(reset, 'a link that was never ours is open')
  return reset
}

async function findReset(token: string): Promise<store.ResetRow | null> {
  const tokenHash = hashToken(token)
  return tokenHash && store.findReset(database(), tokenHash)
}

/**
 * Asks the signed-in user for their password before something that cannot be undone; one who has none must have signed in just now. `attempt`
 * completes "Ada was refused to …". Throws `invalid_input`/`wrong_password` on the field `currentPassword`, `rate_limited`, and
 * `forbidden`/`recent_sign_in_required`.
 */
export async function requireCurrentPassword(ctx: Ctx, password: string, attempt: string): Promise<void> {
  const { userId } = requireUser(ctx)
  await consume('current_password', userId)
  const user = await getCredentials(userId)
  if (user.passwordHash === null) return requireRecentSignIn(ctx)
  await requirePassword(ctx, { user, password, attempt })
  await resetLimit('current_password', userId)
}

type Asked = { user: Credentials; password: string; attempt: string }

async function requirePassword(ctx: Ctx, { user, password, attempt }: Asked): Promise<void> {
  if (await verifyPassword(user.passwordHash, password)) return
  await recordWrongPassword(ctx, user, attempt)
  throw wrongPassword()
}

async function recordWrongPassword(ctx: Ctx, user: Credentials, attempt: string): Promise<void> {
  await recordRefusal((tx) =>
    recordUserAudit(tx, ctx, user.id, {
      action: 'change.refused',
      message: `${user.name} was refused to ${attempt}: the current password was wrong`,
      info: { code: 'invalid_input', reason: 'wrong_password' },
    }),
  )
}

function wrongPassword(): AppError {
  const sentence = 'This is not your current password.'
  return new AppError('invalid_input', 'wrong_password', {
    message: sentence,
    fields: { currentPassword: sentence },
  })
}
