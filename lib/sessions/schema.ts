import { z } from 'zod'
import { givenPassword } from '@/lib/passwords/schema'
import { uuid } from '@/lib/uuid'

/** What the sign-in form checks; the server compares and says no more than that. */
export const signInForm = z.strictObject({
  email: z.string().trim().min(1, { error: 'Fill in the email address.' }),
  password: givenPassword,
})

/** What next-auth hands over; fields of its own are left out. Anything too long is simply wrong. */
export const signInInput = z.object({ email: z.string().max(1_000), password: z.string().max(1_024) })
export type SignInInput = z.infer<typeof signInInput>

export const revokeSessionInput = z.strictObject({ sessionId: uuid() })
export type RevokeSessionInput = z.infer<typeof revokeSessionInput>

export const revokeOtherSessionsInput = z.strictObject({})

export const signOutInput = z.strictObject({
  /** Path within the console to return to after signing in again, perhaps as somebody else. */
  returnTo: z.string().max(500).optional(),
})
export type SignOutInput = z.infer<typeof signOutInput>

/** A browser that is signed in, as the security page and the API show it. Times are RFC 3339 in UTC. */
export const sessionView = z.object({
  id: z.uuid(),
  /** Such as "Firefox on Windows". */
  device: z.string(),
  ip_address: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  is_current: z.boolean(),
})
export type SessionView = z.infer<typeof sessionView>
