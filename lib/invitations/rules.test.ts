import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allow, refuse, type Decision } from '@/lib/policy/decision'
import type { MembershipFacts, RoleFacts, WorkspaceFacts } from '@/lib/policy/evaluate'
import type { BuiltInRoleKey } from '@/lib/policy/roles'
import { decideOffer } from '@/lib/sharing/rules'
import {
  decideAcceptance,
  decideDecline,
  decideGuest,
  decideOffersHandedOut,
  decideOpen,
  decideStillPending,
  invitedAs,
  outcomeOfAddress,
  type InvitationFacts,
} from './rules'

const now = new Date('2026-03-01T12:00:00.000Z')
const aMillisecondLater = new Date(now.getTime() + 1)

const open: InvitationFacts = {
  status: 'PENDING',
  expiresAt: aMillisecondLater,
  isCurrentLink: true,
  isMailedLink: true,
  isAccountSuspended: false,
  emailKey: 'ada@example.com',
}
const ada = { emailKey: 'ada@example.com', isEmailVerified: true }

const deadLinks: [string, Partial<InvitationFacts>, string][] = [
  ['an accepted invitation', { status: 'ACCEPTED' }, 'invitation_accepted'],
  ['a declined one', { status: 'DECLINED' }, 'invitation_declined'],
  ['a revoked one', { status: 'REVOKED' }, 'invitation_revoked'],
  ['an older link', { isCurrentLink: false }, 'invitation_replaced'],
  ['an expiry of exactly now', { expiresAt: now }, 'invitation_expired'],
  ['an expiry in the past', { expiresAt: new Date(0) }, 'invitation_expired'],
  [
    'an older link of an accepted invitation',
    { status: 'ACCEPTED', isCurrentLink: false },
    'invitation_accepted',
  ],
  ['an accepted invitation past its expiry', { status: 'ACCEPTED', expiresAt: now }, 'invitation_accepted'],
  ['an older link past its expiry', { isCurrentLink: false, expiresAt: now }, 'invitation_replaced'],
]

describe('what a link opens', () => {
  test('a pending invitation opens through its newest link until its expiry', () => {
    expect(decideOpen(open, now)).toEqual({ allowed: true })
  })

  test.each(deadLinks)('%s opens nothing and says so', (_, change, reason) => {
    const invitation = { ...open, ...change }
    expect(reasonOf(decideOpen(invitation, now))).toBe(reason)
    expect(reasonOf(decideAcceptance({ invitation, person: ada, isMailOn: true, now }))).toBe(reason)
    expect(reasonOf(decideDecline(invitation, ada.emailKey, now))).toBe(reason)
  })
})

describe('who accepts', () => {
  test.each([
    // mailed link, verified person, installation sends mail → reason
    [true, true, true, null],
    [true, false, true, null],
    [true, true, false, null],
    [true, false, false, null],
    [false, true, true, null],
    [false, false, true, 'email_not_verified'],
    [false, true, false, null],
    [false, false, false, null],
  ])('mailed link %s, verified %s, mail on %s: %s', (isMailedLink, isEmailVerified, isMailOn, reason) => {
    const invitation = { ...open, isMailedLink }
    const person = { ...ada, isEmailVerified }
    expect(reasonOf(decideAcceptance({ invitation, person, isMailOn, now }))).toBe(reason)
  })

  test('somebody else never accepts, verified or not, whatever the link', () => {
    for (const isMailedLink of [true, false]) {
      for (const isEmailVerified of [true, false]) {
        const invitation = { ...open, isMailedLink }
        const person = { emailKey: 'eve@example.com', isEmailVerified }
        const decision = decideAcceptance({ invitation, person, isMailOn: true, now })
        expect(reasonOf(decision)).toBe('invitation_for_another_address')
      }
    }
  })

  test('only the very address counts, whatever looks like it', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.emailAddress(), (one, other) => {
        const invitation = { ...open, emailKey: one }
        const person = { emailKey: other, isEmailVerified: true }
        expect(decideAcceptance({ invitation, person, isMailOn: false, now }).allowed).toBe(one === other)
      }),
    )
  })
})

describe('who declines', () => {
  test.each([
    ['the invited person', 'ada@example.com', null],
    ['whoever holds the link and is not signed in', null, null],
    ['nobody who is signed in as somebody else', 'eve@example.com', 'invitation_for_another_address'],
  ])('%s', (_, signedInAs, reason) => {
    expect(reasonOf(decideDecline(open, signedInAs, now))).toBe(reason)
  })
})

test.each([
  ['PENDING', null],
  ['ACCEPTED', 'invitation_accepted'],
  ['DECLINED', 'invitation_declined'],
  ['REVOKED', 'invitation_revoked'],
] as const)('an invitation that is %s can be managed only while nobody has answered it', (status, reason) => {
  expect(reasonOf(decideStillPending(status))).toBe(reason)
})

test.each([
  ['an organization takes members with any role', 'ORGANIZATION', 'ADMINISTRATOR', 0, null],
  ['with workspaces too', 'ORGANIZATION', 'READ_ONLY_USER', 2, null],
  ['a personal account takes guests of a workspace', 'PERSONAL', 'MEMBER', 1, null],
  ['of several', 'PERSONAL', 'MEMBER', 50, null],
  ['but nobody without a workspace', 'PERSONAL', 'MEMBER', 0, 'personal_account'],
  ['nobody with another role', 'PERSONAL', 'ADMINISTRATOR', 1, 'personal_account'],
  ['nor with one that gives less', 'PERSONAL', 'READ_ONLY_USER', 1, 'personal_account'],
] as const)('%s', (_, accountKind, builtIn, workspaces, reason) => {
  expect(reasonOf(decideGuest({ accountKind, role: { builtIn }, workspaces }))).toBe(reason)
})

