import { z } from 'zod'

/** What became of one of those that a change named, in the order they were given. */
export const outcome = z.object({
  /** Empty when there is no such one. */
  name: z.string(),
  outcome: z.enum(['changed', 'unchanged', 'refused']),
  /** Of a refusal. */
  reason: z.string().optional(),
  message: z.string(),
})
export type Outcome = z.infer<typeof outcome>

/** The same of a member or service account. */
export const membershipOutcome = outcome.extend({ membershipId: z.uuid() })
export type MembershipOutcome = z.infer<typeof membershipOutcome>

/** What one and several of those that a change names are called: "member", "members". */
export type Noun = { one: string; many: string }
