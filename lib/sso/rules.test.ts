import { describe, expect, test } from 'vitest'
import {
  decideActivation,
  decideCertificateRemoval,
  decideDisabling,
  decideEnding,
  decideEntryThroughProvider,
  decideTrustChange,
  type EntryFacts,
} from './rules'

const facts: EntryFacts = {
  known: null,
  address: 'verified',
  holder: null,
  isDomainProven: true,
  isHolderProven: false,
  isInvited: false,
  admission: 'DOMAIN',
  hasPlace: true,
  isAccountSuspended: false,
}
const member = { id: 'ada', isSuspended: false, membership: 'ACTIVE' } as const
const stranger = { ...member, membership: null }
const holder = { ...member, hasOtherSubject: false }
const strange = { ...stranger, hasOtherSubject: false }

function told(change: Partial<EntryFacts>): string {
  const decision = decideEntryThroughProvider({ ...facts, ...change })
  if (!decision.allowed) return decision.reason
  const { as, becomesMember } = decision.entry
  return `${as.kind}${becomesMember ? ' as a new member' : ''}`
}

describe('who comes in through a provider', () => {
  test.each<[string, Partial<EntryFacts>, string]>([
    ['somebody new of a proven domain', {}, 'make as a new member'],
    ['the same where there is no place', { hasPlace: false }, 'plan_limit_reached'],
    ['the same where only invited come in', { admission: 'INVITED' }, 'not_invited'],
    ['the same, invited: the invitation says the role', { admission: 'INVITED', isInvited: true }, 'make'],
    ['an open invitation wins over the connection’s role', { isInvited: true, hasPlace: false }, 'make'],
    ['somebody known', { known: member }, 'enter'],
    ['somebody known, whatever the address is now', { known: member, address: 'none' }, 'enter'],
    [
      'somebody known whose address another holds',
      { known: member, holder: { ...holder, id: 'bob' } },
      'enter',
    ],
    ['somebody known who was removed, of a proven domain', { known: stranger }, 'enter as a new member'],
    ['somebody known who was removed, of another', { known: stranger, isDomainProven: false }, 'not_invited'],
    ['a holder of the address, of a proven domain', { holder }, 'link'],
    ['a holder who is no member yet', { holder: strange }, 'link as a new member'],
    [
      'a holder whom the subject is not',
      { holder: { ...holder, hasOtherSubject: true } },
      'identity_conflict',
    ],
    ['a holder, of another domain', { holder, isDomainProven: false }, 'proof_needed'],
    [
      'a holder, of another domain, who proved it',
      { holder, isDomainProven: false, isHolderProven: true },
      'link',
    ],
    [
      'a stranger who proved it',
      { holder: strange, isDomainProven: false, isHolderProven: true },
      'not_invited',
    ],
    ['nobody, of another domain', { isDomainProven: false }, 'address_not_proven'],
    [
      'a stranger, of another domain: as nobody',
      { holder: strange, isDomainProven: false },
      'address_not_proven',
    ],
    ['nobody who is invited, of another domain', { isDomainProven: false, isInvited: true }, 'proof_needed'],
    [
      'a stranger who is invited: as nobody',
      { holder: strange, isDomainProven: false, isInvited: true },
      'proof_needed',
    ],
    ['an address that the provider does not vouch for', { address: 'unverified' }, 'email_unverified'],
    ['a holder whom it does not vouch for', { address: 'unverified', holder }, 'email_unverified'],
    ['no address', { address: 'none' }, 'email_missing'],
    ['a suspended member', { known: { ...member, membership: 'SUSPENDED' } }, 'member_suspended'],
    ['a suspended holder', { holder: { ...holder, membership: 'SUSPENDED' } }, 'member_suspended'],
    ['a suspended person', { known: { ...member, isSuspended: true } }, 'user_suspended'],
    ['anybody of a suspended account', { known: member, isAccountSuspended: true }, 'account_suspended'],
  ])('%s', (_, change, outcome) => {
    expect(told(change)).toBe(outcome)
  })
})

const state = { state: 'ACTIVE', isTested: true, isSsoRequired: false, hasOtherWayIn: false } as const

test('a connection becomes active once it was tested', () => {
  expect(decideActivation({ ...state, state: 'DRAFT' })).toMatchObject({ allowed: true })
  expect(decideActivation({ ...state, state: 'DISABLED' })).toMatchObject({ allowed: true })
  expect(decideActivation({ ...state, state: 'DRAFT', isTested: false })).toMatchObject({
    reason: 'not_tested',
  })
  expect(decideActivation(state)).toMatchObject({ reason: 'already_active' })
})

test('the last way into an organization that requires single sign-on is neither switched off nor deleted', () => {
  const required = { ...state, isSsoRequired: true }
  for (const decide of [decideDisabling, decideEnding]) {
    expect(decide(state)).toMatchObject({ allowed: true })
    expect(decide(required)).toMatchObject({ reason: 'would_lock_out' })
    expect(decide({ ...required, hasOtherWayIn: true })).toMatchObject({ allowed: true })
  }
  expect(decideEnding({ ...required, state: 'DRAFT' })).toMatchObject({ allowed: true })
  expect(decideDisabling({ ...state, state: 'DRAFT' })).toMatchObject({ reason: 'not_active' })
})

test('what says who people are is fixed once a connection was active or knows somebody', () => {
  expect(decideTrustChange({ state: 'DRAFT', isKnown: false })).toMatchObject({ allowed: true })
  for (const fixed of [
    { state: 'DRAFT', isKnown: true },
    { state: 'ACTIVE', isKnown: false },
    { state: 'DISABLED', isKnown: false },
  ] as const)
    expect(decideTrustChange(fixed)).toMatchObject({ reason: 'trust_fixed' })
})

test('the last certificate of a provider stays', () => {
  expect(decideCertificateRemoval(1)).toMatchObject({ allowed: true })
  expect(decideCertificateRemoval(0)).toMatchObject({ reason: 'last_certificate' })
})
