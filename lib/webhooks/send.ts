import { createHmac } from 'node:crypto'
import { findUrlProblem, outboundRequest, problemOf } from '@/lib/outbound/request'

export type Outgoing = {
  url: string
  /** As it was told: `whsec_` and 32 bytes in base64. */
  secret: string
  /** The same each time that an event is sent, so that a receiver knows what it has. */
  id: string
  body: string
  at: Date
  isPrivateAllowed: boolean
}

/** What came of a request: a problem in a sentence where it was not taken, and the beginning of the answer. */
export type Sent = { status: number | null; problem: string | null; answer: string; milliseconds: number }

const answerLength = 1_000

/**
 * Posts a text to an address, signed as Standard Webhooks says: HMAC-SHA-256 over `id.timestamp.body`. Taken is what is answered with a status
 * of 200 to 299 within ten seconds; redirects are not followed. Addresses that are not on the public internet are refused when their name is
 * resolved for the connection itself, so that it cannot be another one by then. Where the operator allows them, nothing of what they answer is
 * kept but the status: whoever may make a webhook is not to read what is inside the operator's network. Never throws for what the network does.
 */
export async function send(outgoing: Outgoing): Promise<Sent> {
  const startedAt = performance.now()
  const milliseconds = () => Math.round(performance.now() - startedAt)
  try {
    const { url, body, isPrivateAllowed } = outgoing
    const request = { url, method: 'POST', headers: headersOf(outgoing), body } as const
    const answered = await outboundRequest(request, { ...policy, isPrivateAllowed })
    const { status, isPublic } = answered
    const isTaken = status >= 200 && status <= 299
    const problem = isTaken ? null : problemOfStatus(status)
    return { status, answer: isPublic ? lineOf(answered.body) : '', milliseconds: milliseconds(), problem }
  } catch (error) {
    return { status: null, answer: '', milliseconds: milliseconds(), problem: problemOf(error, policy) }
  }
}

const policy = {
  setting: 'WEBHOOK_ALLOW_PRIVATE',
  patienceSeconds: 10,
  answerBytes: 4_000,
  beyond: 'cut',
} as const

/** Why nothing may be sent to an address; null when it may. Names are resolved; one that nobody knows yet may be. */
export async function findWebhookUrlProblem(url: string, isPrivateAllowed: boolean): Promise<string | null> {
  return findUrlProblem(url, { ...policy, isPrivateAllowed })
}

/** The signature of a text at a time, as `webhook-signature` has it. */
export function signatureOf({
  secret,
  id,
  body,
  at,
}: Pick<Outgoing, 'secret' | 'id' | 'body' | 'at'>): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signed = `${id}.${secondsOf(at)}.${body}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}

function headersOf(outgoing: Outgoing): Record<string, string> {
  const { id, at } = outgoing
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(secondsOf(at)),
    'webhook-signature': signatureOf(outgoing),
  }
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1_000)
}

/** The beginning of an answer as a line of text. */
export function lineOf(body: Buffer): string {
  return body
    .toString('utf8')
    .slice(0, answerLength)
    .replaceAll(/[\p{C}\uFFFD]+/gu, ' ')
    .trim()
}

function problemOfStatus(status: number): string {
  if (status >= 300 && status <= 399) return `It was answered with ${status}: redirects are not followed.`
  return `It was answered with ${status}.`
}
