import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BuiltInRoleKey } from '@/lib/policy/roles'
import { anyMembership, anyRole, builtIn, custom, member } from '@/lib/testing/policy-facts'
import {
  decideLeaving,
  decideReactivation,
  decideRemoval,
  decideRoleChange,
  decideRoleUnchanged,
  decideSuspension,
  memberCapabilities,
  type MemberChangeFacts,
} from './rules'

const isUserSuspended = false
const administrator = { ...member(builtIn('ADMINISTRATOR')), isUserSuspended }
const plain = { ...member(builtIn('MEMBER')), isUserSuspended }
const user = { ...member(builtIn('USER')), isUserSuspended }
// Manages members, and holds what Members and Users hold.
const manager = member(
  custom('update:member', 'delete:member', 'read:role', 'read:service_account', 'read:organization'),
)

function facts(change: Partial<MemberChangeFacts> = {}): MemberChangeFacts {
  return {
    accountKind: 'ORGANIZATION',
    actor: administrator,
    target: plain,
    isSelf: false,
    activeAdministrators: 2,
    ...change,
  }
}

function reasonOf(decision: { allowed: boolean; reason?: string }): string {
  return decision.allowed ? 'allowed' : (decision.reason ?? '')
}

describe('changing a role', () => {
  const cases: [string, Partial<MemberChangeFacts>, BuiltInRoleKey, string][] = [
    ['an Administrator makes a Member a User', {}, 'USER', 'allowed'],
    ['an Administrator makes a Member Administrator', {}, 'ADMINISTRATOR', 'allowed'],
    ['an Administrator demotes another', { target: administrator }, 'MEMBER', 'allowed'],
    [
      'the last Administrator is demoted',
      { target: administrator, activeAdministrators: 1 },
      'USER',
      'last_administrator',
    ],
    [
      'the last Administrator demotes themselves',
      { target: administrator, isSelf: true, activeAdministrators: 1 },
      'MEMBER',
      'last_administrator',
    ],
    [
      'a suspended Administrator is demoted while one is active',
      { target: { ...administrator, status: 'SUSPENDED' }, activeAdministrators: 1 },
      'MEMBER',
      'allowed',
    ],
    [
      'an Administrator whom the operator suspended is demoted while another can sign in',
      { target: { ...administrator, isUserSuspended: true }, activeAdministrators: 1 },
      'MEMBER',
      'allowed',
    ],
    [
      'an Administrator whom the operator suspended is demoted while nobody else can sign in',
      { target: { ...administrator, isUserSuspended: true }, activeAdministrators: 0 },
      'MEMBER',
      'last_administrator',
    ],
    ['a Member changes roles', { actor: plain }, 'MEMBER', 'missing_permission'],
    ['a User changes roles', { actor: user }, 'MEMBER', 'missing_permission'],
    [
      'a Read Only User changes roles',
      { actor: member(builtIn('READ_ONLY_USER')) },
      'MEMBER',
      'read_only_role',
    ],
    [
      'a suspended Administrator changes roles',
      { actor: { ...administrator, status: 'SUSPENDED' } },
      'MEMBER',
      'membership_suspended',
    ],
    ['a manager gives a role that holds more', { actor: manager }, 'USER', 'exceeds_own_permissions'],
    ['a manager changes one who holds more', { actor: manager, target: user }, 'MEMBER', 'outranked'],
    [
      'a manager changes a suspended Administrator',
      { actor: manager, target: { ...administrator, status: 'SUSPENDED' } },
      'MEMBER',
      'outranked',
    ],
    ['a manager changes a Member to Member', { actor: manager }, 'MEMBER', 'allowed'],
    [
      'a service account is made Administrator',
      { target: { ...plain, kind: 'SERVICE_ACCOUNT' } },
      'ADMINISTRATOR',
      'service_account_cannot_administer',
    ],
    ['a service account is made User', { target: { ...plain, kind: 'SERVICE_ACCOUNT' } }, 'USER', 'allowed'],
    ['a guest of a personal account gets a role', { accountKind: 'PERSONAL' }, 'USER', 'personal_account'],
  ]

  test.each(cases)('%s', (_, change, role, expected) => {
    expect(reasonOf(decideRoleChange(facts(change), builtIn(role)))).toBe(expected)
  })

  test('a role that changed meanwhile is told, with the name it has now', () => {
    expect(decideRoleUnchanged(builtIn('USER'), 'role-USER')).toEqual({ allowed: true })
    expect(decideRoleUnchanged(builtIn('USER'), 'role-MEMBER')).toMatchObject({
      reason: 'changed_meanwhile',
      message: expect.stringContaining('User'),
    })
  })
})

