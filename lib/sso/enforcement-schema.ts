import { z } from 'zod'
import { capabilityView } from '@/lib/capability'
import { uuid } from '@/lib/uuid'

/** How many Administrators can be let in by a password. */
export const breakGlassAtMost = 20

/** Shortest and longest time, in minutes, that a session opens an organization: five minutes to a year. */
export const sessionMinutesAtLeast = 5
export const sessionMinutesAtMost = 525_600

const minutes = z
  .int({ error: 'Give whole minutes.' })
  .min(sessionMinutesAtLeast, { error: `Give at least ${sessionMinutesAtLeast} minutes.` })
  .max(sessionMinutesAtMost, { error: 'Give at most a year, 525,600 minutes.' })

export const getSsoEnforcementInput = z.object({ accountId: uuid() })
export const requireSingleSignOnInput = getSsoEnforcementInput

/** `minutes` is null for as long as sessions last; `expectedMinutes` what the page showed (R13), left out to compare nothing. */
export const setSessionLengthInput = z.object({
  accountId: uuid(),
  minutes: minutes.nullable(),
  expectedMinutes: z.int().nullable().optional(),
})
export type SetSessionLengthInput = z.output<typeof setSessionLengthInput>

const memberships = z
  .array(uuid())
  .max(breakGlassAtMost, { error: `At most ${breakGlassAtMost} Administrators can be let in by a password.` })

/** All of them; `expectedMembershipIds` are those that the page showed, in any order. */
export const setBreakGlassInput = z.object({
  accountId: uuid(),
  membershipIds: memberships,
  expectedMembershipIds: memberships.optional(),
})
export type SetBreakGlassInput = z.output<typeof setBreakGlassInput>

/** The operator's way back: an organization by its handle. */
export const liftSingleSignOnForInput = z.strictObject({ handle: z.string().max(500) })

/** An Administrator who is let in by a password. */
export const breakGlassAdministratorView = z.object({
  membership_id: z.uuid(),
  name: z.string(),
  email: z.string(),
  /** Without one they have to reset it before they can use it. */
  has_password: z.boolean(),
  last_used_at: z.iso.datetime().nullable(),
})

/** How an organization holds its members to single sign-on. */
export const ssoEnforcementView = z.object({
  is_required: z.boolean(),
  /** For how many minutes after signing in a session opens the organization; null for as long as it lasts. */
  session_minutes: z.int().nullable(),
  /** Active members with an address of a proven domain, who have to come through it; counted to 10,000. */
  members: z.int(),
  /** Those of them who never did, of as many. */
  members_without_identity: z.int(),
  break_glass: z.array(breakGlassAdministratorView),
  /** Whether an Administrator gets in when no provider works: by break-glass, or with an address of another domain. */
  is_recoverable: z.boolean(),
  can: z.object({
    require: capabilityView,
    lift: capabilityView,
    set_session_length: capabilityView,
    set_break_glass: capabilityView,
  }),
})
export type SsoEnforcementView = z.infer<typeof ssoEnforcementView>

/** What a change left behind. */
export const ssoRequirementView = z.object({ is_required: z.boolean() })
export const sessionLengthView = z.object({ session_minutes: z.int().nullable() })
export const breakGlassView = z.object({ membership_ids: z.array(z.uuid()) })
