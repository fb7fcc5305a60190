import { describe, expect, it } from 'vitest'
import { builtIn, custom, future, grant, member, now, past, workspace } from '../testing/policy-facts'
import { firstRefusal, refuse, type Decision } from './decision'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  type MembershipFacts,
  type PermissionDecision,
  type WorkspaceFacts,
} from './evaluate'
import { answerSentence, remedyAbout } from './explain'
import type { Permission, WorkspacePermission } from './permissions'
import type { PermissionRefusalReason } from './refusals'

const everyone = member(builtIn('MEMBER'))
const suspended = { status: 'SUSPENDED' } as const
const serviceAccount = { kind: 'SERVICE_ACCOUNT' } as const

function sentences(decision: PermissionDecision): string[] {
  return decision.reasons.map((reason) => reason.sentence)
}

function outcomes(decision: PermissionDecision): string[] {
  return decision.reasons.map((reason) => `${reason.source} ${reason.role?.name ?? '-'}: ${reason.outcome}`)
}

describe('the reasons of a decision', () => {
  it('name every source, whether it gave the permission or not', () => {
    const facts = workspace({
      defaultRole: builtIn('RUNNER'),
      grants: [grant(builtIn('OWNER'), past), grant(builtIn('COLLABORATOR'), future)],
    })
    const decision = decideWorkspacePermission(everyone, facts, 'delete:flow', now)
    expect(decision.allowed).toBe(true)
    expect(sentences(decision)).toEqual([
      'The organization role Member does not hold it.',
      'The default workspace role Runner does not hold it.',
      'Owner, given in this workspace, held it until it expired.',
      'Collaborator, given in this workspace, gives it.',
    ])
    expect(decision.reasons.map((reason) => reason.expiresAt)).toEqual([null, null, past, future])
  })

  it('name the floor under every role', () => {
    expect(outcomes(decideOrganizationPermission(member(custom('create:role')), 'read:member'))).toEqual([
      'organization_role Night shift: not_held',
      'member_floor Member: gave',
    ])
  })

  it('name the ceiling, and what it holds back', () => {
    const facts = workspace({ grants: [grant(builtIn('OWNER'))] })
    const decision = decideWorkspacePermission(member(builtIn('READ_ONLY_USER')), facts, 'update:flow', now)
    expect(sentences(decision)).toEqual([
      'The organization role Read Only User does not hold it.',
      'Owner, given in this workspace, holds it, but takes no effect.',
      'Read Only User limits what other roles give, and does not let this through.',
    ])
  })

  it('name the ceiling when it lets something through', () => {
    const decision = decideWorkspacePermission(
      member(builtIn('READ_ONLY_USER')),
      workspace(),
      'read:flow',
      now,
    )
    expect(outcomes(decision)).toEqual([
      'organization_role Read Only User: gave',
      'ceiling Read Only User: let_through',
    ])
  })

  it('name a suspension, and what it holds back', () => {
    const decision = decideOrganizationPermission(
      member(builtIn('ADMINISTRATOR'), suspended),
      'update:member',
    )
    expect(outcomes(decision)).toEqual([
      'organization_role Administrator: held_back',
      'member_floor Member: not_held',
      'suspension -: refused',
    ])
  })

  it('say that a default role passes service accounts by', () => {
    const facts = workspace({ defaultRole: builtIn('OWNER') })
    const decision = decideWorkspacePermission(
      member(builtIn('MEMBER'), serviceAccount),
      facts,
      'read:flow',
      now,
    )
    expect(sentences(decision)).toEqual([
      'The organization role Member does not hold it.',
      'The default workspace role Owner holds it, but does not apply to service accounts.',
    ])
  })

  it('of one without membership are that there is none', () => {
    expect(outcomes(decideOrganizationPermission(null, 'read:member'))).toEqual(['no_membership -: refused'])
  })

  it("of what is the operator's say so, even to an Administrator", () => {
    const decision = decideOrganizationPermission(member(builtIn('ADMINISTRATOR')), 'update:plan')
    expect(decision).toMatchObject({
      allowed: false,
      reason: 'operator_only',
      permission: 'update:plan',
      message: 'No role in this organization holds “Change the plan”. Ask the operator of this installation.',
    })
    expect(outcomes(decision).at(-1)).toBe('operator_only -: refused')
  })
})

