import { z } from 'zod'

/** What a form about something that ends by itself holds of its end; `keep` leaves it as it is. */
export type ExpiryValues = { expiresAt: string; expiresOn: string }

/** For access that was given. */
export const accessExpiryChoices = [
  { value: 'never', label: 'Never' },
  { value: '1', label: 'In a day' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: 'date', label: 'At the end of a day…' },
]

/** For keys. */
export const keyExpiryChoices = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never', description: 'It works until somebody revokes it.' },
  { value: 'date', label: 'At the end of a day…' },
]

const day = 86_400_000

export const expirySchema = {
  expiresAt: z.string().min(1, { error: 'Choose when it expires.' }),
  expiresOn: z.string(),
}

/** The refusal of a day that is missing or has passed, for the form's own check. */
export function checkExpiry({ expiresAt, expiresOn }: ExpiryValues, now = Date.now()): string | null {
  if (expiresAt !== 'date') return null
  const end = endOfDay(expiresOn)
  if (end === null) return 'Choose the last day.'
  return end.getTime() > now ? null : 'This day has passed. Choose one that is still to come.'
}

/** The same as a refinement of a schema with the two fields. */
export function refineExpiry(values: ExpiryValues, context: z.RefinementCtx): void {
  const problem = checkExpiry(values)
  if (problem) context.addIssue({ code: 'custom', path: ['expiresOn'], message: problem })
}

/** What the server is told: a time, null for never, undefined to leave it as it is. */
export function expiryOf(
  { expiresAt, expiresOn }: ExpiryValues,
  now = Date.now(),
): string | null | undefined {
  if (expiresAt === 'keep') return undefined
  if (expiresAt === 'never') return null
  if (expiresAt === 'date') return endOfDay(expiresOn)?.toISOString() ?? null
  return new Date(now + Number(expiresAt) * day).toISOString()
}

// The end of the day where the person is: what they mean by "until Friday".
function endOfDay(date: string): Date | null {
  const end = new Date(`${date}T23:59:59.999`)
  return Number.isNaN(end.getTime()) ? null : end
}
