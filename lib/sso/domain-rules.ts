import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { missingDaysAtMost } from './domain-schema'

const day = 86_400_000

/** What is known of a domain by its name alone. */
export type DomainFacts = {
  domain: string
  isPublicSuffix: boolean
  /** Whether anybody can have an address of it. */
  isPublicMail: boolean
}

/** Whether an organization may call a domain its own: not one under which others have theirs, nor one that gives addresses to everybody. */
export function decideDomain({
  domain,
  isPublicSuffix,
  isPublicMail,
}: DomainFacts): Decision<'public_suffix' | 'public_mail_domain'> {
  if (isPublicSuffix)
    return refuse(
      'public_suffix',
      `${domain} is a part of the domain name system under which others have domains. Give the domain of your own below it.`,
    )
  if (isPublicMail)
    return refuse(
      'public_mail_domain',
      `${domain} gives mail addresses to everybody, so no organization can call it its own. Give your organization’s own domain.`,
    )
  return allow()
}

/** Whether a connection may speak for a domain: one that lets people in. */
export function decideSpeaking({
  name,
  isActive,
}: {
  name: string
  isActive: boolean
}): Decision<'connection_not_active'> {
  if (isActive) return allow()
  return refuse(
    'connection_not_active',
    `The connection ${name} is not active, so nobody could sign in through it. Activate it first, or choose another.`,
  )
}

/** What asking for the record of a domain came to. */
export type RecordAnswer =
  | { kind: 'FOUND' }
  /** The name servers say that it is not there. */
  | { kind: 'MISSING'; problem: string }
  /** They did not say: nothing is known. */
  | { kind: 'UNAVAILABLE'; problem: string }

export type DomainState = { verifiedAt: Date | null; missingSince: Date | null; problem: string | null }

/** What became of a domain: proven just now, its record missing for the first time or back in time, or proven no longer. */
export type DomainTurn = 'PROVEN' | 'MISSING' | 'FOUND' | 'LOST'

/**
 * What a domain is after its record was asked for at `now`. A record that the name servers do not have ends a proof after seven days; an answer
 * that could not be had ends nothing.
 */
export function afterCheck(
  before: DomainState,
  answer: RecordAnswer,
  now: Date,
): DomainState & { turn: DomainTurn | null } {
  const { verifiedAt, missingSince } = before
  switch (answer.kind) {
    case 'FOUND': {
      const found = { verifiedAt: verifiedAt ?? now, missingSince: null, problem: null }
      if (!verifiedAt) return { ...found, turn: 'PROVEN' }
      return { ...found, turn: missingSince ? 'FOUND' : null }
    }
    case 'UNAVAILABLE':
      return { verifiedAt, missingSince, problem: answer.problem, turn: null }
    case 'MISSING': {
      const { problem } = answer
      if (!verifiedAt) return { verifiedAt, missingSince: null, problem, turn: null }
      if (!missingSince) return { verifiedAt, missingSince: now, problem, turn: 'MISSING' }
      if (now < provenUntil(missingSince)) return { verifiedAt, missingSince, problem, turn: null }
      return { verifiedAt: null, missingSince: null, problem, turn: 'LOST' }
    }
  }
}

/** Until when a domain whose record is missing stays proven. */
export function provenUntil(missingSince: Date): Date {
  return new Date(missingSince.getTime() + missingDaysAtMost * day)
}
