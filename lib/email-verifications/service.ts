import { recordUserAudit } from '@/lib/audit/service'
import { requireUser } from '@/lib/authz/access'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction } from '@/lib/db/transaction'
import { AppError, invariant } from '@/lib/errors'
import { enqueueMail, isMailOn } from '@/lib/mail/service'
import { safeReturnTo } from '@/lib/paths'
import { consume } from '@/lib/rate-limits/service'
import { hashToken, newToken } from '@/lib/tokens'
import { decideLink } from '@/lib/users/rules'
import { markEmailVerified } from '@/lib/users/service'
import type { ConfirmEmailVerificationInput, EmailLink, RequestEmailVerificationInput } from './schema'
import * as store from './store'

const linkMilliseconds = 24 * 60 * 60 * 1_000

/**
 * Mails the signed-in user a link that confirms their address; it is open for a day. For users made while the installation sent no
 * mail, or through a copied link. Throws `conflict` (`already_verified`, `mail_is_off`) and `rate_limited`.
 */
export async function requestEmailVerification(
  ctx: Ctx,
  input: RequestEmailVerificationInput,
): Promise<{ email: string }> {
  const { userId, name, email, isEmailVerified } = requireUser(ctx)
  if (isEmailVerified)
    throw new AppError('conflict', 'already_verified', { message: 'Your address is confirmed already.' })
  if (!isMailOn()) throw mailIsOff()
  await consume('verification_mail', userId)
  const { token, hash: tokenHash } = newToken()
  const expiresAt = new Date(ctx.now.getTime() + linkMilliseconds)
  const returnTo = safeReturnTo(input.returnTo)
  await withTransaction(async (tx) => {
    await store.createVerification(tx, { userId, tokenHash, returnTo, createdAt: ctx.now, expiresAt })
    const props = { name, expiresAt: expiresAt.toISOString() }
    await enqueueMail(tx, { template: 'verify_email', recipient: email, props, token })
    await recordUserAudit(tx, ctx, userId, {
      action: 'user.email_verification_requested',
      message: `${name} asked for a link to confirm ${email}`,
      info: { email },
    })
  })
  return { email }
}

/** What the page behind such a link shows, or null for a link that is none; changes nothing, whoever opens it. */
export async function describeVerificationLink(ctx: Ctx, token: string): Promise<EmailLink | null> {
  const verification = await findVerification(token)
  if (!verification) return null
  const decision = decideLink(verification, ctx.now)
  if (!decision.allowed) return { state: 'dead', message: decision.message }
  if (ctx.actor.kind !== 'USER') return { state: 'address', viewer: 'anonymous' }
  return { state: 'address', viewer: ctx.actor.userId === verification.userId ? 'owner' : 'somebody_else' }
}

/**
 * Confirms the signed-in user's address by their mailed link, once. Only signed in as the user it was made for: otherwise whoever
 * holds the mailbox would confirm it for an account that somebody else made with their address. Throws `unauthenticated`,
 * `forbidden`/`link_of_another_user`, and `conflict` (`link_unknown`, `link_used`, `link_expired`).
 */
export async function confirmEmailVerification(
  ctx: Ctx,
  input: ConfirmEmailVerificationInput,
): Promise<{ returnTo: string }> {
  const { userId } = requireUser(ctx)
  const verification = await findVerification(input.token)
  enforce(decideLink(verification, ctx.now), 'conflict')
  invariant(verification, 'a link that was never ours is open')
  if (verification.userId !== userId) throw linkOfAnotherUser()
  await withTransaction(async (tx) => {
    if (!(await store.spendVerification(tx, verification.id, ctx.now))) {
      enforce(decideLink({ ...verification, usedAt: ctx.now }, ctx.now), 'conflict')
    }
    await markEmailVerified(tx, ctx, userId)
  })
  return { returnTo: safeReturnTo(verification.returnTo) }
}

async function findVerification(token: string): Promise<store.VerificationRow | null> {
  const tokenHash = hashToken(token)
  return tokenHash && store.findVerification(database(), tokenHash)
}

function linkOfAnotherUser(): AppError {
  return new AppError('forbidden', 'link_of_another_user', {
    message:
      'This link confirms the address of another account. Sign in with that account and open the link again.',
  })
}

function mailIsOff(): AppError {
  return new AppError('conflict', 'mail_is_off', {
    message: 'This installation sends no mail, so addresses cannot be confirmed and need not be.',
  })
}
