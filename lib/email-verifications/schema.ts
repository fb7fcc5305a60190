import { z } from 'zod'
import { linkToken } from '@/lib/passwords/schema'

export const requestEmailVerificationInput = z.strictObject({
  /** Path within the console that the mailed link leads back to, such as an invitation's page. */
  returnTo: z.string().max(500).optional(),
})
export type RequestEmailVerificationInput = z.infer<typeof requestEmailVerificationInput>

/** What the page behind a link that confirms an address shows. */
export type EmailLink =
  /** A sign-up waits; without the browser that made it, its password is asked. */
  | { state: 'sign_up'; email: string; needsPassword: boolean }
  /** An account that exists waits for its owner. */
  | { state: 'address'; viewer: 'owner' | 'anonymous' | 'somebody_else' }
  | { state: 'dead'; message: string }

/** What the form asks: nothing but the press. */
export const confirmEmailVerificationForm = z.strictObject({})

export const confirmEmailVerificationInput = z.strictObject({ token: linkToken })
export type ConfirmEmailVerificationInput = z.infer<typeof confirmEmailVerificationInput>
