import { createHash } from 'node:crypto'
import { holdsApiKey } from '@/lib/api-keys/format'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { holdsLink } from '@/lib/tokens'
import { holdsWebhookSecret } from '@/lib/webhooks/secret'
import * as store from './store'

const dayInMilliseconds = 86_400_000
// The server gives a request less time than this.
const underWayAtMostMilliseconds = 120_000
/** What one principal may have of a day's requests, and how large an answer is kept. */
const requestsAtMost = 10_000
const answerBytesAtMost = 65_536

/** A request whose sender named it, so that it can be sent again. */
export type NamedRequest = {
  principalId: string
  /** What the sender called it. */
  key: string
  /** All that makes it what it is: method, address and body, in turn. */
  parts: readonly string[]
  now: Date
}

/** What a request was answered: a success's status, and its body as it was sent. */
export type Answer = { status: number; text: string }

/**
 * Answers a request that may come several times: the first does `work`, and for 24 hours whatever has the same name from the same principal
 * is answered the same and does nothing. Throws `invalid_input`/`idempotency_key_reused` where the name was given to another request,
 * `rate_limited`/`too_many_idempotency_keys` for the 10,001st of a day, and `conflict` with `idempotency_in_progress` (wait and ask again)
 * while the first is under way, `idempotency_outcome_unknown` when it was cut off or failed on our side, `answer_shown_once` where the answer
 * held a key or a link (nothing secret is kept), and `answer_not_kept` where it was large. A refusal does not use up the name.
 * Follows draft-ietf-httpapi-idempotency-key-header-07.
 */
export async function answerOnce(
  request: NamedRequest,
  work: () => Promise<Answer>,
): Promise<Answer & { isRepetition: boolean }> {
  const use = keyUseOf(request)
  const usedSince = new Date(request.now.getTime() - dayInMilliseconds)
  const claiming = { now: request.now, usedSince, keptAtMost: requestsAtMost }
  const claim = await store.claimKey(database(), use, claiming)
  if (!claim.isClaimed) return { ...(await earlierAnswer(use, request.now, claim)), isRepetition: true }
  return { ...(await firstAnswer(use, work)), isRepetition: false }
}

async function firstAnswer(use: store.KeyUse, work: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer
  try {
    answer = await work()
  } catch (error) {
    await (error instanceof AppError ? store.forgetRequest(database(), use) : keep(use, unknown))
    throw error
  }
  if (answer.status >= 400 && answer.status < 500) await store.forgetRequest(database(), use)
  // It was done: that the answer could not be kept is no reason to withhold it. A repetition is told that the outcome is unknown.
  else await keep(use, answer.status >= 500 ? unknown : keptOf(answer))
  return answer
}

async function keep(use: store.KeyUse, answer: Answer): Promise<void> {
  await store.keepAnswer(database(), use, answer).catch((error: unknown) => {
    logger().error({ error }, 'the answer to a request with an Idempotency-Key could not be kept')
  })
}

async function earlierAnswer(use: store.KeyUse, now: Date, { isFull }: { isFull: boolean }): Promise<Answer> {
  const earlier = await store.findRequest(database(), use)
  // It failed meanwhile, and its name is free.
  if (!earlier) throw isFull ? tooManyKeys() : inProgress()
  if (Buffer.compare(earlier.requestHash, use.requestHash) !== 0)
    throw new AppError('invalid_input', 'idempotency_key_reused', {
      message:
        'This Idempotency-Key was used for another request in the last 24 hours. Give each request a key of its own. Nothing was changed.',
    })
  const { status, answer, createdAt } = earlier
  if (status === null || answer === null) {
    if (now.getTime() - createdAt.getTime() < underWayAtMostMilliseconds) throw inProgress()
    throw outcomeUnknown()
  }
  if (status === unknown.status) throw outcomeUnknown()
  if (status === shownOnce) throw answerShownOnce(answer)
  if (status === tooLarge) throw answerNotKept(answer)
  return { status, text: answer }
}

// Statuses of no success: what is kept under them in place of an answer is the id of what was made, if it is known.
const shownOnce = 409
const tooLarge = 413
// The failure may have come after what was to be done.
const unknown = { status: 500, text: '' }

function keptOf(answer: Answer): Answer {
  if (holdsApiKey(answer.text) || holdsLink(answer.text) || holdsWebhookSecret(answer.text))
    return { status: shownOnce, text: madeId(answer.text) }
  if (Buffer.byteLength(answer.text) > answerBytesAtMost)
    return { status: tooLarge, text: madeId(answer.text) }
  return answer
}

function madeId(text: string): string {
  const made: unknown = JSON.parse(text)
  return typeof made === 'object' && made !== null && 'id' in made ? String(made.id) : ''
}

function answerShownOnce(id: string): AppError {
  return new AppError('conflict', 'answer_shown_once', {
    message: `This was done by the first request with this Idempotency-Key${id ? `, which made ${id}` : ''}. Its answer held a secret, which is shown once only. If it was lost, make another.`,
  })
}

function answerNotKept(id: string): AppError {
  return new AppError('conflict', 'answer_not_kept', {
    message: `This was done by the first request with this Idempotency-Key${id ? `, which made ${id}` : ''}. Its answer was too large to be kept: read what was made by its id.`,
  })
}

function outcomeUnknown(): AppError {
  return new AppError('conflict', 'idempotency_outcome_unknown', {
    message:
      'The first request with this Idempotency-Key was cut off or failed on our side, and whether it was done is not known. Look for what it makes; if that is not there, ask with another key.',
  })
}

function tooManyKeys(): AppError {
  return new AppError('rate_limited', 'too_many_idempotency_keys', {
    message: `You gave ${requestsAtMost.toLocaleString('en')} requests an Idempotency-Key within a day, which is as many as are remembered. Send this one without, or wait an hour. Nothing was changed.`,
    retryAfterSeconds: 3_600,
  })
}

function inProgress(): AppError {
  return new AppError('conflict', 'idempotency_in_progress', {
    message:
      'The first request with this Idempotency-Key is still under way. Wait a second and ask again. Nothing was done twice.',
    retryAfterSeconds: 1,
  })
}

// The table holds no names that people or programs chose, and its keys have one length.
function keyUseOf({ principalId, key, parts }: NamedRequest): store.KeyUse {
  const hashed = createHash('sha256').update(JSON.stringify(parts)).digest()
  return {
    principalId,
    key: createHash('sha256').update(key).digest('base64url'),
    requestHash: new Uint8Array(hashed),
  }
}
