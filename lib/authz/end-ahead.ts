import { AppError } from '@/lib/errors'
import { decideEnd } from '@/lib/policy/end'

/** Throws `invalid_input`/`expired` naming the field `expiresAt` for an end that has passed. */
export function requireEndAhead(expiresAt: Date | null, now: Date): void {
  const decision = decideEnd(expiresAt, now)
  if (decision.allowed) return
  const { reason, message } = decision
  throw new AppError('invalid_input', reason, { message, fields: { expiresAt: message } })
}
