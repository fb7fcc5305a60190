import { z } from 'zod'
import { expirySchema, refineExpiry } from '@/components/form/expiry'
import { apiKeyName } from '@/lib/api-keys/schema'

/** What a form about a key asks for. */
export const keyTerms = z.object({ name: apiKeyName, ...expirySchema }).superRefine(refineExpiry)
export type KeyTerms = z.infer<typeof keyTerms>

/** A new key ends by itself unless one says otherwise. */
export const newKeyTerms: KeyTerms = { name: '', expiresAt: '90', expiresOn: '' }

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** "As it is: never", "As it is: Dec 24, 2026, 6:00 PM". */
export function currentEndText(expiresAt: string | null): string {
  return `As it is: ${expiresAt === null ? 'never' : dates.format(new Date(expiresAt))}`
}
