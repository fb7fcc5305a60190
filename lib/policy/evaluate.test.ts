import { describe, expect, it } from 'vitest'
import { builtIn, custom, future, grant, member, now, past, workspace } from '../testing/policy-facts'
import {
  decideOrganizationPermission,
  decideWorkspacePermission,
  isVisible,
  organizationPermissions,
  permissionsAcrossWorkspaces,
  permissionsWhenActive,
  workspacePermissions,
  type MembershipFacts,
  type WorkspaceFacts,
} from './evaluate'
import {
  isOrganizationPermission,
  permissionDefinitions,
  type OrganizationPermission,
  type WorkspacePermission,
} from './permissions'
import { builtInRole } from './roles'

const suspended = { status: 'SUSPENDED' } as const
const serviceAccount = { kind: 'SERVICE_ACCOUNT' } as const
const unreadable = new Date('not a date')

describe('organization permissions', () => {
  it.each<[string, MembershipFacts, OrganizationPermission, boolean]>([
    ['an Administrator', member(builtIn('ADMINISTRATOR')), 'delete:organization', true],
    ['an Administrator', member(builtIn('ADMINISTRATOR')), 'update:plan', false],
    ['a suspended Administrator', member(builtIn('ADMINISTRATOR'), suspended), 'read:organization', false],
    ['a User', member(builtIn('USER')), 'read:member', true],
    ['a User', member(builtIn('USER')), 'update:member', false],
    ['a Read Only User', member(builtIn('READ_ONLY_USER')), 'read:service_account', true],
    ['a Read Only User', member(builtIn('READ_ONLY_USER')), 'read:audit_log', false],
    ['a Member', member(builtIn('MEMBER')), 'read:role', true],
    ['a Member', member(builtIn('MEMBER')), 'read:invitation', false],
    ['a suspended Member', member(builtIn('MEMBER'), suspended), 'read:organization', false],
    ['a custom role that holds it', member(custom('create:invitation')), 'create:invitation', true],
    [
      'a custom role that holds what implies it',
      member(custom('create:invitation')),
      'read:invitation',
      true,
    ],
    ['a custom role without it, by the floor', member(custom('read:flow')), 'read:member', true],
    ['a custom role without it', member(custom('read:flow')), 'update:member', false],
    ['a custom role of nothing known', member(custom('fly:plane', '*')), 'read:organization', true],
    [
      'a custom role that stores a reserved one',
      member(custom('delete:organization')),
      'delete:organization',
      false,
    ],
    ['a service account', member(builtIn('MEMBER'), serviceAccount), 'read:organization', true],
    ['a service account', member(builtIn('MEMBER'), serviceAccount), 'create:workspace', false],
  ])('%s: %# %j', (_name, membership, permission, expected) => {
    expect(decideOrganizationPermission(membership, permission).allowed).toBe(expected)
    expect(organizationPermissions(membership).has(permission)).toBe(expected)
  })

  it('of one without membership are none', () => {
    const ids = permissionDefinitions.map(({ id }) => id).filter(isOrganizationPermission)
    expect(ids.map((id) => decideOrganizationPermission(null, id))).toEqual(
      ids.map((permission) =>
        expect.objectContaining({ allowed: false, reason: 'no_membership', permission }),
      ),
    )
  })

  it('hold nothing of the workspace level', () => {
    const held = organizationPermissions(member(custom('read:flow', 'update:member')))
    expect([...held].toSorted().join(' ')).toBe(
      'read:member read:organization read:role read:service_account update:member',
    )
  })
})

