import { v7 as newId } from 'uuid'
import type { Ctx } from '@/lib/authz/context'
import { database, withTransaction, type Tx } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { paths } from '@/lib/paths'
import { clientKeyOf } from '@/lib/rate-limits/client-key'
import { consume } from '@/lib/rate-limits/service'
import { seal, unseal } from '@/lib/seal'
import { hashToken, newToken } from '@/lib/tokens'
import { uuid } from '@/lib/uuid'
import * as attempts from './attempt-store'
import { attemptMinutes } from './attempts'
import * as store from './connection-store'
import { oidcSecrets, takeOidcAnswer } from './oidc'
import { oidcConnectionOf, samlConnectionOf } from './provider-of'
import type { SsoRefusalReason } from './refusal-text'
import { recordSsoRefusal } from './refusals'
import { takeSamlResponse } from './saml'
import { isSamlProblem, samlRefusalOf } from './saml-document'
import type { Vouched } from './vouched'

/**
 * What the browser that brought an answer is sent on with: a token to complete it, on our own site, or why there is nothing to complete and
 * where that is told; of a test that is at the connection, which tells Administrators more.
 */
export type Received =
  | { state: 'answered'; completion: string; unsolicitedToken?: string }
  | { state: 'refused'; reason: SsoRefusalReason; next: string }

/**
 * Takes what a browser brought from an OIDC provider to the connection's own address. It comes from another site, so no cookie counts: what is
 * verified is kept, and completed by the browser that began. Whatever is wrong is refused with one event; throws `rate_limited` alone.
 */
export async function receiveOidcAnswer(
  ctx: Ctx,
  { connectionId, query }: { connectionId: string; query: URLSearchParams },
): Promise<Received> {
  return receiving(ctx, { connectionId, kind: 'OIDC' }, async (connection) => {
    const state = query.getAll('state').length === 1 ? (query.get('state') ?? '') : ''
    const attempt = await take(ctx, connection, state)
    if (!attempt)
      return { reason: 'attempt_unknown', detail: 'The state of the answer is of no open attempt.' }
    const opened = await unseal(attempt.sealed, { kind: 'sso attempt', id: attempt.id })
    const secrets = oidcSecrets.parse(JSON.parse(opened ?? '{}'))
    const { groupsClaim } = connection
    const answer = { query, state, secrets, groupsClaim }
    const taken = await takeOidcAnswer(await oidcConnectionOf(connection), answer)
    if (taken.ok) return { attempt, vouched: taken.said }
    const refusal = { reason: reasonOf(taken, query.get('error')), detail: taken.problem, attempt }
    await noteProblem(ctx, connection, refusal)
    return refusal
  })
}

/** The same for a response of a SAML provider; `relayState` is what came back of ours. */
export async function receiveSamlResponse(
  ctx: Ctx,
  { connectionId, response, relayState }: { connectionId: string; response: string; relayState: string },
): Promise<Received> {
  return receiving(ctx, { connectionId, kind: 'SAML' }, async (connection) => {
    const attempt = await take(ctx, connection, relayState)
    if (!attempt && !connection.allowsUnsolicited)
      return { reason: 'unsolicited', detail: 'The response answers no open attempt of this connection.' }
    const requestId = attempt?.requestId ?? null
    const expected = { requestId, groupsClaim: connection.groupsClaim, now: ctx.now }
    try {
      const taken = await takeSamlResponse(await samlConnectionOf(connection), response, expected)
      const { accountId } = connection
      const used = { accountId, connectionId, id: taken.id, expiresAt: taken.expiresAt }
      if (!(await attempts.createUsedAssertion(database(), used)))
        return { reason: 'answer_refused', detail: 'The assertion was used before.', attempt }
      return { attempt, vouched: taken.vouched }
    } catch (error) {
      if (!isSamlProblem(error)) throw error
      const refusal = { reason: samlRefusalOf(error), detail: error.message, attempt }
      await noteProblem(ctx, connection, refusal)
      return refusal
    }
  })
}

type Refused = { reason: SsoRefusalReason; detail: string; attempt?: attempts.StoredAttempt | null }
type Verified = { attempt: attempts.StoredAttempt | null; vouched: Vouched }
type Outcome = Refused | Verified

// Somebody who changed their mind there, or may not use Roster, is no problem of the connection; whoever tests it is told.
async function noteProblem(
  ctx: Ctx,
  connection: store.StoredConnection,
  { reason, detail: problem, attempt }: Refused,
): Promise<void> {
  if (reason === 'provider_refused' && attempt?.purpose !== 'TEST') return
  await store.noteOnConnection(database(), connection, { problem, problemAt: ctx.now })
}

