import { z } from 'zod'
import type { Decision } from '@/lib/policy/decision'

/**
 * Whether the viewer may do something and, if not, why: what a page shows on the disabled control. `permission` is the one that is
 * missing, where that is the reason; it leads to the explanation of it.
 */
export type Capability = { allowed: true } | ({ allowed: false; reason: string } & Refusal)

/** Why the viewer may not do or read something, as a page says it in its place. */
export type Refusal = { message: string; permission?: string | undefined }

/** A capability as routes answer it. */
export const capabilityView = z.union([
  z.object({ allowed: z.literal(true) }),
  z.object({
    allowed: z.literal(false),
    reason: z.string(),
    message: z.string(),
    permission: z.string().optional(),
  }),
]) satisfies z.ZodType<Capability>

/** A rule's decision as pages get it: the same function that refuses the change says why the control is disabled. */
export function capabilityOf(decision: Decision): Capability {
  if (decision.allowed) return { allowed: true }
  const { reason, message, permission } = decision
  return { allowed: false, reason, message, ...(permission ? { permission } : {}) }
}