function role(builtIn: BuiltInRoleKey | null, permissions: string[] = []): RoleFacts {
  const name = builtIn ?? 'Custom'
  return { id: name, name, builtIn, permissions }
}

function memberWith(organizationRole: RoleFacts, status: 'ACTIVE' | 'SUSPENDED' = 'ACTIVE'): MembershipFacts {
  return { kind: 'USER', status, role: organizationRole }
}

function grantOf(granted: RoleFacts, expiresAt: Date | null = null): WorkspaceFacts {
  return { defaultRole: null, grants: [{ role: granted, expiresAt }] }
}

const nothing: WorkspaceFacts = { defaultRole: null, grants: [] }
const [administrator, member, readOnly] = [role('ADMINISTRATOR'), role('MEMBER'), role('READ_ONLY_USER')]
const [owner, collaborator, runner, reader] = [
  role('OWNER'),
  role('COLLABORATOR'),
  role('RUNNER'),
  role('READ_ONLY_COLLABORATOR'),
]

describe('offering a role in a workspace', () => {
  test.each<[string, RoleFacts, WorkspaceFacts, RoleFacts, RoleFacts, string | null]>([
    ['an Administrator offers any', administrator, nothing, member, owner, null],
    ['an Owner of the workspace offers any', member, grantOf(owner), member, owner, null],
    ['nobody else does (R9)', member, grantOf(collaborator), member, reader, 'missing_permission'],
    ['not even a User', role('USER'), nothing, member, reader, 'missing_permission'],
    [
      'an Owner whose grant has ended does not',
      member,
      grantOf(owner, now),
      member,
      reader,
      'missing_permission',
    ],
    ['one whose role only reads does not', readOnly, grantOf(owner), member, reader, 'read_only_role'],
    [
      'an organization role is no workspace role',
      administrator,
      nothing,
      member,
      role('USER'),
      'organization_role',
    ],
    [
      'nor is a custom role with an organization permission',
      administrator,
      nothing,
      member,
      role(null, ['update:member']),
      'organization_role',
    ],
    [
      'a custom role of workspace permissions is',
      administrator,
      nothing,
      member,
      role(null, ['read:flow']),
      null,
    ],
    ['whoever only reads is offered reading', administrator, nothing, readOnly, reader, null],
    ['and nothing beyond it (R11)', administrator, nothing, readOnly, runner, 'read_only_member'],
  ])('%s', (_, organizationRoleOfInviter, workspace, organizationRole, offered, reason) => {
    const giver = memberWith(organizationRoleOfInviter)
    const recipient = invitedAs(organizationRole)
    const decision = decideOffer({ giver, workspace, recipient, role: offered, now })
    expect(reasonOf(decision)).toBe(reason)
    if (!decision.allowed) expect(decision.message).toMatch(/[.]$/)
  })
})

describe('handing out what an invitation offers', () => {
  test.each<[string, MembershipFacts, WorkspaceFacts[], string | null]>([
    ['of no workspace, anybody may', memberWith(member), [], null],
    ['an Administrator may', memberWith(administrator), [nothing, nothing], null],
    ['an Owner of each may', memberWith(member), [grantOf(owner), grantOf(owner)], null],
    ['an Owner of some may not', memberWith(member), [grantOf(owner), nothing], 'exceeds_own_permissions'],
    ['a suspended one may not', memberWith(administrator, 'SUSPENDED'), [nothing], 'exceeds_own_permissions'],
  ])('%s', (_, actor, workspaces, reason) => {
    expect(reasonOf(decideOffersHandedOut(actor, workspaces, now))).toBe(reason)
  })
})

describe('what becomes of one address', () => {
  const free = { isMember: false, isRateLimited: false, isRenewal: false, rank: allow(), place: allow() }
  const outranked = refuse('outranked', 'It holds more than you.')
  const full = refuse('plan_limit_reached', 'All places are taken.')

  test.each([
    ['a new address is invited', {}, 'invited'],
    ['an invited one is invited again', { isRenewal: true }, 'reinvited'],
    [
      'a member stays a member, whatever else is true',
      { isMember: true, isRateLimited: true, rank: outranked, place: full },
      'already_member',
    ],
    [
      'rank comes before places and limits',
      { rank: outranked, place: full, isRateLimited: true, isRenewal: true },
      'outranked',
    ],
    ['without a place nobody is invited', { place: full, isRateLimited: true }, 'plan_limit_reached'],
    [
      'an expired invitation is not renewed without a place',
      { place: full, isRenewal: true },
      'plan_limit_reached',
    ],
    ['one mailed too often has to wait', { isRateLimited: true }, 'rate_limited'],
    ['so has one that is invited', { isRateLimited: true, isRenewal: true }, 'rate_limited'],
  ])('%s', (_, change, outcome) => {
    expect(outcomeOfAddress({ ...free, ...change }).outcome).toBe(outcome)
  })

  test('the sentence of a refusal is the rule’s own', () => {
    expect(outcomeOfAddress({ ...free, rank: outranked }).message).toBe('It holds more than you.')
    expect(outcomeOfAddress({ ...free, place: full }).message).toBe('All places are taken.')
  })
})

function reasonOf(decision: Decision): string | null {
  return decision.allowed ? null : decision.reason
}
