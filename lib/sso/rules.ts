import { allow, refuse, type Decision } from '@/lib/policy/decision'
import { decideStillOpen } from './enforcement-rules'
import type { SsoRefusalReason } from './refusal-text'

/** What a provider vouched for, what is known here of whom it names, and what the connection lets in; all of one account. */
export type EntryFacts = {
  /** The user that the connection's subject stands for; null for a subject that was never here. */
  known: Person | null
  /** What the provider said of the address; `none` where it said none. */
  address: 'verified' | 'unverified' | 'none'
  /** The user who has the address here. */
  holder: (Person & { hasOtherSubject: boolean }) | null
  /** Whether the address is of a domain that the account has proven and gave to this connection. */
  isDomainProven: boolean
  /** Whether whoever completes the sign-in proved just now, by a password, to be the holder of the address. */
  isHolderProven: boolean
  /** Whether somebody invited the address to the account, and nobody answered yet. */
  isInvited: boolean
  admission: 'DOMAIN' | 'INVITED'
  /** Whether the plan has a place for one member more. */
  hasPlace: boolean
  isAccountSuspended: boolean
}

export type Person = { id: string; isSuspended: boolean; membership: 'ACTIVE' | 'SUSPENDED' | null }

/** `enter`: somebody known. `link`: an existing user, from now on known by the subject. `make`: a user who is new here. */
export type Entry = {
  as: { kind: 'enter' | 'link'; userId: string } | { kind: 'make' }
  /** Whether the sign-in makes them a member as well; otherwise they are one, or were invited. */
  becomesMember: boolean
}

export type EntryDecision = { allowed: true; entry: Entry } | { allowed: false; reason: SsoRefusalReason }

/**
 * Whether somebody comes in through a provider, and as whom: decision record 030. Identity is the connection and the provider's name for the
 * person; an address alone counts only where its domain is proven for this connection, or its holder proved once to be the same person.
 */
export function decideEntryThroughProvider(facts: EntryFacts): EntryDecision {
  if (facts.isAccountSuspended) return no('account_suspended')
  if (facts.known) return decideMembership(facts, { kind: 'enter', userId: facts.known.id }, facts.known)
  if (facts.address === 'none') return no('email_missing')
  if (facts.address === 'unverified') return no('email_unverified')
  const { holder, isDomainProven } = facts
  if (holder?.hasOtherSubject) return no('identity_conflict')
  if (!isDomainProven && !(holder && facts.isHolderProven)) return no(unprovenReason(facts))
  if (!holder) return decideMembership(facts, { kind: 'make' }, null)
  return decideMembership(facts, { kind: 'link', userId: holder.id }, holder)
}

// Whether the address has an account here is told to nobody who could make a provider say it: of members and of those invited alone it is
// asked to prove it, and of the latter also where there is none.
function unprovenReason({ holder, isInvited }: EntryFacts): SsoRefusalReason {
  return holder?.membership || isInvited ? 'proof_needed' : 'address_not_proven'
}

function decideMembership(facts: EntryFacts, as: Entry['as'], person: Person | null): EntryDecision {
  if (person?.isSuspended) return no('user_suspended')
  if (person?.membership === 'SUSPENDED') return no('member_suspended')
  const stays: EntryDecision = { allowed: true, entry: { as, becomesMember: false } }
  // An open invitation says which role: it is accepted by its own page.
  if (person?.membership === 'ACTIVE' || facts.isInvited) return stays
  if (facts.admission === 'INVITED' || !facts.isDomainProven) return no('not_invited')
  return facts.hasPlace ? { allowed: true, entry: { as, becomesMember: true } } : no('plan_limit_reached')
}

function no(reason: SsoRefusalReason): EntryDecision {
  return { allowed: false, reason }
}

type StateFacts = {
  state: 'DRAFT' | 'ACTIVE' | 'DISABLED'
  isTested: boolean
  isSsoRequired: boolean
  /** Whether another active connection speaks for a proven domain. */
  hasOtherWayIn: boolean
}

/** Whether a connection can begin to let people in: somebody signed in through it as it is configured now. */
export function decideActivation({ state, isTested }: StateFacts): Decision<'already_active' | 'not_tested'> {
  if (state === 'ACTIVE') return refuse('already_active', 'This connection is active already.')
  if (isTested) return allow()
  return refuse(
    'not_tested',
    'Sign in through this connection once first (Test connection): what it is set to now was never seen to work.',
  )
}

/** Whether a connection can be switched off: what the organization requires must stay possible. */
export function decideDisabling(facts: StateFacts): Decision<'not_active' | 'would_lock_out'> {
  if (facts.state !== 'ACTIVE') return refuse('not_active', 'This connection is not active.')
  return decideEnding(facts)
}

/** Whether a connection can be deleted, active or not. */
export function decideEnding({
  state,
  isSsoRequired,
  hasOtherWayIn,
}: StateFacts): Decision<'would_lock_out'> {
  if (state !== 'ACTIVE') return allow()
  return decideStillOpen({ isRequired: isSsoRequired, hasWayIn: hasOtherWayIn })
}

/**
 * Whether what says who people are may be changed: the issuer, the entity id, the client id. With another one the same names could be other
 * people, so that it is fixed from the first activation on, and as long as anybody is known by it.
 */
export function decideTrustChange(facts: {
  state: 'DRAFT' | 'ACTIVE' | 'DISABLED'
  /** Whether anybody is known by it. */
  isKnown: boolean
}): Decision<'trust_fixed'> {
  if (facts.state === 'DRAFT' && !facts.isKnown) return allow()
  return refuse(
    'trust_fixed',
    'Who people are at this provider hangs on its issuer and the client id, so they stay as they are. Add a second connection and delete this one once everybody has moved.',
  )
}

/** Whether a certificate of a provider can be taken away: the last one checks every signature there is. */
export function decideCertificateRemoval(others: number): Decision<'last_certificate'> {
  if (others > 0) return allow()
  return refuse('last_certificate', 'This is the only certificate of the provider. Add the new one first.')
}
