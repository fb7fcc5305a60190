import { z } from 'zod'
import { newPassword } from '@/lib/passwords/schema'
import { singleLineText } from '@/lib/text'
import { emailAddress } from './email-address'

/** A person's name in any script, 1 to 100 characters. */
export const personName = singleLineText({ label: 'name', maximum: 100 })

export const changeNameInput = z.strictObject({ name: personName })
export type ChangeNameInput = z.infer<typeof changeNameInput>

/** For the command line; pages sign people up through `lib/sign-ups`. */
export const addUserInput = z.strictObject({
  email: emailAddress,
  name: personName,
  password: newPassword,
  isOperator: z.boolean().default(false),
})
export type AddUserInput = z.infer<typeof addUserInput>
