import { z } from 'zod'
import { characterCount } from '@/lib/text'
import { emailAddress } from '@/lib/users/email-address'

export const minimumPasswordLength = 8
export const maximumPasswordLength = 256

/**
 * A password being chosen: 8 to 256 characters of any kind (NIST SP 800-63B section 3.1.1.2: no composition rules). Whether it
 * is a common one, the server decides.
 */
export const newPassword = z
  .string({ error: 'Choose a password.' })
  // Before it is normalised, which takes the square of a run of combining marks.
  .refine((text) => text.length <= maximumPasswordLength * 4, {
    error: 'Use at most 256 characters.',
    abort: true,
  })
  .refine((text) => lengthOf(text) >= minimumPasswordLength, {
    error: 'Use at least 8 characters.',
    abort: true,
  })
  .refine((text) => lengthOf(text) <= maximumPasswordLength, { error: 'Use at most 256 characters.' })

/** A password being given; judged only by comparing it. */
export const givenPassword = z
  .string({ error: 'Fill in the password.' })
  .min(1, { error: 'Fill in the password.' })
  .max(1_024, { error: 'No password is this long.' })

/** The token of a mailed link; its form is judged when it is looked up. */
export const linkToken = z
  .string({ error: 'The link is not complete.' })
  .max(200, { error: 'The link is not one of ours.' })

export const changePasswordInput = z.strictObject({ currentPassword: givenPassword, password: newPassword })
export type ChangePasswordInput = z.infer<typeof changePasswordInput>

export const requestPasswordResetInput = z.strictObject({ email: emailAddress })
export type RequestPasswordResetInput = z.infer<typeof requestPasswordResetInput>

/** What the form asks; the token is in the page's address. */
export const resetPasswordForm = z.strictObject({ password: newPassword })
export const resetPasswordInput = resetPasswordForm.extend({ token: linkToken })
export type ResetPasswordInput = z.infer<typeof resetPasswordInput>

/** What the page behind a reset link can say before anything is changed. */
export type ResetLinkState = { state: 'open'; email: string } | { state: 'dead'; message: string }

function lengthOf(password: string): number {
  return characterCount(password.normalize('NFKC'))
}
