import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isOrganizationPermission,
  isPermission,
  isWorkspacePermission,
  permissionDefinition,
  permissionDefinitions,
  withImplied,
} from './permissions'

const ids = permissionDefinitions.map((definition) => definition.id)
const somePermissions = fc.subarray(ids)

function idsOfLevel(level: string): string[] {
  return permissionDefinitions.filter((definition) => definition.level === level).map(({ id }) => id)
}

function words(list: string): string[] {
  return list.split(' ')
}

function crud(resource: string): string[] {
  return ['read', 'create', 'update', 'delete'].map((action) => `${action}:${resource}`)
}

describe('the catalogue', () => {
  it('holds exactly the organization permissions of the access model', () => {
    expect(idsOfLevel('organization').toSorted()).toEqual(
      [
        ...words('read:organization update:organization delete:organization'),
        ...words('read:member update:member delete:member'),
        ...words('read:invitation create:invitation delete:invitation'),
        ...crud('service_account'),
        ...crud('role'),
        ...words('create:workspace read:audit_log read:sso update:sso update:plan'),
      ].toSorted(),
    )
  })

  it('holds exactly the workspace permissions of the access model', () => {
    expect(idsOfLevel('workspace').toSorted()).toEqual(
      [
        ...words('read:workspace update:workspace delete:workspace'),
        ...words('read:workspace_access update:workspace_access'),
        ...['flow', 'flow_run', 'deployment', 'work_pool', 'work_queue', 'variable', 'artifact'].flatMap(
          crud,
        ),
        ...words('automation concurrency_limit block').flatMap(crud),
        ...words('run:deployment read:block_secret read:worker update:worker read:event create:event'),
      ].toSorted(),
    )
  })

  it('reserves what custom roles may not hold', () => {
    expect(permissionDefinitions.filter(({ isReserved }) => isReserved).map(({ id }) => id)).toEqual([
      'delete:organization',
      'update:sso',
      'update:plan',
      'update:workspace_access',
    ])
  })

  it("leaves changing the plan to the operator, and reserves everything that is the operator's", () => {
    const operators = permissionDefinitions.filter(({ isOperatorOnly }) => isOperatorOnly)
    expect(operators.map(({ id }) => id)).toEqual(['update:plan'])
    expect(operators.every(({ isReserved }) => isReserved)).toBe(true)
  })

  it('names no two permissions alike', () => {
    expect(new Set(permissionDefinitions.map(({ title }) => title)).size).toBe(ids.length)
    expect(new Set(permissionDefinitions.map(({ description }) => description)).size).toBe(ids.length)
  })

  it.each(permissionDefinitions)('describes $id with a phrase and a sentence', ({ title, description }) => {
    expect(title).toMatch(/^[A-Z][a-z -]+[a-z]$/)
    expect(description).toMatch(/^[A-Z].{20,110}\.$/)
  })

  it.each(permissionDefinitions)('defines $id the same when asked for it', (definition) => {
    expect(permissionDefinition(definition.id)).toEqual(definition)
  })
})

describe('implied permissions', () => {
  it.each(permissionDefinitions)(
    '$id implies reading the same resource, where that can be read',
    (definition) => {
      const [action, resource] = definition.id.split(':')
      const reading = `read:${resource}`
      const expected = action !== 'read' && ids.some((id) => id === reading) ? [reading] : []
      expect(definition.implies).toEqual(expected)
    },
  )

  it('include seeing workspaces for one who may create them', () => {
    expect([...withImplied(['create:workspace'])]).toEqual(['create:workspace', 'read:workspace'])
  })

  it('leave the set that was passed alone', () => {
    const given = new Set(['delete:flow'] as const)
    expect([...withImplied(given)]).toEqual(['delete:flow', 'read:flow'])
    expect([...given]).toEqual(['delete:flow'])
  })

  it('of nothing are nothing', () => {
    expect(withImplied([]).size).toBe(0)
  })

  it('never take one away, are complete after one step, and add only what something given implies', () => {
    fc.assert(
      fc.property(somePermissions, (given) => {
        const closed = withImplied(given)
        expect(given.every((permission) => closed.has(permission))).toBe(true)
        expect(withImplied(closed)).toEqual(closed)
        const implied = new Set(given.flatMap((permission) => permissionDefinition(permission).implies))
        for (const permission of closed)
          expect(given.includes(permission) || implied.has(permission)).toBe(true)
      }),
    )
  })

  it('of a union are the union of the implied', () => {
    fc.assert(
      fc.property(somePermissions, somePermissions, (one, other) => {
        expect(withImplied([...one, ...other])).toEqual(new Set([...withImplied(one), ...withImplied(other)]))
      }),
    )
  })
})

const notInTheCatalogue = words(
  'read flow read: :flow READ:FLOW read:flow\n read:* * __proto__ constructor toString hasOwnProperty run:flow read:plan',
)
const notEvenStrings = [
  null,
  undefined,
  1,
  true,
  {},
  [],
  ['read:flow'],
  { id: 'read:flow' },
  Symbol('read:flow'),
]

describe('recognizing permissions', () => {
  it.each(ids)('%s is a permission of exactly one level', (id) => {
    expect(isPermission(id)).toBe(true)
    expect(isOrganizationPermission(id)).toBe(permissionDefinition(id).level === 'organization')
    expect(isWorkspacePermission(id)).toBe(permissionDefinition(id).level === 'workspace')
  })

  it.each(['', ' read:flow', ...notInTheCatalogue, ...notEvenStrings])('%o is none', (value) => {
    expect(isPermission(value)).toBe(false)
    expect(isOrganizationPermission(value)).toBe(false)
    expect(isWorkspacePermission(value)).toBe(false)
  })
})
