import { randomBytes } from 'node:crypto'
import { env } from '@/lib/env'
import { sealToken, unsealToken } from '@/lib/mail/seal'

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
  return sealToken(secret, purposeOf(webhookId), env().AUTH_SECRET)
}

/** The secret again; null when AUTH_SECRET is another one. */
export async function openSecret({
  id,
  sealedSecret,
}: {
  id: string
  sealedSecret: string
}): Promise<string | null> {
  return unsealToken(sealedSecret, purposeOf(id), env().AUTH_SECRET)
}

function purposeOf(webhookId: string): string {
  return `webhook ${webhookId}`
}
