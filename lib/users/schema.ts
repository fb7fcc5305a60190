import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { newPassword } from '@/lib/passwords/schema'
import { singleLineText } from '@/lib/text'
import { emailAddress } from './email-address'

/** A person's name in any script, 1 to 100 characters. */
export const personName = singleLineText({ label: 'name', maximum: 100 })

export const changeNameInput = z.strictObject({ name: personName })
export type ChangeNameInput = z.infer<typeof changeNameInput>

/** Deleting oneself: the address written out, and the current password where there is one. */
export const deleteOwnUserInput = z.strictObject({
  email: z.string().max(1_000),
  currentPassword: z.string().max(1_024).default(''),
})
export type DeleteOwnUserInput = z.infer<typeof deleteOwnUserInput>

/** What would go with a person, and whether they may go. Names of at most 20 organizations; counts are of what works now. */
export const userDeletionPreview = z.object({
  can: capabilityView,
  email: z.string(),
  has_password: z.boolean(),
  organizations: z.array(z.string()),
  workspaces: z.number().int(),
  api_keys: z.number().int(),
  sessions: z.number().int(),
})
export type UserDeletionPreview = z.infer<typeof userDeletionPreview>

/** For the command line; pages sign people up through `lib/sign-ups`. */
export const addUserInput = z.strictObject({
  email: emailAddress,
  name: personName,
  password: newPassword,
  isOperator: z.boolean().default(false),
})
export type AddUserInput = z.infer<typeof addUserInput>
