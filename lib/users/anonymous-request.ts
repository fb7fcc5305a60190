import { z } from 'zod'
import type { Ctx } from '@/lib/authz/context'

/** Where and when somebody not signed in asked for something, to be recorded by a job once it knows whom it was about. */
export const anonymousRequest = z.object({
  requestId: z.string(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  at: z.iso.datetime(),
})
export type AnonymousRequest = z.infer<typeof anonymousRequest>

export function rememberRequest({ requestId, ipAddress, userAgent, now }: Ctx): AnonymousRequest {
  return { requestId, ipAddress, userAgent, at: now.toISOString() }
}

/**
 * The context of the request that was remembered, but of now: an event has the time at which it is written, so that times and places in the chain
 * agree however long the job waited. When it was asked for belongs into its `info`.
 */
export function contextOf({ requestId, ipAddress, userAgent }: AnonymousRequest): Ctx {
  return { requestId, ipAddress, userAgent, actor: { kind: 'ANONYMOUS' }, now: new Date() }
}
