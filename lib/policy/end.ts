import { allow, refuse, type Decision } from './decision'

/** Whether the end of a grant or key lies ahead (null: it has none); one that is over gives nothing. */
export function decideEnd(expiresAt: Date | null, now: Date): Decision<'expired'> {
  if (expiresAt === null || expiresAt.getTime() > now.getTime()) return allow()
  return refuse('expired', 'This time has passed. Choose one that is still to come.')
}
