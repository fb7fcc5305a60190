import { z } from 'zod'
import { givenPassword, linkToken, newPassword } from '@/lib/passwords/schema'
import { emailAddress } from '@/lib/users/email-address'
import { personName } from '@/lib/users/schema'

/** What the form asks; the address is fixed when an invitation's link leads to it. */
export const signUpForm = z.strictObject({ name: personName, email: emailAddress, password: newPassword })

export const signUpInput = signUpForm.extend({
  /** Path within the console to go to afterwards. */
  returnTo: z.string().max(500).optional(),
})
export type SignUpInput = z.infer<typeof signUpInput>

/** Through an invitation's link, whose secret says the address. */
export const invitedSignUpForm = z.strictObject({ name: personName, password: newPassword })
export const invitedSignUpInput = invitedSignUpForm.extend({ invitation: linkToken })
export type InvitedSignUpInput = z.infer<typeof invitedSignUpInput>

/** The password is asked only in another browser than the one that signed up. */
export const confirmSignUpForm = z.strictObject({ password: givenPassword })
/** In the browser that signed up there is nothing to ask. */
export const confirmSignUpHere = z.strictObject({})

export const confirmSignUpInput = z.strictObject({ token: linkToken, password: givenPassword.optional() })
export type ConfirmSignUpInput = z.infer<typeof confirmSignUpInput>

/** What the form shows next: a note to look into the mailbox, or the console. */
export type SignUpResult = { next: 'mailbox'; email: string } | { next: 'console'; returnTo: string }
