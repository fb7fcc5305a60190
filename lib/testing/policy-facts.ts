import fc from 'fast-check'
import type { GrantFacts, MembershipFacts, WorkspaceFacts } from '../policy/facts'
import { permissionDefinitions } from '../policy/permissions'
import { builtInRole, builtInRoles, type BuiltInRoleKey, type RoleFacts } from '../policy/roles'

/** The moment at which policy tests decide, and moments around it. */
export const now = new Date('2026-03-01T12:00:00Z')
export const past = new Date('2026-03-01T11:59:59.999Z')
export const future = new Date('2026-03-01T12:00:00.001Z')

/** The facts of a built-in role, as they come from the database. */
export function builtIn(key: BuiltInRoleKey): RoleFacts {
  return { id: `role-${key}`, name: builtInRole(key).name, builtIn: key, permissions: [] }
}

/** The facts of a custom role that stores these strings. */
export function custom(...permissions: readonly string[]): RoleFacts {
  return { id: 'role-custom', name: 'Night shift', builtIn: null, permissions }
}

/** An active user's membership with this organization role, unless told otherwise. */
export function member(role: RoleFacts, change: Partial<MembershipFacts> = {}): MembershipFacts {
  return { kind: 'USER', status: 'ACTIVE', role, ...change }
}

/** A workspace with no default role and no grants, unless told otherwise. */
export function workspace(facts: Partial<WorkspaceFacts> = {}): WorkspaceFacts {
  return { defaultRole: null, grants: [], ...facts }
}

/** A grant that never ends, unless told otherwise. */
export function grant(role: RoleFacts, expiresAt: Date | null = null): GrantFacts {
  return { role, expiresAt }
}

const storedPermission = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...permissionDefinitions.map((definition) => definition.id)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'read:*', '*', '__proto__', 'constructor', 'READ:FLOW', 'read:flow '),
  },
  { weight: 1, arbitrary: fc.string() },
)

/** Any role a database could hold, damaged custom roles included. */
export const anyRole: fc.Arbitrary<RoleFacts> = fc.oneof(
  fc.constantFrom(...builtInRoles.map((role) => builtIn(role.key))),
  fc.array(storedPermission, { maxLength: 12 }).map((stored) => custom(...stored)),
)

export const anyMembership: fc.Arbitrary<MembershipFacts> = fc.record({
  kind: fc.constantFrom('USER', 'SERVICE_ACCOUNT'),
  status: fc.constantFrom('ACTIVE', 'SUSPENDED'),
  role: anyRole,
})

/** Ends before, at, or after `now`, or never; or is given by a group, which has no end. */
export const anyGrant: fc.Arbitrary<GrantFacts> = fc.oneof(
  fc.record({
    role: anyRole,
    expiresAt: fc.option(fc.oneof(fc.date({ noInvalidDate: true }), fc.constantFrom(past, now, future))),
  }),
  fc.record({ role: anyRole, expiresAt: fc.constant(null), group: fc.constantFrom('platform', 'ops') }),
)

export const anyWorkspace: fc.Arbitrary<WorkspaceFacts> = fc.record({
  defaultRole: fc.option(anyRole),
  grants: fc.array(anyGrant, { maxLength: 4 }),
})