describe('a decision about a permission', () => {
  it('combines with the decisions of rules', () => {
    const permitted: Decision<PermissionRefusalReason> = decideOrganizationPermission(everyone, 'read:member')
    const refused = decideOrganizationPermission(everyone, 'update:member')
    const rule: Decision<'outranked'> = refuse('outranked', 'No.')
    expect(firstRefusal<PermissionRefusalReason | 'outranked'>(permitted, refused, rule)).toBe(refused)
  })
})

describe('a refusal says what would have to change', () => {
  const readOnly = member(builtIn('READ_ONLY_USER'))
  const roleThatHolds =
    'Ask an Administrator or an Owner of the workspace for a role that holds “Change flows”'
  const anotherRole = 'Ask an Administrator for an organization role other than Read Only User.'
  const reactivate = 'Ask an Administrator to reactivate it.'
  const notHeld = 'None of your roles here holds “Change flows”.'
  const renew = 'Your role Owner has expired: ask an Administrator or an Owner of the workspace to renew it.'
  const isSuspended = 'Your membership in this organization is suspended.'
  const limited = 'Your organization role limits what you may do, and does not allow “Change flows”.'
  const owner = workspace({ grants: [grant(builtIn('OWNER'))] })
  const formerOwner = workspace({ grants: [grant(builtIn('OWNER'), past)] })

  it.each<[string, MembershipFacts, WorkspaceFacts, string, string, string[]]>([
    [
      'a role',
      everyone,
      workspace(),
      'missing_permission',
      notHeld,
      [`${roleThatHolds}, for example Collaborator.`],
    ],
    ['a grant renewed', everyone, formerOwner, 'missing_permission', notHeld, [renew]],
    [
      'a role of its own for a service account',
      member(builtIn('MEMBER'), serviceAccount),
      workspace({ defaultRole: builtIn('OWNER') }),
      'missing_permission',
      notHeld,
      [`${roleThatHolds}, for example Collaborator.`],
    ],
    ['another organization role', readOnly, owner, 'read_only_role', limited, [anotherRole]],
    ['another role and a renewal', readOnly, formerOwner, 'read_only_role', limited, [anotherRole, renew]],
    [
      'another role and one here',
      readOnly,
      workspace(),
      'read_only_role',
      limited,
      [anotherRole, `${roleThatHolds}, for example Collaborator.`],
    ],
    [
      'a reactivation',
      member(builtIn('USER'), suspended),
      workspace(),
      'membership_suspended',
      isSuspended,
      [reactivate],
    ],
    [
      'a reactivation and a role',
      member(builtIn('MEMBER'), suspended),
      workspace(),
      'membership_suspended',
      isSuspended,
      [reactivate, `${roleThatHolds}, for example Collaborator.`],
    ],
    [
      'a reactivation and another organization role',
      member(builtIn('READ_ONLY_USER'), suspended),
      owner,
      'membership_suspended',
      isSuspended,
      [reactivate, anotherRole],
    ],
  ])('%s', (_name, membership, facts, reason, happened, remedies) => {
    expect(decideWorkspacePermission(membership, facts, 'update:flow', now)).toMatchObject({
      allowed: false,
      reason,
      permission: 'update:flow',
      message: [happened, ...remedies].join(' '),
      remedies: { length: remedies.length },
    })
  })

  it.each<[WorkspacePermission, string]>([
    ['read:flow', 'Read-only Collaborator'],
    ['run:deployment', 'Runner'],
    ['read:block_secret', 'Collaborator'],
    ['update:workspace', 'Owner'],
  ])('and names the smallest built-in role with %s: %s', (permission, role) => {
    const decision = decideWorkspacePermission(everyone, workspace(), permission, now)
    expect(decision).toMatchObject({
      message: expect.stringMatching(new RegExp(`, for example ${role}\\.$`)),
    })
  })

  it('to a stranger: an invitation', () => {
    expect(decideOrganizationPermission(null, 'read:member')).toMatchObject({
      reason: 'no_membership',
      message:
        'You do not belong to this organization. ' +
        'Ask one of its Administrators for an invitation with a role that holds “View members”.',
    })
  })

  it('in the organization: a role of an Administrator', () => {
    expect(decideOrganizationPermission(everyone, 'create:invitation')).toMatchObject({
      reason: 'missing_permission',
      message:
        'None of your roles here holds “Invite members”. ' +
        'Ask an Administrator for a role that holds “Invite members”.',
    })
  })
})