describe('suspending, reactivating, removing and leaving', () => {
  type Decide = (facts: MemberChangeFacts) => { allowed: boolean; reason?: string }
  const last = { target: administrator, activeAdministrators: 1 }
  const owner = { accountKind: 'PERSONAL', target: administrator } as const
  const cases: [string, Decide, Partial<MemberChangeFacts>, string][] = [
    ['an Administrator suspends a Member', decideSuspension, {}, 'allowed'],
    ['an Administrator suspends another', decideSuspension, { target: administrator }, 'allowed'],
    ['the last Administrator is suspended', decideSuspension, last, 'last_administrator'],
    [
      'somebody suspends themselves',
      decideSuspension,
      { target: administrator, isSelf: true },
      'own_membership',
    ],
    ['a User suspends a Member', decideSuspension, { actor: user }, 'missing_permission'],
    ['a manager suspends a User', decideSuspension, { actor: manager, target: user }, 'outranked'],
    ['the owner of a personal account is suspended', decideSuspension, owner, 'personal_account'],
    ['a manager reactivates a Member', decideReactivation, { actor: manager }, 'allowed'],
    [
      'a manager reactivates a suspended Administrator',
      decideReactivation,
      { actor: manager, target: { ...administrator, status: 'SUSPENDED' } },
      'outranked',
    ],
    ['a Member reactivates', decideReactivation, { actor: plain }, 'missing_permission'],
    ['an Administrator removes a Member', decideRemoval, {}, 'allowed'],
    ['the last Administrator is removed', decideRemoval, last, 'last_administrator'],
    ['a Member removes another', decideRemoval, { actor: plain }, 'missing_permission'],
    [
      'one who may update members removes one',
      decideRemoval,
      { actor: member(custom('update:member')) },
      'missing_permission',
    ],
    ['a manager removes a User', decideRemoval, { actor: manager, target: user }, 'outranked'],
    ['the owner of a personal account is removed', decideRemoval, owner, 'personal_account'],
    ['a Member leaves', decideLeaving, { actor: plain, isSelf: true }, 'allowed'],
    ['the last Administrator leaves', decideLeaving, { ...last, isSelf: true }, 'last_administrator'],
    [
      'an Administrator leaves another behind',
      decideLeaving,
      { target: administrator, isSelf: true },
      'allowed',
    ],
    [
      'the owner leaves their personal account',
      decideLeaving,
      { ...owner, isSelf: true },
      'personal_account',
    ],
  ]

  test.each(cases)('%s', (_, decide, change, expected) => {
    expect(reasonOf(decide(facts(change)))).toBe(expected)
  })
})

const anyFacts: fc.Arbitrary<MemberChangeFacts> = fc.record({
  accountKind: fc.constantFrom('PERSONAL', 'ORGANIZATION'),
  actor: anyMembership,
  target: anyMembership.chain((one) =>
    fc.boolean().map((isSuspended) => ({ ...one, isUserSuspended: isSuspended })),
  ),
  isSelf: fc.boolean(),
  activeAdministrators: fc.nat(3),
})

test('what a list says may be done is what the rules allow, for any people', () => {
  fc.assert(
    fc.property(anyFacts, anyRole, (change, role) => {
      const can = memberCapabilities(change)
      if (decideRoleChange(change, role).allowed && role.builtIn !== 'ADMINISTRATOR')
        expect(can.changeRole.allowed).toBe(true)
      if (!can.changeRole.allowed && role.builtIn !== 'ADMINISTRATOR')
        expect(decideRoleChange(change, role).allowed).toBe(false)
      if (can.suspend.allowed) expect(decideSuspension(change).allowed).toBe(true)
      if (can.reactivate.allowed) expect(decideReactivation(change).allowed).toBe(true)
      expect(can.remove.allowed).toBe(decideRemoval(change).allowed)
      expect(can.suspend.allowed && can.reactivate.allowed).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test('nobody who lacks a permission of the target changes, suspends, reactivates or removes them', () => {
  fc.assert(
    fc.property(anyFacts, anyRole, (change, role) => {
      const outranked = {
        ...change,
        actor: member(custom('update:member', 'delete:member')),
        target: administrator,
        isSelf: false,
      }
      expect(decideRoleChange(outranked, role).allowed).toBe(false)
      expect(decideSuspension(outranked).allowed).toBe(false)
      expect(decideReactivation(outranked).allowed).toBe(false)
      expect(decideRemoval(outranked).allowed).toBe(false)
    }),
  )
})
