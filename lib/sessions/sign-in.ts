import { recordingUserRefusals, recordUserAudit } from '@/lib/audit/service'
import type { Ctx } from '@/lib/authz/context'
import { withTransaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { JobPayloads } from '@/lib/jobs/schema'
import { enqueueJob } from '@/lib/jobs/service'
import { verifyPassword } from '@/lib/passwords/hashing'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume, resetLimit, secondsToWait, tooManyTries } from '@/lib/rate-limits/service'
import { actingAs } from '@/lib/users/acting-user'
import { contextOf, rememberRequest } from '@/lib/users/anonymous-request'
import { parseEmailAddress } from '@/lib/users/email-address'
import { findLockedUser } from '@/lib/users/locking'
import { findCredentials, findUserByEmailKey, type Credentials } from '@/lib/users/service'
import type { SignInInput } from './schema'
import { isKnownClient, signOut, startSession } from './service'

/**
 * Signs somebody in by address and password; returns the new session's id. A wrong address and a wrong password are one answer
 * (`unauthenticated`/`wrong_credentials`), reached by the same steps in the same time. Throws `rate_limited`, and `forbidden`/`user_suspended`
 * to whoever knows the password of somebody suspended. A session that the browser had before is ended.
 */
export async function signIn(ctx: Ctx, input: SignInInput): Promise<{ sessionId: string }> {
  const emailKey = parseEmailAddress(input.email)?.emailKey ?? null
  const pair = await consumeTries(ctx, emailKey)
  if (emailKey) await refuseGuessingFromEverywhere(ctx, emailKey)
  const credentials = emailKey ? await findCredentials(emailKey) : null
  const isRight = await verifyPassword(credentials?.passwordHash ?? null, input.password)
  const sessionId = credentials && isRight ? await startUnlessChanged(ctx, credentials) : null
  if (!credentials || !sessionId) {
    if (emailKey) await enqueueFailure(ctx, emailKey)
    throw wrongCredentials()
  }
  if (emailKey)
    await Promise.all([resetLimit('sign_in_email_and_client', pair), resetLimit('sign_in_email', emailKey)])
  await signOut(ctx)
  return { sessionId }
}

/**
 * The job behind a failed sign-in: records it when the address has an account. In a job because writing the event only then
 * would make the answer slower for addresses that have one.
 */
export async function recordFailedSignIn({
  emailKey,
  request,
}: JobPayloads['record_failed_sign_in']): Promise<void> {
  await withTransaction(async (tx) => {
    const user = await findUserByEmailKey(tx, emailKey)
    if (!user) return
    await recordUserAudit(tx, contextOf(request), user.id, {
      action: 'user.sign_in_failed',
      message: `Somebody failed to sign in as ${user.name}`,
      info: { email: user.email, asked_at: request.at },
    })
  })
}

async function consumeTries(ctx: Ctx, emailKey: string | null): Promise<string> {
  const client = clientKeyOf(ctx.ipAddress)
  const pair = `${emailKey} ${client}`
  await consume('sign_in_client', client)
  if (emailKey) await consume('sign_in_email_and_client', pair)
  return pair
}

// Guesses at one person from many clients at once. The person is let through where they were signed in before.
async function refuseGuessingFromEverywhere(ctx: Ctx, emailKey: string): Promise<void> {
  const seconds = await secondsToWait('sign_in_email', emailKey)
  if (seconds === 0 || (await isKnownClient(emailKey, ctx.ipAddress))) return
  throw tooManyTries('sign_in_email', seconds)
}

// Between checking a password and starting the session, somebody may have changed it and ended all sessions: under the lock on
// the user the old password no longer opens one.
async function startUnlessChanged(ctx: Ctx, checked: Credentials): Promise<string | null> {
  const { id: userId } = checked
  const refused = {
    userId,
    accountId: null,
    attempt: 'sign in',
    objectTable: 'user',
    objectId: userId,
  } as const
  return recordingUserRefusals(actingAs(ctx, checked, ''), refused, () =>
    withTransaction(async (tx) => {
      const user = await findLockedUser(tx, userId)
      return user && user.passwordHash === checked.passwordHash ? startSession(tx, ctx, user) : null
    }),
  )
}

async function enqueueFailure(ctx: Ctx, emailKey: string): Promise<void> {
  await withTransaction((tx) =>
    enqueueJob(tx, 'record_failed_sign_in', { emailKey, request: rememberRequest(ctx) }),
  )
}

function wrongCredentials(): AppError {
  return new AppError('unauthenticated', 'wrong_credentials', {
    message: 'Email or password is wrong. If you just signed up, open the link we mailed you first.',
  })
}
