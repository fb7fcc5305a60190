import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyRole, builtIn, custom, member } from '../testing/policy-facts'
import { permissionsAcrossWorkspaces, permissionsWhenActive } from './evaluate'
import { decideAssignment, decideLastAdministrator, decideOutrank, missingPermissions } from './holding'
import { permissionDefinitions, withImplied, type Permission } from './permissions'
import { permissionsOfRole, type BuiltInRoleKey } from './roles'

const ids = permissionDefinitions.map((definition) => definition.id)

function heldBy(key: BuiltInRoleKey): ReadonlySet<Permission> {
  return permissionsAcrossWorkspaces(member(builtIn(key)))
}

describe('holding every permission of a role', () => {
  it('names what is missing in the order of the catalogue, implied permissions included', () => {
    const holder = new Set<Permission>(['read:flow'])
    expect(missingPermissions(holder, custom('delete:variable', 'create:flow'))).toEqual([
      'create:flow',
      'read:variable',
      'delete:variable',
    ])
  })

  it('misses nothing of a role that holds nothing', () => {
    expect(missingPermissions(new Set(), custom())).toEqual([])
    expect(missingPermissions(new Set(), custom('fly:plane'))).toEqual([])
  })

  it('names exactly what the role adds to the holder', () => {
    fc.assert(
      fc.property(fc.subarray(ids), anyRole, (given, role) => {
        const holder = new Set(given)
        const missing = missingPermissions(holder, role)
        expect(new Set([...missing, ...given])).toEqual(new Set([...given, ...permissionsOfRole(role)]))
        expect(missing.some((permission) => holder.has(permission))).toBe(false)
      }),
    )
  })
})

describe('R2: assigning a role', () => {
  it.each<[BuiltInRoleKey, BuiltInRoleKey, boolean]>([
    ['ADMINISTRATOR', 'ADMINISTRATOR', true],
    ['ADMINISTRATOR', 'OWNER', true],
    ['USER', 'ADMINISTRATOR', false],
    ['USER', 'USER', true],
    ['USER', 'MEMBER', true],
    ['USER', 'READ_ONLY_USER', true],
    ['USER', 'OWNER', false],
    ['USER', 'COLLABORATOR', true],
    ['MEMBER', 'MEMBER', true],
    ['MEMBER', 'READ_ONLY_COLLABORATOR', false],
    ['READ_ONLY_USER', 'READ_ONLY_COLLABORATOR', true],
    ['READ_ONLY_USER', 'RUNNER', false],
  ])('%s assigning %s: %s', (actor, role, allowed) => {
    expect(decideAssignment(heldBy(actor), builtIn(role)).allowed).toBe(allowed)
  })

  it('says which permissions exceed the own ones, and what to do', () => {
    expect(decideAssignment(heldBy('USER'), builtIn('OWNER'))).toEqual({
      allowed: false,
      reason: 'exceeds_own_permissions',
      message:
        'You cannot assign the role Owner, because it holds permissions that you do not hold: “Change the workspace”, ' +
        '“Delete the workspace”, and “Change workspace sharing”. ' +
        'Choose another role, or ask somebody who holds them to assign it.',
      permission: 'update:workspace',
    })
  })

  it('is refused when a single permission is missing', () => {
    fc.assert(
      fc.property(anyRole, fc.nat(), (role, index) => {
        const all = [...permissionsOfRole(role)]
        const left = all.at(index % Math.max(all.length, 1))
        expect(decideAssignment(new Set(all), role).allowed).toBe(true)
        if (left === undefined) return
        const decision = decideAssignment(new Set(all.filter((permission) => permission !== left)), role)
        expect(decision).toMatchObject({ allowed: false, permission: left })
      }),
    )
  })

  it('never lets anybody end up with more than the one who assigned', () => {
    fc.assert(
      fc.property(fc.subarray(ids), anyRole, (given, role) => {
        const actor = withImplied(given)
        if (!decideAssignment(actor, role).allowed) return
        expect([...permissionsOfRole(role)].every((permission) => actor.has(permission))).toBe(true)
      }),
    )
  })
})

describe('R3: changing what holds more than oneself', () => {
  it.each<[BuiltInRoleKey, BuiltInRoleKey, boolean]>([
    ['ADMINISTRATOR', 'ADMINISTRATOR', true],
    ['ADMINISTRATOR', 'MEMBER', true],
    ['USER', 'ADMINISTRATOR', false],
    ['USER', 'USER', true],
    ['MEMBER', 'USER', false],
    ['READ_ONLY_USER', 'MEMBER', true],
  ])('%s changing %s: %s', (actor, target, allowed) => {
    expect(decideOutrank(heldBy(actor), heldBy(target)).allowed).toBe(allowed)
  })

  it('is refused for a suspended target as for an active one', () => {
    const suspended = member(builtIn('ADMINISTRATOR'), { status: 'SUSPENDED' })
    expect(decideOutrank(heldBy('USER'), permissionsWhenActive(suspended)).allowed).toBe(false)
  })

  it('says which permissions are missing, and what to do', () => {
    expect(decideOutrank(new Set(['read:flow']), withImplied(['delete:flow']))).toEqual({
      allowed: false,
      reason: 'outranked',
      message:
        'You cannot make this change, because its target holds permissions that you do not hold: “Delete flows”. ' +
        'Ask somebody who holds them, for example an Administrator.',
      permission: 'delete:flow',
    })
  })

  it('is allowed exactly when the target holds nothing beyond the actor', () => {
    fc.assert(
      fc.property(fc.subarray(ids), fc.subarray(ids), (actor, target) => {
        const isWithin = target.every((permission) => actor.includes(permission))
        expect(decideOutrank(new Set(actor), new Set(target)).allowed).toBe(isWithin)
      }),
    )
  })
})

describe('R7: the last Administrator', () => {
  it.each([1, 2, 1000])('%d left is enough', (remainingActiveAdministrators) => {
    expect(decideLastAdministrator({ remainingActiveAdministrators })).toEqual({ allowed: true })
  })

  it.each([0, -1, Number.NaN])('%d left is refused', (remainingActiveAdministrators) => {
    expect(decideLastAdministrator({ remainingActiveAdministrators })).toEqual({
      allowed: false,
      reason: 'last_administrator',
      message:
        'This would leave the organization without an active Administrator who can sign in. Make another member Administrator first.',
    })
  })
})
