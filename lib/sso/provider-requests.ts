import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { findUrlProblem, outboundRequest, problemOf, type OutboundPolicy } from '@/lib/outbound/request'

/** What requests to identity providers are held to. */
export function providerPolicy(): OutboundPolicy {
  return {
    isPrivateAllowed: env().SSO_ALLOW_PRIVATE,
    setting: 'SSO_ALLOW_PRIVATE',
    patienceSeconds: 5,
    answerBytes: 1_048_576,
    beyond: 'refuse',
  }
}

/** Throws `invalid_input`/`address_refused` naming the field for an address that may not be asked. */
export async function requireAskable(
  addresses: Readonly<Record<string, string | null | undefined>>,
): Promise<void> {
  for (const [field, url] of Object.entries(addresses)) {
    const problem = url ? await findUrlProblem(url, providerPolicy()) : null
    if (problem !== null) throw addressRefused(field, problem)
  }
}

/** Reads a text at a provider; throws `invalid_input`/`provider_unreachable` naming the field when there is none. */
export async function readAtProvider(url: string, field: string): Promise<string> {
  try {
    const { status, body } = await outboundRequest({ url, method: 'GET' }, providerPolicy())
    if (status === 200) return body.toString('utf8')
    throw new AppError(
      'invalid_input',
      'provider_unreachable',
      unreadable(field, `It was answered with ${status}.`),
    )
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError(
      'invalid_input',
      'provider_unreachable',
      unreadable(field, problemOf(error, providerPolicy())),
    )
  }
}

/** What the network did, as a sentence, whatever a library made of it. */
export function networkProblem(error: unknown): string {
  return problemOf(causeOf(error), providerPolicy())
}

function causeOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error ? causeOf(cause) : error
}

function unreadable(field: string, sentence: string) {
  return { message: sentence, fields: { [field]: sentence } }
}

function addressRefused(field: string, sentence: string): AppError {
  return new AppError('invalid_input', 'address_refused', {
    message: sentence,
    fields: { [field]: sentence },
  })
}