describe('workspace permissions', () => {
  const collaboratorByDefault = workspace({ defaultRole: builtIn('COLLABORATOR') })
  const ownerByGrant = workspace({ grants: [grant(builtIn('OWNER'))] })
  const runner = builtIn('RUNNER')

  it.each<[string, MembershipFacts, WorkspaceFacts, WorkspacePermission, boolean]>([
    ['an Administrator, No access', member(builtIn('ADMINISTRATOR')), workspace(), 'delete:workspace', true],
    [
      'a suspended Administrator',
      member(builtIn('ADMINISTRATOR'), suspended),
      ownerByGrant,
      'read:workspace',
      false,
    ],
    ['a User, No access', member(builtIn('USER')), workspace(), 'delete:flow', true],
    ['a User, No access', member(builtIn('USER')), workspace(), 'update:workspace_access', false],
    ['a User who is Owner', member(builtIn('USER')), ownerByGrant, 'update:workspace_access', true],
    ['a Member, No access', member(builtIn('MEMBER')), workspace(), 'read:workspace', false],
    ['a Member, by default', member(builtIn('MEMBER')), collaboratorByDefault, 'update:flow', true],
    [
      'a suspended Member, by default',
      member(builtIn('MEMBER'), suspended),
      collaboratorByDefault,
      'read:flow',
      false,
    ],
    [
      'a service account, by default',
      member(builtIn('MEMBER'), serviceAccount),
      collaboratorByDefault,
      'read:flow',
      false,
    ],
    [
      'a service account, by grant',
      member(builtIn('MEMBER'), serviceAccount),
      ownerByGrant,
      'delete:flow',
      true,
    ],
    [
      'a service account, by its role',
      member(custom('read:flow'), serviceAccount),
      workspace(),
      'read:flow',
      true,
    ],
    ['a Read Only User, No access', member(builtIn('READ_ONLY_USER')), workspace(), 'read:flow', true],
    ['a Read Only User who is Owner', member(builtIn('READ_ONLY_USER')), ownerByGrant, 'update:flow', false],
    [
      'a Read Only User who is Owner',
      member(builtIn('READ_ONLY_USER')),
      ownerByGrant,
      'read:block_secret',
      false,
    ],
    [
      'a Read Only User, by default',
      member(builtIn('READ_ONLY_USER')),
      collaboratorByDefault,
      'create:flow',
      false,
    ],
    ['a custom role in every workspace', member(custom('delete:flow')), workspace(), 'delete:flow', true],
    ['a custom role in every workspace', member(custom('delete:flow')), workspace(), 'read:workspace', false],
    [
      'a custom role by grant',
      member(builtIn('MEMBER')),
      workspace({ grants: [grant(custom('update:block'))] }),
      'read:block',
      true,
    ],
    [
      'default role and direct role add up',
      member(builtIn('MEMBER')),
      workspace({ defaultRole: runner, grants: [grant(custom('delete:flow'))] }),
      'delete:flow',
      true,
    ],
    [
      'default role and direct role add up',
      member(builtIn('MEMBER')),
      workspace({ defaultRole: runner, grants: [grant(custom('delete:flow'))] }),
      'run:deployment',
      true,
    ],
    [
      'a smaller direct role takes nothing from the default role',
      member(builtIn('MEMBER')),
      workspace({ defaultRole: builtIn('COLLABORATOR'), grants: [grant(runner)] }),
      'delete:flow',
      true,
    ],
    [
      'Read Only User as default role limits nothing else',
      member(builtIn('MEMBER')),
      workspace({ defaultRole: builtIn('READ_ONLY_USER'), grants: [grant(builtIn('OWNER'))] }),
      'delete:flow',
      true,
    ],
    [
      'a grant of an Administrator role is only that of the workspace',
      member(builtIn('READ_ONLY_USER')),
      workspace({ grants: [grant(builtIn('ADMINISTRATOR'))] }),
      'delete:workspace',
      false,
    ],
  ])('%s: %#', (_name, membership, facts, permission, expected) => {
    expect(decideWorkspacePermission(membership, facts, permission, now).allowed).toBe(expected)
    expect(workspacePermissions(membership, facts, now).has(permission)).toBe(expected)
  })

  it.each([
    ['never', null, true],
    ['one millisecond later', future, true],
    ['at this very moment', new Date(now), false],
    ['one millisecond ago', past, false],
    ['on an unreadable date', unreadable, false],
  ])('a grant that ends %s: %s', (_when, expiresAt, expected) => {
    const facts = workspace({ grants: [grant(runner, expiresAt)] })
    expect(decideWorkspacePermission(member(builtIn('MEMBER')), facts, 'run:deployment', now).allowed).toBe(
      expected,
    )
  })

  it('hold nothing of the organization level, even by a role that does', () => {
    const facts = workspace({ grants: [grant(custom('read:flow', 'update:member'))] })
    expect([...workspacePermissions(member(custom('create:role')), facts, now)]).toEqual(['read:flow'])
  })

  it('of one without membership are none, whatever the default role', () => {
    const decision = decideWorkspacePermission(null, collaboratorByDefault, 'read:workspace', now)
    expect(decision).toMatchObject({ allowed: false, reason: 'no_membership', permission: 'read:workspace' })
  })
})

describe('visibility of a workspace', () => {
  const open = workspace({ defaultRole: builtIn('READ_ONLY_COLLABORATOR') })

  it.each<[string, MembershipFacts | null, WorkspaceFacts, boolean]>([
    ['a Member, shared with everybody', member(builtIn('MEMBER')), open, true],
    ['a Member, No access', member(builtIn('MEMBER')), workspace(), false],
    ['a service account, shared with everybody', member(builtIn('MEMBER'), serviceAccount), open, false],
    ['nobody', null, open, false],
    ['one who may create workspaces', member(custom('create:workspace')), workspace(), true],
    ['one who holds something else there', member(custom('read:flow')), workspace(), false],
    [
      'one whose grant ended',
      member(builtIn('MEMBER')),
      workspace({ grants: [grant(builtIn('OWNER'), past)] }),
      false,
    ],
  ])('%s', (_name, membership, facts, expected) => {
    expect(isVisible(membership, facts, now)).toBe(expected)
  })
})

describe('what somebody holds in the whole account', () => {
  it('is the organization permissions and what the role gives in every workspace', () => {
    const held = permissionsAcrossWorkspaces(member(custom('delete:flow', 'create:role')))
    expect([...held].toSorted().join(' ')).toBe(
      'create:role delete:flow read:flow read:member read:organization read:role read:service_account',
    )
  })

  it('is everything in roles for an Administrator, and only reading for a ceiling', () => {
    expect(permissionsAcrossWorkspaces(member(builtIn('ADMINISTRATOR')))).toEqual(
      builtInRole('ADMINISTRATOR').permissions,
    )
    expect(permissionsAcrossWorkspaces(member(builtIn('READ_ONLY_USER')))).toEqual(
      builtInRole('READ_ONLY_USER').permissions,
    )
  })

  it('is nothing while suspended, though the rank remains', () => {
    const membership = member(builtIn('ADMINISTRATOR'), suspended)
    expect(permissionsAcrossWorkspaces(membership).size).toBe(0)
    expect(permissionsWhenActive(membership)).toEqual(builtInRole('ADMINISTRATOR').permissions)
  })
})
