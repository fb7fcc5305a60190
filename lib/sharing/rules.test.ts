import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideEnd } from '@/lib/policy/end'
import { decideWorkspacePermission, workspacePermissions, type RoleFacts } from '@/lib/policy/evaluate'
import { permissionsOfRole } from '@/lib/policy/roles'
import {
  anyMembership,
  anyRole,
  anyWorkspace,
  builtIn,
  custom,
  future,
  grant,
  member,
  now,
  past,
  workspace,
} from '@/lib/testing/policy-facts'
import { decideAddition, decideGrant, decideGrantUnchanged, revisionOf } from './rules'

const ownerHolds = workspacePermissions(
  member(builtIn('MEMBER')),
  workspace({ grants: [grant(builtIn('OWNER'))] }),
  now,
)

function reasonOf(decision: { allowed: boolean; reason?: string }): string {
  return decision.allowed ? 'allowed' : (decision.reason ?? '')
}

function named(role: RoleFacts, change: Parameters<typeof member>[1] = {}) {
  return { name: 'Grace Hopper', ...member(role, change) }
}

describe('giving a role in a workspace', () => {
  const robot = { kind: 'SERVICE_ACCOUNT' as const }
  test.each([
    ['a Member may be Owner', named(builtIn('MEMBER')), builtIn('OWNER'), 'allowed'],
    ['a User may be Runner', named(builtIn('USER')), builtIn('RUNNER'), 'allowed'],
    [
      'a suspended member may be added',
      named(builtIn('MEMBER'), { status: 'SUSPENDED' }),
      builtIn('OWNER'),
      'allowed',
    ],
    ['a service account may be Owner (R8)', named(builtIn('MEMBER'), robot), builtIn('OWNER'), 'allowed'],
    [
      'a service account may have a custom role',
      named(builtIn('MEMBER'), robot),
      custom('delete:flow'),
      'allowed',
    ],
    [
      'an organization role is not given in a workspace',
      named(builtIn('MEMBER')),
      builtIn('USER'),
      'organization_role',
    ],
    [
      'a custom role with an organization permission neither',
      named(builtIn('MEMBER')),
      custom('read:member', 'read:flow'),
      'organization_role',
    ],
    [
      'a Read Only User may be Read-only Collaborator (R11)',
      named(builtIn('READ_ONLY_USER')),
      builtIn('READ_ONLY_COLLABORATOR'),
      'allowed',
    ],
    [
      'and have a custom role that only reads',
      named(builtIn('READ_ONLY_USER')),
      custom('read:flow'),
      'allowed',
    ],
    ['but not be Runner', named(builtIn('READ_ONLY_USER')), builtIn('RUNNER'), 'read_only_member'],
    ['nor Owner', named(builtIn('READ_ONLY_USER')), builtIn('OWNER'), 'read_only_member'],
    [
      'nor have a custom role that writes',
      named(builtIn('READ_ONLY_USER')),
      custom('update:flow'),
      'read_only_member',
    ],
  ])('%s', (_, target, role, expected) => {
    expect(reasonOf(decideGrant({ actorHolds: ownerHolds, target, role }))).toBe(expected)
  })

  test('R2 refuses what the giver lacks, before it is asked whom it is for', () => {
    const actorHolds = permissionsOfRole(builtIn('COLLABORATOR'))
    for (const target of [named(builtIn('MEMBER')), named(builtIn('READ_ONLY_USER'))]) {
      const decision = decideGrant({ actorHolds, target, role: builtIn('OWNER') })
      expect(reasonOf(decision)).toBe('exceeds_own_permissions')
    }
  })

  test('who may share at all (R9) holds every permission that a workspace role can have, whoever it is', () => {
    fc.assert(
      fc.property(anyMembership, anyWorkspace, anyRole, (membership, facts, role) => {
        if (!decideWorkspacePermission(membership, facts, 'update:workspace_access', now).allowed) return
        const actorHolds = workspacePermissions(membership, facts, now)
        const decision = decideGrant({ actorHolds, target: named(builtIn('MEMBER')), role })
        expect(['allowed', 'organization_role']).toContain(reasonOf(decision))
      }),
    )
  })
})

describe('the end of a grant', () => {
  test.each([
    ['no end is ahead', null, 'allowed'],
    ['a millisecond from now is ahead', future, 'allowed'],
    ['this very moment is over', now, 'expired'],
    ['a millisecond ago is over', past, 'expired'],
    ['a date that is none is over', new Date(Number.NaN), 'expired'],
  ])('%s', (_, expiresAt, expected) => {
    expect(reasonOf(decideEnd(expiresAt, now))).toBe(expected)
  })

  test('is over exactly when the evaluation stops counting the grant', () => {
    fc.assert(
      fc.property(fc.option(fc.date({ noInvalidDate: true })), (expiresAt) => {
        const facts = workspace({ grants: [grant(builtIn('OWNER'), expiresAt)] })
        const counts = workspacePermissions(member(builtIn('MEMBER')), facts, now).size > 0
        expect(decideEnd(expiresAt, now).allowed).toBe(counts)
      }),
    )
  })
})

describe('adding', () => {
  const role = { name: 'Runner' }
  test.each([
    ['somebody without a grant', null, 'allowed'],
    ['somebody whose grant is over', { role, expiresAt: past }, 'allowed'],
    ['somebody whose grant ends at this moment', { role, expiresAt: now }, 'allowed'],
    ['somebody whose grant ends later', { role, expiresAt: future }, 'already_added'],
    ['somebody whose grant never ends', { role, expiresAt: null }, 'already_added'],
  ])('%s', (_, current, expected) => {
    expect(reasonOf(decideAddition(current, now))).toBe(expected)
  })

  test('twice is refused with the role they have', () => {
    expect(decideAddition({ role, expiresAt: null }, now)).toMatchObject({
      message: expect.stringContaining('Has been added as Runner already'),
    })
  })
})

describe('the revision of a grant (R13)', () => {
  const current = { id: 'g1', version: 3, role: { name: 'Runner' } }
  test.each([
    ['the one that was shown', revisionOf(current), 'allowed'],
    ['an earlier one', revisionOf({ ...current, version: 2 }), 'changed_meanwhile'],
    ['a later one, which cannot be', revisionOf({ ...current, version: 4 }), 'changed_meanwhile'],
    [
      'one of a grant that was removed and given again',
      revisionOf({ ...current, id: 'g2' }),
      'changed_meanwhile',
    ],
    ['none', '', 'changed_meanwhile'],
  ])('%s', (_, expected, reason) => {
    expect(reasonOf(decideGrantUnchanged(current, expected))).toBe(reason)
  })

  test('the refusal says what it is now', () => {
    expect(decideGrantUnchanged(current, '')).toMatchObject({
      message: expect.stringContaining('it is Runner now'),
    })
  })
})