async function receiving(
  ctx: Ctx,
  { connectionId, kind }: { connectionId: string; kind: 'OIDC' | 'SAML' },
  verify: (connection: store.ConnectionOfAccount) => Promise<Outcome>,
): Promise<Received> {
  await consume('sso_answer_client', clientKeyOf(ctx.ipAddress))
  const id = uuid().safeParse(connectionId)
  const connection = id.success ? await store.findConnectionById(database(), id.data) : null
  if (!connection || connection.kind !== kind) return refused('attempt_unknown')
  const outcome = await verify(connection).catch(refuseUnreadable)
  const kept = 'vouched' in outcome ? await keep(ctx, connection, outcome) : outcome
  if ('state' in kept) return kept
  const { reason, detail, attempt } = kept
  await recordSsoRefusal(ctx, { connection, reason, detail })
  return refused(reason, attempt?.purpose === 'TEST' ? attempt.returnTo : null)
}

function refused(reason: SsoRefusalReason, returnTo: string | null = null): Received {
  return { state: 'refused', reason, next: returnTo ?? paths.singleSignOnRefused(reason) }
}

// RFC 6749, section 4.1.2.1: what a provider says of itself is not what it says of the person.
const ownFaults: ReadonlySet<string | null> = new Set(['server_error', 'temporarily_unavailable'])

function reasonOf(
  { isDown, isOutOfTime }: { isDown: boolean; isOutOfTime: boolean },
  error: string | null,
): SsoRefusalReason {
  if (isDown || ownFaults.has(error)) return 'provider_unreachable'
  if (error !== null) return 'provider_refused'
  return isOutOfTime ? 'answer_out_of_time' : 'answer_refused'
}

async function take(
  ctx: Ctx,
  connection: store.StoredConnection,
  state: string,
): Promise<attempts.StoredAttempt | null> {
  const stateHash = hashToken(state)
  if (!stateHash) return null
  return attempts.takeAnswered(database(), { connectionId: connection.id, stateHash, now: ctx.now })
}

// Under the connection as it was when the answer was verified: whoever changes what it trusts ends what was kept before, and what would be kept after.
async function keep(
  ctx: Ctx,
  connection: store.StoredConnection,
  { attempt, vouched }: Verified,
): Promise<Received | Refused> {
  const { token: completion, hash: completionHash } = newToken()
  return withTransaction(async (tx) => {
    if (!(await store.isStillVersion(tx, connection))) return { ...changedMeanwhile, attempt }
    if (!attempt) {
      const unsolicitedToken = await keepUnsolicited(tx, ctx, connection, { vouched, completionHash })
      return { state: 'answered', completion, unsolicitedToken }
    }
    const sealed = await sealedAnswer(attempt.id, vouched)
    const isKept = await attempts.updateAnswer(tx, attempt.id, { sealed, completionHash })
    return isKept ? { state: 'answered', completion } : { ...changedMeanwhile, attempt }
  })
}

const changedMeanwhile = {
  reason: 'attempt_unknown',
  detail: 'The connection was changed while the answer was looked at.',
} as const

// Nobody began it here, so that the browser that brought it is the one that completes it, once somebody there said so.
async function keepUnsolicited(
  tx: Tx,
  { now }: Ctx,
  { accountId, id: connectionId }: store.StoredConnection,
  { vouched, completionHash }: { vouched: Vouched; completionHash: Uint8Array<ArrayBuffer> },
): Promise<string> {
  const [id, browser, state] = [newId(), newToken(), newToken()]
  await attempts.createAttempt(tx, {
    id,
    accountId,
    connectionId,
    purpose: 'SIGN_IN',
    stateHash: state.hash,
    browserHash: browser.hash,
    requestId: null,
    isUnsolicited: true,
    sealed: await sealedAnswer(id, vouched),
    userId: null,
    returnTo: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + attemptMinutes * 60_000),
    answeredAt: now,
    completionHash,
  })
  return browser.token
}

async function sealedAnswer(id: string, vouched: Vouched): Promise<string> {
  return seal(JSON.stringify(vouched), { kind: 'sso answer', id })
}

function refuseUnreadable(error: unknown): Outcome {
  if (error instanceof AppError && error.reason === 'secret_unreadable')
    return { reason: 'answer_refused', detail: error.message }
  throw error
}
