import { createHash } from 'node:crypto'
import { holdsApiKey } from '@/lib/api-keys/format'
import { database } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors'
import { logger } from '@/lib/log'
import { holdsLink } from '@/lib/tokens'
import * as store from './store'

const dayInMilliseconds = 86_400_000
// The server gives a request less time than this.
const underWayAtMostMilliseconds = 120_000

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
 * is answered the same and does nothing. Throws `invalid_input`/`idempotency_key_reused` where the name was given to another request, and
 * `conflict` with `idempotency_in_progress` (wait and ask again) while the first is under way, `idempotency_outcome_unknown` when it was cut
 * off, and `answer_shown_once` where the answer held a key or a link: nothing secret is kept. A failure does not use up the name.
 * Follows draft-ietf-httpapi-idempotency-key-header-07.
 */
export async function answerOnce(
  request: NamedRequest,
  work: () => Promise<Answer>,
): Promise<Answer & { isRepetition: boolean }> {
  const use = keyUseOf(request)
  const usedSince = new Date(request.now.getTime() - dayInMilliseconds)
  if (!(await store.claimKey(database(), use, { now: request.now, usedSince })))
    return { ...(await earlierAnswer(use, request.now)), isRepetition: true }
  return { ...(await firstAnswer(use, work)), isRepetition: false }
}

async function firstAnswer(use: store.KeyUse, work: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer
  try {
    answer = await work()
  } catch (error) {
    await store.forgetRequest(database(), use)
    throw error
  }
  if (answer.status >= 400) {
    await store.forgetRequest(database(), use)
    return answer
  }
  // It was done: that the answer could not be kept is no reason to withhold it. A repetition is told that the outcome is unknown.
  await store.keepAnswer(database(), use, withoutSecrets(answer)).catch((error: unknown) => {
    logger().error({ error }, 'the answer to a request with an Idempotency-Key could not be kept')
  })
  return answer
}

async function earlierAnswer(use: store.KeyUse, now: Date): Promise<Answer> {
  const earlier = await store.findRequest(database(), use)
  // It failed meanwhile, and its name is free.
  if (!earlier) throw inProgress()
  if (Buffer.compare(earlier.requestHash, use.requestHash) !== 0)
    throw new AppError('invalid_input', 'idempotency_key_reused', {
      message:
        'This Idempotency-Key was used for another request in the last 24 hours. Give each request a key of its own. Nothing was changed.',
    })
  const { status, answer, createdAt } = earlier
  if (status === null || answer === null) {
    if (now.getTime() - createdAt.getTime() < underWayAtMostMilliseconds) throw inProgress()
    throw new AppError('conflict', 'idempotency_outcome_unknown', {
      message:
        'The first request with this Idempotency-Key was cut off, and whether it was done is not known. Look for what it makes; if that is not there, ask with another key.',
    })
  }
  if (status === shownOnce) throw answerShownOnce(answer)
  return { status, text: answer }
}

// The status under which the id of what was made is kept in place of an answer.
const shownOnce = 409

function withoutSecrets(answer: Answer): Answer {
  const isSecret = holdsApiKey(answer.text) || holdsLink(answer.text)
  return isSecret ? { status: shownOnce, text: madeId(answer.text) } : answer
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
