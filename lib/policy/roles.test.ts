import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyRole, builtIn, custom } from '../testing/policy-facts'
import {
  isOrganizationPermission,
  isWorkspacePermission,
  permissionDefinitions,
  withImplied,
} from './permissions'
import {
  assignableOn,
  builtInRole,
  builtInRoles,
  findBuiltInRole,
  isCeiling,
  permissionsOfRole,
  type BuiltInRoleKey,
} from './roles'

const inRoles = permissionDefinitions.filter((definition) => !definition.isOperatorOnly).map(({ id }) => id)
const ofWorkspaces = inRoles.filter(isWorkspacePermission)
const secret = 'read:block_secret'

function held(key: BuiltInRoleKey): string[] {
  return [...builtInRole(key).permissions].toSorted()
}

function lackedBy(key: BuiltInRoleKey, among: readonly string[]): string[] {
  return among.filter((permission) => !held(key).includes(permission))
}

describe('built-in roles', () => {
  it('an Administrator holds everything', () => {
    expect(held('ADMINISTRATOR')).toEqual(inRoles.toSorted())
  })

  it('a User is a Member who holds all of every workspace but its administration', () => {
    expect(lackedBy('USER', ofWorkspaces)).toEqual([
      'update:workspace',
      'delete:workspace',
      'update:workspace_access',
    ])
    expect(held('USER').filter(isOrganizationPermission)).toEqual(held('MEMBER'))
  })

  it('a Read Only User reads both levels, but for the audit log, single sign-on, invitations and secrets', () => {
    const reading = inRoles.filter((permission) => permission.startsWith('read:'))
    expect(lackedBy('READ_ONLY_USER', reading)).toEqual([
      'read:invitation',
      'read:audit_log',
      'read:sso',
      secret,
    ])
    expect(held('READ_ONLY_USER').filter((permission) => !permission.startsWith('read:'))).toEqual([])
  })

  it('a Member sees the organization, its members, roles and service accounts', () => {
    expect(held('MEMBER')).toEqual(['read:member', 'read:organization', 'read:role', 'read:service_account'])
  })

  it('an Owner holds every workspace permission and nothing else', () => {
    expect(held('OWNER')).toEqual(ofWorkspaces.toSorted())
  })

  it('a Collaborator holds all but the administration of the workspace', () => {
    expect(lackedBy('COLLABORATOR', ofWorkspaces)).toEqual(lackedBy('USER', ofWorkspaces))
    expect(held('COLLABORATOR').every(isWorkspacePermission)).toBe(true)
  })

  it('a Read-only Collaborator reads everything but secrets', () => {
    const reading = ofWorkspaces.filter(
      (permission) => permission.startsWith('read:') && permission !== secret,
    )
    expect(held('READ_ONLY_COLLABORATOR')).toEqual(reading.toSorted())
  })

  it('a Runner is a Read-only Collaborator who starts flow runs and deployments', () => {
    expect(held('RUNNER')).toEqual(
      [...held('READ_ONLY_COLLABORATOR'), 'create:flow_run', 'run:deployment'].toSorted(),
    )
  })

  it.each(builtInRoles)('$name holds what its permissions imply, and nothing of the operator', (role) => {
    expect(withImplied(role.permissions)).toEqual(role.permissions)
    expect(role.permissions.has('update:plan')).toBe(false)
    expect(builtInRole(role.key)).toBe(role)
    expect(role.description).toMatch(/^[A-Z].+\.$/)
  })

  it('of workspaces are listed from the one that holds most to the one that holds least', () => {
    const roles = builtInRoles.filter((role) => role.level === 'workspace')
    for (const [index, role] of roles.entries()) {
      const next = roles.at(index + 1)
      expect([...(next?.permissions ?? [])].every((permission) => role.permissions.has(permission))).toBe(
        true,
      )
    }
  })

  it('have names that nothing else is called', () => {
    expect(builtInRoles.map((role) => role.name).join(', ')).toBe(
      'Administrator, User, Read Only User, Member, Owner, Collaborator, Runner, Read-only Collaborator',
    )
    const names = builtInRoles
      .flatMap((role) => [role.name, ...role.otherNames])
      .map((name) => name.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
  })

  it.each([
    ['Administrator', 'ADMINISTRATOR'],
    ['admin', 'ADMINISTRATOR'],
    ['  READ ONLY USER ', 'READ_ONLY_USER'],
    ['Developer', 'COLLABORATOR'],
    ['viewer', 'READ_ONLY_COLLABORATOR'],
    ['READ_ONLY_USER', undefined],
    ['', undefined],
    ['Administrators', undefined],
  ])('are found by name: %j', (name, key) => {
    expect(findBuiltInRole(name)?.key).toBe(key)
  })
})

describe('what a role holds', () => {
  it('comes from the catalogue for a built-in role, whatever is stored', () => {
    const tampered = { ...builtIn('MEMBER'), permissions: ['update:member', 'delete:organization'] }
    expect(permissionsOfRole(tampered)).toEqual(builtInRole('MEMBER').permissions)
  })

  it('comes from the stored permissions with what they imply for a custom role', () => {
    expect([...permissionsOfRole(custom('delete:flow'))]).toEqual(['delete:flow', 'read:flow'])
  })

  it.each([
    'update:plan',
    'delete:organization',
    'update:sso',
    'update:workspace_access',
    'fly:plane',
    '__proto__',
    '',
  ])('is nothing for a custom role that stores %j', (stored) => {
    expect([...permissionsOfRole(custom(stored))]).toEqual([])
    expect([...permissionsOfRole(custom('read:flow', stored))]).toEqual(['read:flow'])
  })

  it('is always closed under implication and never reserved for a custom role', () => {
    fc.assert(
      fc.property(anyRole, (role) => {
        const permissions = permissionsOfRole(role)
        expect(withImplied(permissions)).toEqual(permissions)
        if (role.builtIn !== null) return
        const reserved = permissionDefinitions.filter(({ isReserved }) => isReserved)
        expect(reserved.some(({ id }) => permissions.has(id))).toBe(false)
      }),
    )
  })
})

describe('a ceiling', () => {
  it('is Read Only User and nothing else', () => {
    expect(builtInRoles.filter((role) => isCeiling(builtIn(role.key))).map(({ key }) => key)).toEqual([
      'READ_ONLY_USER',
    ])
    expect(isCeiling(custom('read:flow'))).toBe(false)
    expect(isCeiling({ ...custom('read:flow'), name: 'Read Only User' })).toBe(false)
  })
})

describe('where a role may be assigned', () => {
  it.each(builtInRoles)('$name: on its own level only', ({ key, level }) => {
    expect(assignableOn(builtIn(key))).toEqual({
      account: level === 'organization',
      workspace: level === 'workspace',
    })
  })

  it.each([
    { permissions: ['read:flow', 'delete:flow'], workspace: true },
    { permissions: [], workspace: true },
    { permissions: ['fly:plane'], workspace: true },
    { permissions: ['read:flow', 'read:member'], workspace: false },
    { permissions: ['create:workspace'], workspace: false },
    { permissions: ['delete:organization'], workspace: false },
  ])('a custom role of $permissions: workspaces $workspace', ({ permissions, workspace }) => {
    expect(assignableOn(custom(...permissions))).toEqual({ account: true, workspace })
  })
})
