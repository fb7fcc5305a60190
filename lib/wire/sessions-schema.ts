import { z } from 'zod'
import { sessionView } from '@/lib/sessions/schema'
import { uuid } from '@/lib/uuid'
import { anyOf, filterText, pageFields } from './fields'

/** A browser that is signed in, as the security page shows it and as clients of the wire format read it. */
export const signInView = sessionView.extend({
  user_agent: z.string().nullable(),
  /** Whether it may do less than its user: none of ours does. */
  restricted: z.literal(false),
})
export type SignInView = z.infer<typeof signInView>

export const sessionParams = z.object({ sessionId: uuid() })

export const filterSessionsInput = z.object({
  sessions: z.strictObject({ id: anyOf(uuid()), ip_address: anyOf(filterText) }).nullish(),
  ...pageFields,
})
export type FilterSessions = z.output<typeof filterSessionsInput>
