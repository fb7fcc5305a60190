import { randomBytes } from 'node:crypto'
import { seal, unseal } from '@/lib/seal'

/** A new secret as receivers are given it: 32 random bytes, as Standard Webhooks writes them. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** Whether a text has a secret in it: such an answer is kept nowhere. */
export function holdsWebhookSecret(text: string): boolean {
  return /whsec_[\w+/]{43}=/.test(text)
}

/** The secret of a webhook as it is stored: sealed with AUTH_SECRET, for this webhook alone. */
export async function sealSecret(secret: string, webhookId: string): Promise<string> {
  return seal(secret, { kind: 'webhook secret', id: webhookId })
}

type Sealed = { id: string; sealedSecret: string }

/** The secret again; null when AUTH_SECRET is another one. */
export async function openSecret({ id, sealedSecret }: Sealed): Promise<string | null> {
  return unseal(sealedSecret, { kind: 'webhook secret', id })
}
