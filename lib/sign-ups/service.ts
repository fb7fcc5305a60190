import { randomUUID } from 'node:crypto'
import { enforce } from '@/lib/authz/change-account'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction } from '@/lib/db/transaction'
import type { EmailLink } from '@/lib/email-verifications/schema'
import { AppError, invariant } from '@/lib/errors'
import type { JobPayloads } from '@/lib/jobs/schema'
import { enqueueJob } from '@/lib/jobs/service'
import { enqueueMail, isMailOn } from '@/lib/mail/service'
import { hashPassword, refuseCommonPassword, verifyPassword } from '@/lib/passwords/hashing'
import { safeReturnTo } from '@/lib/paths'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume } from '@/lib/rate-limits/service'
import { startSession } from '@/lib/sessions/service'
import { hashToken, newToken } from '@/lib/tokens'
import { decideLink } from '@/lib/users/rules'
import { emailKeyOf } from '@/lib/users/email-address'
import {
  accountExists,
  createUser,
  creatingUser,
  findUserByEmailKey,
  type NewUser,
} from '@/lib/users/service'
import type { ConfirmSignUpInput, SignUpInput } from './schema'
import * as store from './store'

const linkMilliseconds = 24 * 60 * 60 * 1_000

/** `PENDING`: a mail is on its way. `SIGNED_IN`: the user exists, and the session is for the browser's cookie. */
export type SignUpOutcome =
  | { state: 'PENDING'; signUpId: string; email: string }
  | { state: 'SIGNED_IN'; sessionId: string; returnTo: string }

/**
 * Signs somebody up. Where mail is sent, no user is made yet and the answer is the same in the same time for every address: a job
 * looks whether it has an account and mails either a link to confirm it or a notice. Without mail the user is made at once, and an
 * address that has an account is refused with `conflict`/`cannot_sign_up`. Throws `invalid_input`/`common_password` and
 * `rate_limited`.
 */
export async function signUp(ctx: Ctx, input: SignUpInput): Promise<SignUpOutcome> {
  await consume('sign_up_client', clientKeyOf(ctx.ipAddress))
  await consume('sign_up_email', emailKeyOf(input.email))
  await refuseCommonPassword(input.password, [input.name, input.email])
  const passwordHash = await hashPassword(input.password)
  const { email, name } = input
  const returnTo = safeReturnTo(input.returnTo)
  if (isMailOn()) return keepSignUp(ctx, { email, name, passwordHash, returnTo })
  const user: NewUser = { email, name, passwordHash, isEmailVerified: false, origin: 'sign_up' }
  const sessionId = await createUserSignedIn(ctx, user).catch(refuseNeutrally)
  return { state: 'SIGNED_IN', sessionId, returnTo }
}

/**
 * The job behind a sign-up: mails the link that confirms the address, or, when it has an account, a notice to the address as the
 * account holds it. Run twice, it mails once.
 */
export async function mailSignUp({ id }: JobPayloads['mail_sign_up']): Promise<void> {
  const { token, hash } = newToken()
  await withTransaction(async (tx) => {
    const signUp = await store.giveLink(tx, id, hash)
    if (!signUp) return
    const { name, email, emailKey, expiresAt } = signUp
    const user = await findUserByEmailKey(tx, emailKey)
    if (user)
      await enqueueMail(tx, {
        template: 'sign_up_existing',
        recipient: user.email,
        props: { name: user.name },
      })
    else
      await enqueueMail(tx, {
        template: 'sign_up',
        recipient: email,
        props: { name, expiresAt: expiresAt.toISOString() },
        token,
      })
  })
}

/** What the page behind a sign-up's link shows, or null for a link that is none; changes nothing, whoever opens it. */
export async function describeSignUpLink(
  ctx: Ctx,
  token: string,
  browserSignUpId: string | null,
): Promise<EmailLink | null> {
  const signUp = await findSignUp(token)
  if (!signUp) return null
  const decision = decideLink(signUp, ctx.now)
  if (!decision.allowed) return { state: 'dead', message: decision.message }
  if (await findUserByEmailKey(database(), signUp.emailKey))
    return { state: 'dead', message: accountExists().message }
  return { state: 'sign_up', email: signUp.email, needsPassword: signUp.id !== browserSignUpId }
}

/**
 * Confirms a sign-up by its mailed link, once: makes the user with a verified address, and signs in. The link proves the mailbox;
 * that it was opened by whoever chose the password, the browser proves (`browserSignUpId`, from the cookie it got when signing up)
 * or the password itself: otherwise an attacker who signs up with somebody else's address and a password of their own would get an
 * account that the other confirms. Throws `conflict` (`link_unknown`, `link_used`, `link_expired`, `account_exists`),
 * `invalid_input`/`wrong_password` on the field, and `rate_limited`.
 */
export async function confirmSignUp(ctx: Ctx, input: ConfirmSignUpInput, browserSignUpId: string | null) {
  const signUp = await findSignUp(input.token)
  enforce(decideLink(signUp, ctx.now), 'conflict')
  invariant(signUp, 'a link that was never ours is open')
  if (signUp.id !== browserSignUpId) await requirePassword(signUp, input.password)
  const sessionId = await creatingUser(async (tx) => {
    enforce(decideLink(await store.lockSignUp(tx, signUp.id), ctx.now), 'conflict')
    const { email, name, passwordHash } = signUp
    const user = await createUser(tx, ctx, {
      email,
      name,
      passwordHash,
      isEmailVerified: true,
      origin: 'sign_up',
    })
    await store.markSignUpUsed(tx, signUp.id, ctx.now)
    return startSession(tx, ctx, user)
  })
  return { sessionId, returnTo: safeReturnTo(signUp.returnTo) }
}

/** Makes a user and signs in, in one transaction; returns the session's id. Throws `conflict`/`account_exists`. */
export async function createUserSignedIn(ctx: Ctx, user: NewUser): Promise<string> {
  return creatingUser(async (tx) => startSession(tx, ctx, await createUser(tx, ctx, user)))
}

type Pending = { email: string; name: string; passwordHash: string; returnTo: string }

async function keepSignUp(ctx: Ctx, pending: Pending): Promise<SignUpOutcome> {
  const id = randomUUID()
  const expiresAt = new Date(ctx.now.getTime() + linkMilliseconds)
  await withTransaction(async (tx) => {
    await store.createSignUp(tx, {
      ...pending,
      id,
      emailKey: emailKeyOf(pending.email),
      createdAt: ctx.now,
      expiresAt,
    })
    await enqueueJob(tx, 'mail_sign_up', { id })
  })
  return { state: 'PENDING', signUpId: id, email: pending.email }
}

async function findSignUp(token: string): Promise<store.SignUpRow | null> {
  const tokenHash = hashToken(token)
  return tokenHash && store.findSignUp(database(), tokenHash)
}

async function requirePassword(signUp: store.SignUpRow, password: string | undefined): Promise<void> {
  await consume('sign_up_password', signUp.id)
  if (password !== undefined && (await verifyPassword(signUp.passwordHash, password))) return
  const sentence =
    password === undefined
      ? 'Type the password you chose when you signed up.'
      : 'This is not the password chosen at sign-up.'
  throw new AppError('invalid_input', 'wrong_password', { message: sentence, fields: { password: sentence } })
}

function refuseNeutrally(error: unknown): never {
  if (!(error instanceof AppError) || error.reason !== 'account_exists') throw error
  throw new AppError('conflict', 'cannot_sign_up', {
    message:
      'This address cannot be used to sign up. If it is yours, sign in instead, or ask the operator for help.',
  })
}
