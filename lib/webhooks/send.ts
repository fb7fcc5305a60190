import { createHmac } from 'node:crypto'
import { lookup } from 'node:dns'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

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

const patienceMs = 10_000
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
    const { status, answer } = await post(outgoing)
    const isTaken = status >= 200 && status <= 299
    return { status, answer, milliseconds: milliseconds(), problem: isTaken ? null : problemOfStatus(status) }
  } catch (error) {
    return { status: null, answer: '', milliseconds: milliseconds(), problem: problemOf(error) }
  }
}

/** Why nothing may be sent to an address; null when it may. Names are resolved; one that nobody knows yet may be. */
export async function findUrlProblem(url: string, isPrivateAllowed: boolean): Promise<string | null> {
  if (isPrivateAllowed) return null
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:') return 'Give an address that begins with https://.'
  const found = await addressesOf(hostname)
  return found.every(isPublic) ? null : refusedSentence
}

const refusedSentence =
  'This is not an address on the public internet. The operator of this installation can allow others (WEBHOOK_ALLOW_PRIVATE).'

/** Whether an address is one of the public internet: not private, loopback, link-local, reserved or one that stands for such. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.process(address)
  // 2000::/3 is all that is given out of IPv6; elsewhere are the ranges that stand for IPv4 addresses.
  if (ip instanceof ipaddr.IPv6 && !ip.match(ipaddr.IPv6.parse('2000::'), 3)) return false
  return ip.range() === 'unicast'
}

async function post(outgoing: Outgoing): Promise<{ status: number; answer: string }> {
  const { url, body, isPrivateAllowed } = outgoing
  const { hostname, protocol } = new URL(url)
  const literal = hostname.replace(/^\[(.*)\]$/, '$1')
  // It may have been allowed when the address was given.
  if (!isPrivateAllowed && protocol !== 'https:') throw refused()
  // Nothing is resolved for what is an address already.
  if (!isPrivateAllowed && ipaddr.isValid(literal) && !isPublic(literal)) throw refused()
  const options: RequestOptions = {
    method: 'POST',
    headers: headersOf(outgoing),
    // No connection is kept: each is to an address that was looked at.
    agent: false,
    signal: AbortSignal.timeout(patienceMs),
    ...(isPrivateAllowed ? {} : { lookup: publicLookup }),
  }
  return new Promise((resolve, reject) => {
    const request = protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options)
    request.on('error', reject)
    // Also without an answer and without an error: one that wants to go on in another protocol ends so, and whoever sent it would wait for ever.
    request.on('close', () => reject(new Error('the connection was closed')))
    request.on('response', (response) => {
      request.removeAllListeners('close')
      const status = response.statusCode ?? 0
      const isKept = isPublic(response.socket.remoteAddress ?? '')
      readAnswer(response).then((answer) => resolve({ status, answer: isKept ? answer : '' }), reject)
    })
    request.end(body)
  })
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

function headersOf(outgoing: Outgoing): Record<string, string | number> {
  const { id, body, at } = outgoing
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Roster',
    'webhook-id': id,
    'webhook-timestamp': secondsOf(at),
    'webhook-signature': signatureOf(outgoing),
  }
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1_000)
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const [first] = found ?? []
    if (error || !first) callback(error ?? refused(), [])
    else if (!found.every(({ address }) => isPublic(address))) callback(refused(), [])
    else if (options.all) callback(null, found)
    else callback(null, first.address, first.family)
  })
}

async function addressesOf(hostname: string): Promise<string[]> {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1')
  if (ipaddr.isValid(literal)) return [literal]
  return new Promise((resolve) => {
    lookup(literal, { all: true }, (error, found) =>
      resolve(error ? [] : found.map(({ address }) => address)),
    )
  })
}

/** The beginning of an answer as a line of text; what is beyond it is not waited for. */
export async function readAnswer(response: IncomingMessage): Promise<string> {
  let text = ''
  response.setEncoding('utf8')
  for await (const piece of response) {
    text = (text + String(piece)).slice(0, answerLength)
    if (text.length === answerLength) break
  }
  response.destroy()
  return text.replaceAll(/\p{C}+/gu, ' ').trim()
}

const refusedCode = 'ROSTER_REFUSED'

function refused(): NodeJS.ErrnoException {
  return Object.assign(new Error(refusedSentence), { code: refusedCode })
}

function problemOfStatus(status: number): string {
  if (status >= 300 && status <= 399) return `It was answered with ${status}: redirects are not followed.`
  return `It was answered with ${status}.`
}

const failure = z.object({ code: z.string().catch(''), name: z.string().catch('') })

// The account sees it, so it is a sentence of ours: what the network says may speak of what is inside of it.
function problemOf(error: unknown): string {
  const { code, name } = failure.catch({ code: '', name: '' }).parse(error)
  if (code === refusedCode) return refusedSentence
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT')
    return 'There was no answer within ten seconds.'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name of the host could not be resolved.'
  if (code === 'ECONNREFUSED') return 'The connection was refused.'
  if (/CERT|TLS|SSL|ERR_TLS/.test(code))
    return 'A secure connection could not be made: the certificate is not trusted.'
  return 'The connection was lost before there was an answer.'
}
