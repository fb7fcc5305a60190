import { z } from 'zod'
import { expirySchema, refineExpiry } from '@/components/form/expiry'
import { apiKeyName } from '@/lib/api-keys/schema'

/** What a form about a key asks for. */
export const keyTerms = z.object({ name: apiKeyName, ...expirySchema }).superRefine(refineExpiry)
export type KeyTerms = z.infer<typeof keyTerms>

/** The `reach` of a key that acts wherever its owner may; else it is the id of an account. */
export const everyAccount = 'all'

/** What a new key is asked for. */
export const newKeySchema = z
  .object({ name: apiKeyName, reach: z.string(), ...expirySchema })
  .superRefine(refineExpiry)
export type NewKeyValues = z.infer<typeof newKeySchema>

/** A new key ends by itself unless one says otherwise. */
export const newKeyTerms: NewKeyValues = { name: '', reach: everyAccount, expiresAt: '90', expiresOn: '' }

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** "As it is: never", "As it is: Dec 24, 2026, 6:00 PM". */
export function currentEndText(expiresAt: string | null): string {
  return `As it is: ${expiresAt === null ? 'never' : dates.format(new Date(expiresAt))}`
}