describe('the same steps about somebody else', () => {
  const reader = member(builtIn('READ_ONLY_USER'))
  const ended = (expiresAt: Date) => workspace({ grants: [grant(builtIn('OWNER'), expiresAt)] })
  const change = 'Change the organization role from Read Only User to another.'
  const give = 'Give Ada a role in the workspace that holds “Change flows”, for example Collaborator.'

  it.each<[string, MembershipFacts | null, WorkspaceFacts, string[]]>([
    ['a role', everyone, workspace(), [give]],
    ['a role after the ceiling', reader, workspace(), [change, give]],
    ['the ceiling', reader, workspace({ grants: [grant(builtIn('OWNER'))] }), [change]],
    ['a renewal', everyone, ended(past), ['Renew the grant of Owner, which expired on 1 March 2026.']],
    [
      'a renewal of what ended nobody knows when',
      everyone,
      ended(new Date(Number.NaN)),
      ['Renew the grant of Owner, which expired.'],
    ],
    ['everything', { ...reader, ...suspended }, workspace(), ['Reactivate the membership.', change, give]],
    ['an invitation', null, workspace(), ['Invite Ada with a role that holds “Change flows”.']],
  ])('%s', (_name, membership, facts, steps) => {
    expect(stepsOf(decideWorkspacePermission(membership, facts, 'update:flow', now))).toEqual(steps)
  })

  it('in the organization: another role there, which leaves the ceiling behind too', () => {
    const decision = decideOrganizationPermission(reader, 'update:member')
    expect(stepsOf(decision)).toEqual(['Give Ada an organization role that holds “Change members”.'])
    expect(decision).toMatchObject({ reason: 'read_only_role' })
  })

  it('of what no service account may hold: that a user does it', () => {
    const robot = member(builtIn('MEMBER'), { ...serviceAccount, ...suspended })
    const sentence = 'Let a member do it: a service account cannot be given it.'
    expect(stepsOf(decideOrganizationPermission(robot, 'update:member'))).toEqual([sentence])
    expect(decideOrganizationPermission(robot, 'update:member')).toMatchObject({
      message: expect.stringContaining(sentence),
    })
    expect(stepsOf(decideOrganizationPermission(robot, 'read:member'))).toEqual([
      'Reactivate the membership.',
    ])
  })

  it("of what is the operator's: to ask the operator", () => {
    expect(stepsOf(decideOrganizationPermission(everyone, 'update:plan'))).toEqual([
      'Ask the operator of this installation.',
    ])
  })

  it('of a yes are none', () => {
    expect(stepsOf(decideOrganizationPermission(everyone, 'read:member'))).toEqual([])
  })

  function stepsOf(decision: PermissionDecision): string[] {
    return decision.allowed ? [] : decision.remedies.map((remedy) => remedyAbout('Ada', remedy))
  }
})

describe('the answer in one sentence', () => {
  it.each<[boolean, Permission, string | null, string]>([
    [true, 'create:flow', 'Analytics', 'Ada may create flows in Analytics.'],
    [false, 'create:flow', 'Analytics', 'Ada may not create flows in Analytics.'],
    [false, 'update:sso', null, 'Ada may not change single sign-on.'],
  ])('%s %s in %s', (allowed, permission, place, sentence) => {
    expect(answerSentence({ allowed, name: 'Ada', permission, place })).toBe(sentence)
  })
})
