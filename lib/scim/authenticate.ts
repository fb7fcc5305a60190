import { readKeyWith } from '@/lib/api-keys/format'
import type { Ctx } from '@/lib/authz/context'
import { requireInUse } from '@/lib/authz/admission'
import { noteOnceAMinute } from '@/lib/authz/once-a-minute'
import { recordingRefusals, type Refused } from '@/lib/audit/service'
import { database, lockAccount, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import type { PlanName } from '@/lib/plans/schema'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { secondsToWaitHere } from '@/lib/rate-limits/in-memory'
import { tooManyTries } from '@/lib/rate-limits/service'
import { creatingUser } from '@/lib/users/service'
import { scimTokenPattern } from './schema'
import { findPresented, noteUse, type PresentedToken } from './token-store'

/**
 * A request of an identity provider: the organization that its token is of, and the context of what is recorded. Its actor is the
 * installation itself under the token's name; it goes to nothing but what provisions, which never asks an actor for permissions.
 */
export type Provisioning = {
  ctx: Ctx
  account: { id: string; name: string; plan: PlanName }
  tokenHash: Uint8Array<ArrayBuffer>
}

type Presented = { ctx: Ctx; authorization: string | undefined }

/**
 * The organization that a request provisions, by the token that it presents. Throws `unauthenticated` (`scim_token_missing`,
 * `invalid_scim_token`, `scim_token_expired`), `forbidden`/`account_suspended`, and `rate_limited` for a client of bad tokens and for a token
 * that makes more than 6,000 requests a minute of one process. IP allowlists do not apply: they are of where members come from.
 */
export async function authenticateProvider({ authorization, ctx }: Presented): Promise<Provisioning> {
  const tokenHash = readKeyWith(scimTokenPattern, /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '')
  const token = tokenHash && (await findPresented(database(), tokenHash))
  const refusal = refusalOf(token, { authorization, now: ctx.now })
  if (refusal) throw await countedRefusal(refusal, ctx.ipAddress)
  if (!token || !tokenHash) throw new AppError('unauthenticated')
  requireInUse(token.accountName, token.suspendedAt)
  const seconds = await secondsToWaitHere('scim', token.id)
  if (seconds > 0) throw tooManyTries('scim', seconds)
  const { id, accountId, lastUsedAt: notedAt } = token
  noteOnce({ id, notedAt, now: ctx.now }, () => noteUse(database(), accountId, id, ctx.now))
  return {
    ctx: { ...ctx, actor: { kind: 'SYSTEM', name: `SCIM token ${token.name}`, accountId } },
    account: { id: accountId, name: token.accountName, plan: token.plan },
    tokenHash,
  }
}

/**
 * One change of what is provisioned: in one transaction, under the account's lock, by a token that still works. A refusal is recorded in a
 * transaction of its own.
 */
export async function provision<Result>(
  { ctx, account, tokenHash }: Provisioning,
  target: Refused,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return recordingRefusals(ctx, { accountId: account.id, ...target }, () =>
    creatingUser(async (tx) => {
      if (!(await lockAccount(tx, account.id))) throw new AppError('not_found')
      // It may have been revoked while the request waited.
      const token = await findPresented(tx, tokenHash)
      if (!token || isExpired(token, ctx.now)) throw unauthenticated('invalid_scim_token')
      return work(tx)
    }),
  )
}

const sentences = {
  scim_token_missing: 'Send a provisioning token as “Authorization: Bearer TOKEN”.',
  invalid_scim_token:
    'This is no provisioning token of this installation, or not any more. An Administrator creates one on the page of single sign-on.',
  scim_token_expired:
    'This provisioning token has expired. An Administrator creates another on the page of single sign-on.',
}

function refusalOf(
  token: PresentedToken | null,
  { authorization, now }: { authorization: string | undefined; now: Date },
): keyof typeof sentences | null {
  if (!authorization) return 'scim_token_missing'
  if (!token) return 'invalid_scim_token'
  return isExpired(token, now) ? 'scim_token_expired' : null
}

function isExpired({ expiresAt }: PresentedToken, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now
}

async function countedRefusal(reason: keyof typeof sentences, ipAddress: string | null): Promise<AppError> {
  const limit = 'failed_api_key_client'
  const seconds = await secondsToWaitHere(limit, clientKeyOf(ipAddress))
  return seconds > 0 ? tooManyTries(limit, seconds) : unauthenticated(reason)
}

function unauthenticated(reason: keyof typeof sentences): AppError {
  return new AppError('unauthenticated', reason, { message: sentences[reason] })
}

const noteOnce = noteOnceAMinute('the last use of a provisioning token')
