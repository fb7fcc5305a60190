import { allow, firstRefusal, refuse, type Decision } from '@/lib/policy/decision'
import { decideEnd } from '@/lib/policy/end'
import { staleAfterDays } from './limits'
import type { ApiKeyView } from './schema'

const day = 86_400_000
const hour = 3_600_000

/** How many keys that work one owner may have at a time: far more than anybody tells apart, and an end to a loop that makes them. */
export const keysAtMost = 100

/** What a key is, apart from its owner. `isMember` is false of one made for an account whose active member the user is not any more. */
export type KeyFacts = {
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
  lastUsedAt: Date | null
  isReplaced: boolean
  isMember: boolean
}

/** Whether a key opens anything; one that was revoked stays so, whatever its end. */
export function statusOf({ revokedAt, expiresAt }: KeyFacts, now: Date): ApiKeyView['status'] {
  if (revokedAt) return 'REVOKED'
  return decideEnd(expiresAt, now).allowed ? 'ACTIVE' : 'EXPIRED'
}

/** Whether a key still works and was neither made nor used for 90 days. */
export function isStale(key: KeyFacts, now: Date): boolean {
  const since = Math.max(key.createdAt.getTime(), key.lastUsedAt?.getTime() ?? 0)
  return statusOf(key, now) === 'ACTIVE' && now.getTime() - since >= staleAfterDays * day
}

/** Whether a person gets a key: one whom the operator suspended would get one that opens nothing. */
export function decideKeyOwner(owner: {
  name: string
  suspendedAt: Date | null
}): Decision<'user_suspended'> {
  if (owner.suspendedAt === null) return allow()
  return refuse(
    'user_suspended',
    `${owner.name} is suspended in this installation, so no API key lets them in. The operator can reactivate them.`,
  )
}

type Dead = 'api_key_revoked' | 'api_key_expired'

/** Whether a key can be revoked: one that works. */
export function decideRevocation(key: KeyFacts, now: Date): Decision<Dead> {
  switch (statusOf(key, now)) {
    case 'REVOKED':
      return refuse('api_key_revoked', 'This API key was revoked and stays so. Create another instead.')
    case 'EXPIRED':
      return refuse('api_key_expired', 'This API key has expired and stays so. Create another instead.')
    case 'ACTIVE':
      return allow()
  }
}

/**
 * Whether a key can be renamed, given another end or rotated: one that works and was not replaced, as nothing may make its planned end
 * later. One made for an account whose member the user is not any more opens nothing, and neither would what takes its place.
 */
export function decideKeyChange(
  key: KeyFacts,
  now: Date,
): Decision<Dead | 'api_key_replaced' | 'membership_ended'> {
  const alive = decideRevocation(key, now)
  if (!alive.allowed) return alive
  if (key.isReplaced) {
    return refuse(
      'api_key_replaced',
      'Another API key has taken the place of this one, which only works until its end. Use the other one.',
    )
  }
  if (key.isMember) return allow()
  return refuse(
    'membership_ended',
    'This API key was made for an organization of which you are no active member now. Revoke it.',
  )
}

/**
 * A key can only narrow what its owner may do: one that carries the request gives no key of its owner a later end than its own. `carrier`
 * is null for a session.
 */
export function decideWithinCarrier(
  carrier: { expiresAt: Date | null } | null,
  expiresAt: Date | null,
): Decision<'exceeds_own_expiry'> {
  const end = carrier?.expiresAt ?? null
  if (!end || (expiresAt && expiresAt <= end)) return allow()
  return refuse(
    'exceeds_own_expiry',
    `The API key that carries this request ends at ${end.toISOString()}, and no key that it makes or extends may end later. ` +
      'Choose an earlier time, or sign in to do it.',
  )
}

/** Whether an owner with so many keys that work may have one more. */
export function decideKeyCount(count: number): Decision<'too_many_keys'> {
  if (count < keysAtMost) return allow()
  return refuse(
    'too_many_keys',
    `There are ${count} API keys that work already, and ${keysAtMost} is the most. Revoke those that nobody uses.`,
  )
}

/** Everything that stands in the way of rotating a key: its state, and the end of the key that takes its place. */
export function decideRotation(
  key: KeyFacts,
  to: { carrier: { expiresAt: Date | null } | null; expiresAt: Date | null; now: Date },
): Decision {
  return firstRefusal<string>(decideKeyChange(key, to.now), decideWithinCarrier(to.carrier, to.expiresAt))
}

/** When the key that takes another's place ends unless a time was chosen: it lives as long as the other one was made for. */
export function endAfterRotation({ createdAt, expiresAt }: KeyFacts, now: Date): Date | null {
  return expiresAt && new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime())
}

/** When a key that was replaced ends: after the overlap, and never later than it would have. */
export function endOfReplaced({ expiresAt }: KeyFacts, now: Date, overlapHours: number): Date {
  const end = new Date(now.getTime() + overlapHours * hour)
  return expiresAt && expiresAt < end ? expiresAt : end
}

/** How many days before a key's end its owner is told, and when it has ended (0). */
export const noticeDays = [30, 14, 3, 0] as const

/**
 * The notices that a key which ends then has behind it, of those that are mailed so many days before: the last of them, null for none. A key made or extended for ten days has that of
 * 14 days behind it: whoever has just chosen the end knows of it.
 */
export function noticeBehind(
  expiresAt: Date | null,
  now: Date,
  ofDays: readonly number[] = noticeDays,
): number | null {
  if (!expiresAt) return null
  const left = expiresAt.getTime() - now.getTime()
  return ofDays.findLast((days) => left <= days * day) ?? null
}
