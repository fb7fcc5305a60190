import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { z } from 'zod'
import {
  isPrivateLiteral,
  isPublic,
  isPublicHost,
  isRefusedAddress,
  publicLookup,
  refusedAddress,
} from './public-address'

/** What requests to addresses that people enter are held to. */
export type OutboundPolicy = {
  /** Whether addresses that are not on the public internet, and ones without encryption, may be asked. */
  isPrivateAllowed: boolean
  /** The setting by which the operator allows them, for the sentence that refuses. */
  setting: string
  /** How long an answer is waited for, in seconds. */
  patienceSeconds: number
  /** How long an answer may be, in bytes, and what becomes of the rest of a longer one. */
  answerBytes: number
  beyond: 'cut' | 'refuse'
}

export type OutboundRequest = {
  url: string
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Ends the request before its own time. */
  signal?: AbortSignal
}

export type OutboundAnswer = {
  status: number
  headers: Headers
  body: Buffer
  /** Whether it came from the public internet, and not from inside the operator's network. */
  isPublic: boolean
}

/**
 * Sends one request to an address that somebody entered. Redirects are answered, not followed; addresses that are not on the public internet
 * are refused when their name is resolved for the connection itself. Throws what the network does, which `problemOf` says in a sentence.
 */
export async function outboundRequest(
  { url, method, headers, body, signal }: OutboundRequest,
  policy: OutboundPolicy,
): Promise<OutboundAnswer> {
  const { isPrivateAllowed, patienceSeconds } = policy
  const target = new URL(url)
  // Both may have been allowed when the address was given.
  if (!isPrivateAllowed && (target.protocol !== 'https:' || isPrivateLiteral(target))) throw refusedAddress()
  const patience = AbortSignal.timeout(patienceSeconds * 1_000)
  const options: RequestOptions = {
    method,
    headers: {
      'user-agent': 'Roster',
      ...headers,
      ...(body ? { 'content-length': Buffer.byteLength(body) } : {}),
    },
    // No connection is kept: each is to an address that was looked at.
    agent: false,
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
    ...(isPrivateAllowed ? {} : { lookup: publicLookup }),
  }
  return new Promise((resolve, reject) => {
    const request =
      target.protocol === 'https:' ? httpsRequest(target, options) : httpRequest(target, options)
    request.on('error', reject)
    // Also without an answer and without an error: one that wants to go on in another protocol ends so, and whoever sent it would wait for ever.
    request.on('close', () => reject(new Error('the connection was closed')))
    request.on('response', (response) => {
      request.removeAllListeners('close')
      const answered = {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        isPublic: isPublic(response.socket.remoteAddress ?? ''),
      }
      readAnswer(response, policy).then((read) => resolve({ ...answered, body: read }), reject)
    })
    request.end(body)
  })
}

/** Why an address may not be asked; null when it may. Names are resolved; one that nobody knows yet may be. */
export async function findUrlProblem(
  url: string,
  policy: Pick<OutboundPolicy, 'isPrivateAllowed' | 'setting'>,
): Promise<string | null> {
  if (policy.isPrivateAllowed) return null
  const target = new URL(url)
  if (target.protocol !== 'https:') return 'Give an address that begins with https://.'
  return (await isPublicHost(target)) ? null : refusedSentence(policy)
}

const failure = z.object({ code: z.string().catch(''), name: z.string().catch('') })

/** What went wrong with a request, as a sentence of ours: what the network says may speak of what is inside of it. */
export function problemOf(
  error: unknown,
  policy: Pick<OutboundPolicy, 'setting' | 'patienceSeconds'>,
): string {
  const { code, name } = failure.catch({ code: '', name: '' }).parse(error)
  if (isRefusedAddress(code)) return refusedSentence(policy)
  if (code === tooLongCode) return 'The answer was too long.'
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT')
    return `There was no answer within ${numbers[policy.patienceSeconds] ?? policy.patienceSeconds} seconds.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name of the host could not be resolved.'
  if (code === 'ECONNREFUSED') return 'The connection was refused.'
  if (/CERT|TLS|SSL|ERR_TLS/.test(code))
    return 'A secure connection could not be made: the certificate is not trusted.'
  return 'The connection was lost before there was an answer.'
}

const numbers: Readonly<Record<number, string>> = { 5: 'five', 10: 'ten' }

function refusedSentence({ setting }: Pick<OutboundPolicy, 'setting'>): string {
  return `This is not an address on the public internet. The operator of this installation can allow others (${setting}).`
}

const tooLongCode = 'ROSTER_TOO_LONG'

async function readAnswer(
  response: IncomingMessage,
  { answerBytes, beyond }: OutboundPolicy,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of response) {
    // A response without an encoding comes as buffers, which its type does not say.
    const bytes = piece as Buffer
    pieces.push(bytes)
    length += bytes.length
    if (length >= answerBytes && (beyond === 'cut' || length > answerBytes)) break
  }
  response.destroy()
  if (length > answerBytes && beyond === 'refuse')
    throw Object.assign(new Error('The answer was too long.'), { code: tooLongCode })
  return Buffer.concat(pieces).subarray(0, answerBytes)
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values] of Object.entries(headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  return headers
}
