import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideCustomRolePermissions } from './custom-roles'
import { permissionDefinitions } from './permissions'

const free = permissionDefinitions.filter((definition) => !definition.isReserved).map(({ id }) => id)
const reserved = permissionDefinitions.filter((definition) => definition.isReserved).map(({ id }) => id)

describe('the permissions of a custom role', () => {
  it('may be any set of permissions that are not reserved', () => {
    fc.assert(
      fc.property(fc.subarray(free), (permissions) => {
        expect(decideCustomRolePermissions(permissions)).toEqual({ allowed: true })
      }),
    )
  })

  it.each(reserved)('may not hold %s, which is reserved', (permission) => {
    expect(decideCustomRolePermissions(['read:flow', permission])).toMatchObject({
      allowed: false,
      reason: 'reserved_permission',
      permission,
    })
  })

  it('are refused with the titles of all that are reserved', () => {
    expect(decideCustomRolePermissions(['update:sso', 'delete:organization'])).toEqual({
      allowed: false,
      reason: 'reserved_permission',
      message:
        'A custom role cannot hold “Delete the organization” and “Change single sign-on”. ' +
        'Choose other permissions, or assign a built-in role.',
      permission: 'update:sso',
    })
  })

  it('may not hold what the catalogue does not know, which is named', () => {
    expect(decideCustomRolePermissions(['read:flow', 'fly:plane'])).toEqual({
      allowed: false,
      reason: 'unknown_permission',
      message:
        'There is no permission fly:plane. Choose from the list of permissions, for example read:flow.',
    })
  })

  it.each(['', '*', 'READ:FLOW', 'read:flow ', '__proto__', 'read:\u202eflow', `read:${'x'.repeat(300)}`])(
    'are refused without repeating what does not look like a permission: %j',
    (unknown) => {
      expect(decideCustomRolePermissions([unknown])).toEqual({
        allowed: false,
        reason: 'unknown_permission',
        message: 'There is no such permission. Choose from the list of permissions, for example read:flow.',
      })
    },
  )

  it('never pass with one unknown string among them', () => {
    const unknown = fc.string().filter((text) => !permissionDefinitions.some(({ id }) => id === text))
    fc.assert(
      fc.property(fc.subarray(free), unknown, (permissions, stranger) => {
        expect(decideCustomRolePermissions([...permissions, stranger]).allowed).toBe(false)
        expect(decideCustomRolePermissions([stranger, ...permissions]).allowed).toBe(false)
      }),
    )
  })
})
